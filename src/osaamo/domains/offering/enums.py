"""The closed choices of the offering."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    """How a course is taken (OOAPI modeOfDelivery in short)."""

    ONLINE = "online", _("Online")
    CAMPUS = "campus", _("On campus")
    BLENDED = "blended", _("Partly online")


class Level(TextChoices):
    """The level of a course unit."""

    BACHELOR = "bachelor"
    MASTER = "master"
    OPEN = "open"
    SPECIALISATION = "specialisation"


class DegreeLevel(IntegerChoices):
    """The level of a degree in the European Qualifications Framework."""

    SHORT = 5, _("Short-cycle degree (EQF 5)")
    BACHELOR = 6, _("Bachelor's degree (EQF 6)")
    MASTER = 7, _("Master's degree (EQF 7)")
    DOCTOR = 8, _("Doctor's degree (EQF 8)")


class Audience(TextChoices):
    """Who may take it."""

    DEGREE = "degree", _("Degree students")
    OPEN = "open", _("Open UAS students")
    CONTINUOUS = "continuous", _("Continuous learners")
    MASTER = "master", _("Master's students")
    EXCHANGE = "exchange", _("Exchange students")


class CourseKind(TextChoices):
    """What sort of course unit it is."""

    COURSE = "course", _("Course")
    LANGUAGE = "language", _("Language studies")
    BROADENING = "broadening", _("Competence-broadening course")


class ModuleKind(TextChoices):
    """What sort of whole it is; each counts as a study module."""

    PATH = "path", _("Competence path")
    INTENSIVE = "intensive", _("Intensive period")
    MODULE = "module", _("Study module")


class LabelKind(TextChoices):
    """What a label says of an item."""

    THEME = "theme", _("Theme")
    NETWORK = "network", _("Network")
    TAG = "tag", _("Tag")


class State(TextChoices):
    """Where a realisation stands; the last row of its history holds."""

    PROPOSED = "proposed", _("Proposed")
    PLANNED = "planned", _("Planned")
    ENROLLING = "enrolling", _("Open for enrolment")
    RUNNING = "running", _("Running")
    MOVED_ONLINE = "moved_online", _("Moved online")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


NEXT_STATES: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset((State.PLANNED, State.CANCELLED)),
    State.PLANNED: frozenset((State.PROPOSED, State.ENROLLING, State.RUNNING, State.MOVED_ONLINE, State.CANCELLED)),
    State.ENROLLING: frozenset((State.PLANNED, State.RUNNING, State.MOVED_ONLINE, State.CANCELLED)),
    State.RUNNING: frozenset((State.MOVED_ONLINE, State.HELD, State.CANCELLED)),
    State.MOVED_ONLINE: frozenset((State.ENROLLING, State.RUNNING, State.HELD, State.CANCELLED)),
    # A realisation marked as held by mistake runs on; one that was called off may be planned again.
    State.HELD: frozenset((State.RUNNING,)),
    State.CANCELLED: frozenset((State.PLANNED,)),
}
"""The legal changes of state."""

NEED_REASON = frozenset((State.CANCELLED, State.MOVED_ONLINE))
"""States that nobody enters without saying why."""


class ChannelFormat(TextChoices):
    """The format in which a channel takes its listings."""

    SITE_JSON = "site-json", _("JSON of the own site")
    OPEN_CSV = "open-csv", _("CSV of an open studies portal")
    RIPA_V9 = "ripa-v9", _("RIPA messages, version 9 (CampusOnline, national services)")


class MismatchKind(TextChoices):
    """How what a channel shows differs from what is listed here."""

    MISSING_THERE = "missing-there", _("Listed here, not shown there")
    MISSING_HERE = "missing-here", _("Shown there, not listed here")
    NAME = "name", _("The name differs")
    CREDITS = "credits", _("The credits differ")
    STARTS = "starts", _("The first day differs")
    ENDS = "ends", _("The last day differs")


class Decision(TextChoices):
    """What was decided of a mismatch."""

    OPEN = "open", _("Not decided")
    KEEP = "keep", _("Ours is right: the channel is to be corrected")
    TAKE = "take", _("Theirs is right: taken over here")
    LIST = "list", _("Listed here too")
    UNLIST = "unlist", _("No longer listed here")
    IGNORE = "ignore", _("Left as it is")


class ImportFormat(TextChoices):
    """What kind of file is imported."""

    RIPA = "ripa", _("RIPA messages, version 9")
    OOAPI = "ooapi", _("OOAPI, version 5 or 6")
    TABLE = "table", _("Table (CSV or Excel)")
    JSON = "json", _("Offering file (JSON)")


class ImportState(TextChoices):
    """Where an import stands."""

    WAITING = "waiting", _("Waiting to be checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by an error")


class BrokenState(TextChoices):
    """What became of a row in quarantine."""

    OPEN = "open", _("To be mended")
    MENDED = "mended", _("Mended and imported")
    DROPPED = "dropped", _("Left out on purpose")


class Seen(TextChoices):
    """What is counted of the public pages."""

    VIEW = "view", _("Page views")
    ENROL = "enrol", _("Clicks on the way to enrolment")
