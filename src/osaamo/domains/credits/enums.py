"""The closed lists of the domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttainmentKind(models.TextChoices):
    """What was completed, as the port of attainments names it."""

    STUDY = "study", _("Course")
    OPEN = "open", _("Open studies")
    TUTORING = "tutoring", _("Tutoring")
    CHALLENGE = "challenge", _("Challenge")


class Between(models.TextChoices):
    """Between whom a credit is: whose learner completed something of whom."""

    OWN = "own", _("Own learner at the own institution")
    CROSS = "cross", _("Learner of one institution at another")
    NO_HOME = "no-home", _("Learner without a home institution")


class VersionStatus(models.TextChoices):
    """How far a version of the counting rules has come."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


class ImportStatus(models.TextChoices):
    """How far an import has come."""

    MAPPING = "mapping", _("Columns to confirm")
    DONE = "done", _("Done")


class Taken(models.TextChoices):
    """Which report of an enrolment is counted where two differ, or one is missing."""

    HOST = "host", _("As the host reported it")
    HOME = "home", _("As the home institution reported it")
    NEITHER = "neither", _("Not counted")


class Problem(models.TextChoices):
    """Why a row of a file is set aside until somebody mends it."""

    NO_KEY = "no-key", _("The row has no key of its own.")
    TWICE = "twice", _("Another row of the file has the same key.")
    NO_LEARNER = "no-learner", _("The learner is missing.")
    NO_COURSE = "no-course", _("The key of the course is missing.")
    NO_DATE = "no-date", _("The day of completion is missing or not a date, such as 31.5.2026 or 2026-05-31.")
    FUTURE = "future", _("The day of completion is still to come.")
    NO_CREDITS = "no-credits", _("The credits are missing or not a number of at most two decimals, such as 5 or 2,5.")
    CREDITS_RANGE = "credits-range", _("The credits are not between 0 and 300.")
    UNKNOWN_HOME = "unknown-home", _("The home institution is not known here.")
    UNKNOWN_HOST = "unknown-host", _("The host institution is not known here.")
    NOT_OURS = "not-ours", _("Neither the home nor the host institution is the one that reports the row.")
    UNREADABLE = "unreadable", _("The row cannot be read.")


class WorkStatus(models.TextChoices):
    """How far a tutor's work has come."""

    OPEN = "open", _("Going on")
    SUBMITTED = "submitted", _("Waiting for the student union")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class Audience(models.TextChoices):
    """As what somebody studies."""

    DEGREE = "degree", _("Degree students")
    OPEN = "open", _("Open studies")
    CONTINUOUS = "continuous", _("Continuous learners")
    MASTER = "master", _("Master's students")
    EXCHANGE = "exchange", _("Exchange students")
