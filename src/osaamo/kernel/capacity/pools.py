"""Opening, reshaping and closing pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.kernel.capacity.changing import step, tell
from osaamo.kernel.capacity.errors import BadQuotas, SeatsTaken
from osaamo.kernel.capacity.locking import locked, seated
from osaamo.kernel.capacity.promoting import promote
from osaamo.kernel.capacity.seating import MOST_QUOTAS, Shape
from osaamo.kernel.models import Pool, Ticket
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

OFFER_HOURS = 48
"""How long an offered seat waits for an answer, unless the pool says otherwise."""


@transaction.atomic
def open_pool(
    *, pool: str, size: int | None, quotas: Mapping[str, int] | None = None, offer_hours: int = OFFER_HOURS
) -> Pool:
    """The pool of seats of what ``pool`` refers to; one that is open already is left as it is.

    ``size`` is ``None`` without a limit; ``quotas`` hold some of the seats for the people of a key.

    Raises:
        BadQuotas: see there.
    """
    wanted = _checked(size, quotas or {})
    found, _ = Pool.objects.get_or_create(
        ref=pool, defaults={"size": size, "quotas": wanted, "offer_hours": offer_hours}
    )
    return found


@transaction.atomic
def reshape(
    *, pool: str, size: int | None, quotas: Mapping[str, int] | None = None, now: datetime | None = None
) -> Pool:
    """The pool with so many seats and these quotas from now on; seats that became free are offered to the queue.

    Without quotas the seats that were held for somebody are everybody's.

    Raises:
        NoSuchPool: nobody opened it.
        BadQuotas: see there.
        SeatsTaken: those who have a seat or an offer would not fit; somebody has to release theirs first.
    """
    found = locked(pool)
    wanted = _checked(size, quotas or {})
    if (found.size, found.quotas) == (size, wanted):
        return found
    crowd = seated(found)
    if not Shape(size, wanted).fits(crowd):
        raise SeatsTaken(f"{sum(crowd.values())} seats of {pool} are taken; these seats and quotas do not fit them.")
    found.size, found.quotas = size, wanted
    found.save(update_fields=["size", "quotas"])
    audit(verb="seats.reshape", about=pool, details={"size": size, **wanted})
    tell(promote(found, now=now or timezone.now()))
    return found


@transaction.atomic
def close_pool(*, pool: str, reason: str, now: datetime | None = None) -> Pool:
    """The pool, in which nobody gets a seat any more: those who wait or have an offer expire with the reason's code.

    Whoever holds a seat keeps it.

    Raises:
        NoSuchPool: nobody opened it.
    """
    found = locked(pool)
    if found.is_closed:
        return found
    found.is_closed = True
    found.save(update_fields=["is_closed"])
    audit(verb="seats.close", about=pool, details={"reason": reason})
    changes = []
    unsure = Ticket.objects.filter(pool=found, state__in=(Ticket.State.WAITING, Ticket.State.OFFERED))
    for ticket in unsure.order_by("number"):
        ticket.pool = found
        changes.append(step(ticket, Ticket.State.EXPIRED, reason=reason, now=now or timezone.now()))
    tell(changes)
    return found


def _checked(size: int | None, quotas: Mapping[str, int]) -> dict[str, int]:
    """The quotas that hold a seat.

    Raises:
        BadQuotas: see there.
    """
    held = {key: seats for key, seats in sorted(quotas.items()) if seats}
    if any(seats < 0 for seats in held.values()) or (size is not None and size < 0):
        raise BadQuotas("There is no such thing as fewer than no seats.")
    if any(not key or key.split() != [key] for key in held):
        raise BadQuotas("The key of a quota is a code without spaces.")
    if len(held) > MOST_QUOTAS:
        raise BadQuotas(f"A pool has at most {MOST_QUOTAS} quotas, not {len(held)}.")
    if held and size is None:
        raise BadQuotas("Where there is no limit, no seats can be held for anybody.")
    if sum(held.values()) > (size or 0):
        raise BadQuotas(f"The quotas hold {sum(held.values())} seats; there are {size or 0}.")
    return held
