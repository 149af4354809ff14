"""Codes of the living plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a version of the plan is; an approved one never changes, and is replaced by the next."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("Open for comments")
    DECIDING = "deciding", _("With the boards")
    APPROVED = "approved", _("Approved")
    REPLACED = "replaced", _("Replaced")


COMMON = "alliance"
"""The key of the area that holds what is common to all: its goals come first, its activities are everybody's."""

SEALED = (State.APPROVED, State.REPLACED)
"""States in which nothing of a version may change."""


class ItemKind(models.TextChoices):
    """The kinds of items a version is made of, in the order of the plan."""

    AREA = "area", _("Area")
    GOAL = "goal", _("Goal")
    SPEARHEAD = "spearhead", _("Spearhead")
    SEGMENT = "segment", _("Customer segment")
    ACTIVITY = "activity", _("Activity")

    @property
    def many(self) -> str:
        """What several of them are called."""
        return str(_MANY[self])


_MANY = {
    ItemKind.AREA: _("Areas"),
    ItemKind.GOAL: _("Goals"),
    ItemKind.SPEARHEAD: _("Spearheads"),
    ItemKind.SEGMENT: _("Customer segments"),
    ItemKind.ACTIVITY: _("Activities"),
}


class GoalKind(models.TextChoices):
    """What a goal is in the plan."""

    STRATEGIC_GOAL = "strategic_goal", _("Goal agreed with the ministry")
    DEVELOPMENT_MEASURE = "development_measure", _("Common development measure")
    MISSION = "mission", _("Mission")
    AREA_GOAL = "area_goal", _("Goal of the area")
    STRATEGIC_CHOICE = "strategic_choice", _("Strategic choice")
    RESULT_OBJECTIVE = "result_objective", _("Result objective of the year")


class Listing(models.TextChoices):
    """Where the plan lists an activity."""

    YEAR = "year", _("Implementation plan of the year")
    ROADMAP = "roadmap", _("Roadmap")
    STANDING = "standing", _("Standing duty")


class Ending(models.TextChoices):
    """Why an item of the version before does not go on in this one."""

    MERGED = "merged", _("Merged with another")
    SUPERSEDED = "superseded", _("Replaced by another")
    DROPPED = "dropped", _("Left out")


class Phase(models.TextChoices):
    """How far an activity is, as its owner says."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    LATE = "late", _("Late")
    MERGED = "merged", _("Merged with another")
    CANCELLED = "cancelled", _("Cancelled")


ENDED = (Phase.DONE, Phase.MERGED, Phase.CANCELLED)
"""Phases in which nothing more is to be done."""

NEEDS_REASON = (Phase.LATE, Phase.MERGED, Phase.CANCELLED)
"""Phases that are told with a reason."""


class Outcome(models.TextChoices):
    """What a board decides on a version."""

    APPROVE = "approve", _("Approved")
    RETURN = "return", _("Returned to be prepared further")


class Answer(models.TextChoices):
    """What becomes of an idea."""

    TAKEN_UP = "taken_up", _("Taken up")
    FORWARDED = "forwarded", _("Passed on to somebody else")
    NOTED = "noted", _("Kept for the next refinement")
    DECLINED = "declined", _("Not taken up")


class Standing(models.TextChoices):
    """How an activity stands on a day: its phase, and what the calendar makes of it."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    LATE = "late", _("Late")
    DONE = "done", _("Done")
    ENDED = "ended", _("Cancelled or merged")


FIELDS = {
    "title": _("Title"),
    "former_title": _("Former name"),
    "kind": _("Kind"),
    "section": _("Section of the plan"),
    "steering_body": _("Steered by"),
    "steering_split": _("Steering by part"),
    "co_steering": _("Steers together with"),
    "operative_team": _("Operative team"),
    "coordinating_body": _("Coordinated by"),
    "chair_role": _("Chair"),
    "student_representation": _("Students are represented"),
    "reports_to": _("Reports to"),
    "reporting": _("Reporting"),
    "area": _("Area"),
    "other_areas": _("Other areas"),
    "horizon": _("By the end of"),
    "serves": _("Serves"),
    "repeated_in": _("Repeated in"),
    "echoed_in": _("Echoed in"),
    "extension": _("Extension in the areas"),
    "sub": _("Points"),
    "indicators": _("Indicators"),
    "core_team": _("Core team"),
    "targets": _("Targets of the year"),
    "members": _("Members"),
    "payers": _("Who pays"),
    "customer_financing": _("How customers finance it"),
    "countries": _("Countries"),
    "countries_as_written": _("Countries as written"),
    "solutions": _("Solutions"),
    "roadmap": _("Roadmap"),
    "listing": _("Where it is listed"),
    "year": _("Year"),
    "until_year": _("Until the year"),
    "schedule": _("Schedule as written"),
    "schedule_inferred": _("The schedule is inferred"),
    "starts": _("Begins"),
    "ends": _("Ends"),
    "cadence": _("How often"),
    "parent": _("Part of"),
    "segment": _("Customer segment"),
    "bodies": _("Bodies"),
    "campuses": _("Campuses"),
    "subtasks": _("Parts"),
    "duplicate_of": _("Listed twice as"),
    "note": _("Note"),
    "src": _("Place in the plan"),
    "ending": _("Does not go on"),
    "goes_on_as": _("Goes on as"),
    "ending_reason": _("Why it does not go on"),
}
"""What each field of an item is called."""
