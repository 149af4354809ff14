"""Who came, what they said, and the end of names: counts stay."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.events.models import AttendanceCount, Event, Feedback, Registration
from osaamo.domains.events.queries import seated
from osaamo.domains.events.services.errors import NotOver
from osaamo.kernel import capacity
from osaamo.kernel.models import Organisation, Pool
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from osaamo.kernel.models import Person

KEEP = timedelta(days=30)
"""So long after an event it is known who registered; then only how many of each institution."""


CHECK_IN = timedelta(hours=1)
"""So long before an event people may be checked in."""


@transaction.atomic
def mark(
    *,
    event: Event,
    came: Collection[int],
    walked_in: Mapping[int | None, int],
    by: Person | None,
    seen: Collection[int] = (),
) -> list[AttendanceCount]:
    """The counts by organisation.

    Args:
        event: one that has begun, or is about to.
        came: primary keys of the registrations whose people came; the rest of those with a seat did not.
        walked_in: how many came without registering, by primary key of their organisation, ``None`` for others.
        by: who says so.
        seen: those who were known to have come when the writer looked. Only what differs from it is written, so that
            two people at two doors do not undo each other's marks.

    Raises:
        NotOver: the event is not about to begin, or is cancelled.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if timezone.now() < row.starts - CHECK_IN or row.cancelled_at is not None:
        raise NotOver
    if row.reduced_at is None:
        there = row.registrations.filter(pk__in=[one.pk for one in seated(row)])
        there.filter(attended__isnull=True).update(attended=False)
        there.filter(pk__in=set(seen) - set(came)).update(attended=False)
        there.filter(pk__in=set(came) - set(seen)).update(attended=True)
    count(row)
    places = {one.pk: one for one in Organisation.objects.filter(pk__in=[key for key in walked_in if key])}
    for key, number in walked_in.items():
        # A nought for a place that nobody came from makes no row.
        known = row.attendance.filter(organisation=key).first()
        if known is None and number:
            known = AttendanceCount(event=row, organisation=places[key] if key else None)
        if known is not None:
            known.walked_in = number
            known.save()
    counts = list(row.attendance.select_related("organisation"))
    audit(
        verb="event.attendance", who=by, about=row, organisation=row.owner,
        details={"attended": sum(one.attended for one in counts)},
    )  # fmt: skip
    return counts


def count(event: Event) -> None:
    """Write how many registered and came by organisation, while that is known."""
    if event.reduced_at is not None:
        return
    there = seated(event)
    registered = Counter(one.organisation_id for one in there)
    came = Counter(one.organisation_id for one in there if one.attended)
    for key in registered.keys() | set(event.attendance.values_list("organisation", flat=True)):
        known, _ = AttendanceCount.objects.get_or_create(event=event, organisation_id=key)
        known.registered, known.came = registered[key], came[key]
        known.save(update_fields=["registered", "came"])


@transaction.atomic
def answer(*, registration: Registration, grade: int, text: str) -> bool:
    """Whether the answer was taken: it is, once. The answer keeps no trace of the registration."""
    row = Registration.objects.select_for_update().filter(pk=registration.pk).exclude(feedback_key="").first()
    if row is None:
        return False
    row.feedback_key = ""
    row.save(update_fields=["feedback_key"])
    # No entry in the log: its time would tell whose answer it was.
    Feedback.objects.create(event_id=row.event_id, grade=grade, text=text)
    return True


def close(event: Event) -> None:
    """Nobody is offered a seat of an event that has begun."""
    with suppress(capacity.NoSuchPool):
        capacity.close_pool(pool=ref_of(event), reason="begun")


def close_begun(*, now: datetime) -> int:
    """How many events had begun since the last time; those who still waited are not offered a seat any more."""
    open_pools = Pool.objects.filter(ref__startswith="events.event:", is_closed=False).values_list("ref", flat=True)
    keys = [int(ref.rpartition(":")[2]) for ref in open_pools]
    begun = Event.objects.filter(pk__in=keys, starts__lte=now)
    for event in begun:
        close(event)
    return len(begun)


def reduce_old(*, now: datetime) -> int:
    """How many registrations of events long over became counts; queue and seats forget them too."""
    gone = 0
    for event in Event.objects.filter(ends__lt=now - KEEP, reduced_at__isnull=True):
        gone += _reduce(event, now)
    return gone


@transaction.atomic
def _reduce(event: Event, now: datetime) -> int:
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.reduced_at is not None:
        return 0
    if row.cancelled_at is None and row.registrations.exists():
        count(row)
    row.reduced_at = now
    row.save(update_fields=["reduced_at"])
    close(row)
    names = list(row.registrations.all())
    for one in names:
        capacity.forget(holder=ref_of(one))
    row.registrations.all().delete()
    if names:
        audit(verb="event.reduced", about=row, organisation=row.owner, details={"registrations": len(names)})
    return len(names)
