"""What goes when a person erases themselves: their drafts. Other rows lose their name only, by the database."""

from __future__ import annotations

from django.db import transaction

from osaamo.domains.evaluation.queries import drafts_of


@transaction.atomic
def erase_drafts(*, person: int) -> int:
    """How many drafts of the person with the key were removed; what was sent in stays without their name."""
    drafts = drafts_of(person)
    count = drafts.count()
    drafts.delete()
    return count
