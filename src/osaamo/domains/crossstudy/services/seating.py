"""Seats of an offer: one pool and one waiting list each, kept by the kernel; an enrolment holds a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.kernel import capacity
from osaamo.kernel.models import Pool
from osaamo.kernel.refs import ref_of
from osaamo.ports import offers

if TYPE_CHECKING:
    from osaamo.domains.crossstudy.models import Enrolment
    from osaamo.kernel.models import Ticket
    from osaamo.ports.offers import Offer


def keys_of(home: str, audience: str) -> tuple[str, ...]:
    """By which quotas somebody may get a seat: that of their home organisation, and that of their audience."""
    return (*((home,) if home else ()), f"audience:{audience}")


def hold(ref: str, offer: Offer | None) -> None:
    """Take the lock on the offer's seats; where nobody asked for one yet, open its pool first."""
    if offer is not None:
        _open(offer)
    Pool.objects.select_for_update().filter(ref=ref).first()


def _open(offer: Offer) -> None:
    capacity.open_pool(pool=offer.ref, size=offer.seats, quotas=dict(offer.quotas or {}))


def ask(enrolment: Enrolment) -> Ticket:
    """The enrolment's ticket: it holds a seat, or waits for one; asking again gives the same."""
    offer = offers.find(enrolment.offer_ref)
    if offer is not None:
        _open(offer)
    home = enrolment.home.organisation.code if enrolment.home is not None else ""
    return capacity.ask(
        pool=enrolment.offer_ref,
        holder=ref_of(enrolment),
        keys=keys_of(home, enrolment.audience),
        idempotency_key=str(enrolment.key),
    )


def ticket_of(enrolment: Enrolment) -> Ticket | None:
    """The enrolment's newest ticket, or ``None``."""
    return capacity.ticket_of(pool=enrolment.offer_ref, holder=ref_of(enrolment))


def release(enrolment: Enrolment, *, reason: str) -> None:
    """The seat or the place in the queue is free again; the next in the queue is offered it."""
    ticket = ticket_of(enrolment)
    if ticket is not None:
        capacity.release(ticket=ticket, reason=reason)


def size(enrolment: Enrolment) -> int | None:
    """How many seats the offer has, ``None`` without a limit."""
    found = capacity.left(pools=[enrolment.offer_ref]).get(enrolment.offer_ref)
    return found.size if found else None


def reshape(offer: Offer) -> None:
    """Give the pool the seats and quotas the offer has now; what people sit on stays theirs."""
    try:
        capacity.reshape(pool=offer.ref, size=offer.seats, quotas=dict(offer.quotas or {}))
    except (capacity.SeatsTaken, capacity.NoSuchPool):
        return


def close(ref: str) -> None:
    """Nobody gets a seat any more."""
    try:
        capacity.close_pool(pool=ref, reason="cancelled")
    except capacity.NoSuchPool:
        return
