"""The steps of a ticket, each with its row of history, and those who want to hear of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.kernel.models import Ticket, TicketEvent

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a ticket without its holder asking for it: an offer, or the end of one.

    Attributes:
        holder: the reference the ticket was asked with.
        pool: reference of what the seat is of.
        ticket: key of the ticket's row.
        state: ``offered`` or ``expired``.
        reason: a code: ``seat-freed``, ``not-answered``, or what the pool was closed for.
        offered_until: until when the offer holds, where there is one.
    """

    holder: str
    pool: str
    ticket: int
    state: str
    reason: str
    offered_until: datetime | None = None


Listener = Callable[[Change], None]
"""Hears of changes inside the transaction that stores them."""

_listeners: dict[str, Listener] = {}


def listener(kind: str) -> Callable[[Listener], Listener]:
    """A decorator that registers who hears of the tickets whose holder is a row of ``kind`` (``crossstudy.enrolment``).

    Raises:
        ValueError: the kind has a listener already.
    """

    def register(listen: Listener) -> Listener:
        known = _listeners.setdefault(kind, listen)
        if known is not listen:
            raise ValueError(f"Two listeners hear of the seats of {kind!r}; keep one.")
        return listen

    return register


def tell(changes: list[Change]) -> None:
    """Let those who registered know; called when the pool is settled, so that they may change it."""
    for change in changes:
        hear = _listeners.get(change.holder.partition(":")[0])
        if hear is not None:
            hear(change)


def step(
    ticket: Ticket, state: Ticket.State, *, reason: str, now: datetime, offered_until: datetime | None = None
) -> Change:
    """The change of the ticket, stored with its row of history."""
    ticket.state, ticket.reason, ticket.offered_until = state, reason, offered_until
    ticket.save(update_fields=["state", "reason", "offered_until"])
    note(ticket, now=now)
    return Change(ticket.holder_ref, ticket.pool.ref, ticket.pk, str(state), reason, offered_until)


def note(ticket: Ticket, *, now: datetime) -> None:
    """Write where the ticket stands into its history."""
    TicketEvent.objects.create(ticket=ticket, at=now, state=ticket.state, reason=ticket.reason)
