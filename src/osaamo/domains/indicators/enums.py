"""Words with a fixed meaning in indicators."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What the plan says of an indicator."""

    TARGET = "target", _("Target")
    COMMITMENT = "commitment", _("Commitment")
    QUALITATIVE = "qualitative", _("Followed in words")
    CONTEXT = "context", _("Background")


class Direction(TextChoices):
    """Which way is good."""

    UP = "up", _("more is better")
    HOLD = "hold", _("at least kept")
    HOLD_THEN_UP = "hold_then_up", _("kept at first, then more")
    NOT_ABOVE = "not_above", _("not above the limit")
    NONE = "none", _("neither way is better")


class Counting(TextChoices):
    """Whether each year counts alone, or all years since the first count together."""

    YEARLY = "yearly", _("each year counted alone")
    CUMULATIVE = "cumulative", _("counted together since the beginning")


class Form(TextChoices):
    """How a target is given."""

    VALUE = "value", _("A value")
    RANGE = "range", _("A range")
    GROWTH = "growth", _("Growth from the baseline")
    SPLIT = "split", _("For each spearhead")
    COMMITMENT = "commitment", _("A commitment")
    TEXT = "text", _("In words")


class Status(TextChoices):
    """How an indicator stands."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    LATE = "late", _("Late")
    REACHED = "reached", _("Reached")
    MISSED = "missed", _("Not reached")
    NO_DATA = "no_data", _("No data")
    FOLLOWED = "followed", _("Followed, no target")


class Why(TextChoices):
    """A reason for a status; its words are in ``queries/words.py``."""

    NO_SOURCE = "no_source"
    CANNOT_SPLIT = "cannot_split"
    NO_VALUE_YET = "no_value_yet"
    REACHED = "reached"
    CAME = "came"
    CAME_LATER = "came_later"
    PASSED = "passed"
    NOT_RECORDED = "not_recorded"
    NO_END_VALUE = "no_end_value"
    PLAN_OVER = "plan_over"
    AHEAD = "ahead"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    KEPT = "kept"
    ALMOST_KEPT = "almost_kept"
    NOT_KEPT = "not_kept"
    WITHIN = "within"
    SPENT_FAST = "spent_fast"
    OVER = "over"
    GROWS = "grows"
    STANDS_STILL = "stands_still"
    SHRINKS = "shrinks"
    NO_AIM = "no_aim"
    ONLY_WORDS = "only_words"
    ZERO_START = "zero_start"
    STALE = "stale"


class Unsure(TextChoices):
    """Why there is no forecast."""

    TOO_FEW = "too_few"
    NO_AIM = "no_aim"
    NO_SOURCE = "no_source"
    TOO_FAR = "too_far"
    FEW_CASES = "few_cases"
