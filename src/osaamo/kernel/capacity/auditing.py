"""Checking all pools from their rows: what must never be, and what promotion must not leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.kernel.capacity.locking import seated, shape_of
from osaamo.kernel.capacity.promoting import parties
from osaamo.kernel.capacity.seating import with_more
from osaamo.kernel.models import Pool, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

LATE = timedelta(hours=1)
"""An offer that ran out so long ago shows that the periodic task does not run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a pool.

    ``code`` is ``over-full`` (more people than seats), ``quota-broken`` (seats held for some were given to others),
    ``seat-idle`` (somebody waits for whom a seat fits), ``offer-late`` (an offer that ran out was not taken back),
    ``in-closed`` (somebody waits where nobody gets in) or ``number-beyond`` (a ticket that was never counted).
    ``facts`` says it in numbers.
    """

    pool: str
    code: str
    facts: str


def audit_pools(*, now: datetime | None = None) -> list[Finding]:
    """Everything that is wrong, pool by pool; nobody changes a pool while it is looked at."""
    found: list[Finding] = []
    for pk in Pool.objects.values_list("pk", flat=True):
        with transaction.atomic():
            found.extend(_findings(Pool.objects.select_for_update().get(pk=pk), now or timezone.now()))
    return found


def _findings(pool: Pool, now: datetime) -> Iterator[Finding]:
    shape, crowd = shape_of(pool), seated(pool)
    taken = sum(crowd.values())
    if pool.size is not None and taken > pool.size:
        yield Finding(pool.ref, "over-full", f"{taken} of {pool.size}")
    elif not shape.fits(crowd):
        yield Finding(pool.ref, "quota-broken", ", ".join(f"{key} {seats}" for key, seats in pool.quotas.items()))
    waiting = list(parties(pool))
    if pool.is_closed and waiting:
        yield Finding(pool.ref, "in-closed", f"{sum(map(len, waiting))} wait")
    if not pool.is_closed:
        for party in waiting:
            if shape.fits(with_more(crowd, (ticket.key_set for ticket in party))):
                yield Finding(pool.ref, "seat-idle", f"ticket {party[0].number}, {len(party)} together")
                break
    late = Ticket.objects.filter(pool=pool, state=Ticket.State.OFFERED, offered_until__lte=now - LATE).count()
    if late:
        yield Finding(pool.ref, "offer-late", f"{late} offers")
    beyond = Ticket.objects.filter(pool=pool, number__gt=pool.last_number).count()
    if beyond:
        yield Finding(pool.ref, "number-beyond", f"{beyond} tickets")
