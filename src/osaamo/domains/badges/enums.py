"""The closed lists of the domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AchievementType(models.TextChoices):
    """What a badge is given for; values are those of Open Badges 3.0."""

    COURSE = "Course", _("Course")
    PROGRAM = "LearningProgram", _("Competence path")
    MICRO = "MicroCredential", _("Micro-credential")
    COMPETENCY = "Competency", _("Shown skill")
    SERVICE = "CommunityService", _("Tutoring or other work for others")


class RuleKind(models.TextChoices):
    """How a badge is earned."""

    GRADE = "grade", _("Passing a course, path or intensive")
    EVIDENCE = "evidence", _("Evidence that a teacher approves")
    PARTS = "parts", _("Having all part badges")


class Reason(models.TextChoices):
    """Why a badge was withdrawn. ``REMOVED`` and ``PART`` are given by the service itself."""

    MISTAKE = "mistake", _("It was given by mistake")
    ASKED = "asked", _("The holder asked for it")
    MISCONDUCT = "misconduct", _("The evidence was not the holder's own")
    REMOVED = "removed", _("The credit it was given for was taken back")
    PART = "part", _("A part badge was withdrawn")


BY_PEOPLE = (Reason.MISTAKE, Reason.ASKED, Reason.MISCONDUCT)
"""Reasons a person may give."""


class Decision(models.TextChoices):
    """What became of a claim."""

    WAITING = "waiting", _("Waiting for a teacher")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class KeyUse(models.TextChoices):
    """What a key signs."""

    EMBEDDED = "embedded", "eddsa-rdfc-2022"
    TOKEN = "token", "RS256"
