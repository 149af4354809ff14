"""Answering an offer, and giving up a seat or a place in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.kernel.capacity.changing import step, tell
from osaamo.kernel.capacity.errors import NotOffered, OfferExpired
from osaamo.kernel.capacity.locking import fresh
from osaamo.kernel.capacity.promoting import promote
from osaamo.kernel.models import Pool, Ticket

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def accept(*, ticket: Ticket, now: datetime | None = None) -> Ticket:
    """The ticket, whose seat is now held; one that is held already stays as it is.

    Raises:
        NotOffered: there is no offer.
        OfferExpired: its time is over, even when nobody has taken it back yet.
    """
    found, now = fresh(ticket), now or timezone.now()
    if found.state == Ticket.State.HELD:
        return found
    if found.state != Ticket.State.OFFERED or found.offered_until is None:
        raise NotOffered("No seat is offered on this ticket.")
    if found.offered_until <= now:
        raise OfferExpired("The offer was open for a time that is over.")
    step(found, Ticket.State.HELD, reason="accepted", now=now)
    return found


@transaction.atomic
def decline(*, ticket: Ticket, now: datetime | None = None) -> Ticket:
    """The ticket, declined; the seat is offered to the next. One that is declined already stays as it is.

    Raises:
        NotOffered: there is no offer.
    """
    found = fresh(ticket)
    if found.state == Ticket.State.DECLINED:
        return found
    if found.state != Ticket.State.OFFERED:
        raise NotOffered("No seat is offered on this ticket.")
    return _ended(found, Ticket.State.DECLINED, reason="declined", now=now or timezone.now())


@transaction.atomic
def release(*, ticket: Ticket, reason: str = "withdrawn", now: datetime | None = None) -> Ticket:
    """The ticket at its end, whatever it was: waiting, offered or held. A seat it had is offered to the next.

    ``reason`` is a code: ``withdrawn``, ``rejected``, ``cancelled``. A ticket that has ended before stays as it is.
    """
    found = fresh(ticket)
    if found.state not in Ticket.LIVE:
        return found
    return _ended(found, Ticket.State.RELEASED, reason=reason, now=now or timezone.now())


@transaction.atomic
def forget(*, holder: str, now: datetime | None = None) -> int:
    """How many tickets no longer lead to the holder; what was live of them is released first."""
    tickets = Ticket.objects.filter(holder_ref=holder)
    for pool in sorted(set(tickets.values_list("pool__ref", flat=True))):
        Pool.objects.select_for_update().get(ref=pool)
        for ticket in tickets.filter(pool__ref=pool, state__in=Ticket.LIVE):
            release(ticket=ticket, reason="forgotten", now=now)
    return tickets.update(holder_ref="", idempotency_key="")


def _ended(ticket: Ticket, state: Ticket.State, *, reason: str, now: datetime) -> Ticket:
    """The ticket at its end, after those who wait got what it freed.

    Also somebody who only waited may free a way: a group that is smaller by one can fit.
    """
    step(ticket, state, reason=reason, now=now)
    tell(promote(ticket.pool, now=now))
    return ticket
