"""Giving freed seats to those who wait, in order of joining, and taking back offers that nobody answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.kernel.capacity.changing import Change, step, tell
from osaamo.kernel.capacity.locking import seated, shape_of
from osaamo.kernel.capacity.seating import Keys, with_more
from osaamo.kernel.models import Pool, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator


def parties(pool: Pool) -> Iterator[list[Ticket]]:
    """Those who wait, in order of joining: one ticket, or all waiting tickets of a group where its first one stands."""
    waiting = list(Ticket.objects.filter(pool=pool, state=Ticket.State.WAITING).order_by("number"))
    groups: dict[object, list[Ticket]] = {}
    for ticket in waiting:
        groups.setdefault(ticket.group or ticket.pk, []).append(ticket)
    yield from groups.values()


def promote(pool: Pool, *, now: datetime) -> list[Change]:
    """The offers made: each seat goes to the first in the queue for whom it fits. The pool is locked.

    A party for which no seat fits stays where it is in the queue, and those behind it may be lucky: a seat of a quota
    is of no use to the others, nor are two seats to a group of three.
    """
    if pool.is_closed:
        return []
    shape, crowd = shape_of(pool), seated(pool)
    if shape.size is not None and sum(crowd.values()) >= shape.size:
        return []
    until = now + timedelta(hours=pool.offer_hours)
    made: list[Change] = []
    hopeless: set[tuple[Keys, ...]] = set()
    for party in parties(pool):
        wanted = tuple(sorted((ticket.key_set for ticket in party), key=sorted))
        if wanted in hopeless:
            continue
        more = with_more(crowd, wanted)
        if not shape.fits(more):
            hopeless.add(wanted)
            continue
        crowd = more
        for ticket in party:
            ticket.pool = pool
            made.append(step(ticket, Ticket.State.OFFERED, reason="seat-freed", now=now, offered_until=until))
    return made


@transaction.atomic
def expire(*, now: datetime | None = None) -> int:
    """How many offers were not answered in time; their seats go to the next in the queue."""
    now = now or timezone.now()
    due = Ticket.objects.filter(state=Ticket.State.OFFERED, offered_until__lte=now)
    expired = 0
    for ref in sorted(set(due.values_list("pool__ref", flat=True))):
        pool = Pool.objects.select_for_update().get(ref=ref)
        changes = []
        # Read again: whoever had the lock before may have answered.
        for ticket in due.filter(pool=pool).order_by("number"):
            ticket.pool = pool
            changes.append(step(ticket, Ticket.State.EXPIRED, reason="not-answered", now=now))
        expired += len(changes)
        tell(changes + promote(pool, now=now))
    return expired
