"""Erasing a person: what they said goes, what they did stays without a name."""

from __future__ import annotations

from osaamo.domains.steering.models import Comment, Idea, Reminder, Sheet
from osaamo.domains.steering.queries import held


def erase(*, person: int) -> dict[str, int]:
    """How many rows of the person went, by label; owners, votes and decisions stay, naming nobody."""
    found = held(person)
    for model in (Comment, Idea, Reminder, Sheet):
        model.objects.filter(person=person).delete()
    return found
