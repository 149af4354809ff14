"""The choices of the budget."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RowState(models.TextChoices):
    """Where a row of the ledger stands."""

    BOOKED = "booked", _("booked")
    WAITING = "waiting", _("waits for a line")
    IGNORED = "ignored", _("not of this budget")


class Problem(models.TextChoices):
    """Why a row of the ledger was not booked by itself."""

    NO_LINE = "no-line", _("No line of the budget is named, and nothing tells which it is.")
    CLOSED = "closed", _("Its day is in a time that is closed.")
    OTHER_YEAR = "other-year", _("Its day is in a year without a budget.")
    BAD_AMOUNT = "bad-amount", _("The amount cannot be read.")
    TWO_WAYS = "two-ways", _("The amount can be read in two ways: write which it is.")
    OTHER_SUM = "other-sum", _("Its voucher is booked on the line with another amount.")
    BAD_DAY = "bad-day", _("The day cannot be read.")
    NO_ID = "no-id", _("It has no voucher number.")
    UNREADABLE = "unreadable", _("The row cannot be read.")


class Purpose(models.TextChoices):
    """What a grant is for."""

    DEVELOPMENT = "alliance_development", _("Development of the alliance")
    COORDINATION = "coordination_and_administration", _("Coordination and administration")


class Standing(models.TextChoices):
    """How a line stands against its money."""

    GOOD = "good", _("within the budget")
    RISK = "risk", _("nearly used up")
    OVER = "late", _("over the budget")
    UNUSED = "none", _("nothing booked")


SECTIONS = {
    "learning": _("Learning"),
    "rdi": _("Research, development and innovation"),
    "entrepreneurship": _("Entrepreneurship"),
    "ai": _("Artificial intelligence"),
    "other": _("Other"),
}
"""Titles of the sections that the plan's estimate has, by their key."""


def section_title(key: str) -> str:
    """The title of a section of an estimate; one that the plan does not know goes by its key."""
    return str(SECTIONS.get(key, key))
