"""Erasing somebody who leaves: their registrations go; that so many of their institution came, stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.events.models import AttendanceCount, CalendarKey, Registration
from osaamo.domains.events.queries import held_about
from osaamo.domains.events.services.attending import count
from osaamo.kernel import capacity
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@transaction.atomic
def erase(*, person: int) -> Mapping[str, int]:
    """The rows that went, by label of the model; a seat that was theirs goes to the next in the queue."""
    removed = held_about(person)
    for row in Registration.objects.filter(person=person).select_related("event"):
        capacity.forget(holder=ref_of(row))
        row.delete()
        if row.attended:
            # Whoever came still came, though nobody knows any more that they had registered.
            known, _ = AttendanceCount.objects.get_or_create(event=row.event, organisation_id=row.organisation_id)
            known.walked_in += 1
            known.save(update_fields=["walked_in"])
            count(row.event)
    CalendarKey.objects.filter(person=person).delete()
    return removed
