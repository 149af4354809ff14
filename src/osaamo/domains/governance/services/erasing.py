"""What is held about a person in governance, and taking it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.governance.models import AreaLead, Evaluator, Expert, FollowUp, Invitation, Seat

if TYPE_CHECKING:
    from django.db.models import QuerySet


def rows_about(person: int) -> dict[str, QuerySet]:
    """The rows that lead to the person, by label of their model."""
    return {
        "governance.Invitation": Invitation.objects.filter(expert__person=person),
        "governance.Expert": Expert.objects.filter(person=person),
        "governance.Evaluator": Evaluator.objects.filter(person=person),
        "governance.Seat": Seat.objects.filter(person=person),
        "governance.AreaLead": AreaLead.objects.filter(person=person),
        "governance.FollowUp": FollowUp.objects.filter(person=person),
    }


REMOVED = ("governance.Invitation", "governance.Expert", "governance.Evaluator")
NAMELESS = ("governance.Seat", "governance.AreaLead", "governance.FollowUp")
"""These stay as the history of a body or an area, without the person."""


def erase(*, person: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows were removed, and how many stay without a name, by label."""
    rows = rows_about(person)
    removed = {label: rows[label].count() for label in REMOVED}
    for label in REMOVED:
        rows[label].delete()
    kept = {label: rows[label].update(person=None) for label in NAMELESS}
    return {label: count for label, count in removed.items() if count}, kept
