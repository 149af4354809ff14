"""Asking for a seat: admitted at once, or into the queue."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.kernel.capacity.changing import note
from osaamo.kernel.capacity.errors import PoolClosed
from osaamo.kernel.capacity.locking import locked, seated, shape_of
from osaamo.kernel.capacity.seating import with_more
from osaamo.kernel.models import Pool, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the reference of the domain's own row, never of a person, and the keys of quotas they belong to."""

    holder: str
    keys: tuple[str, ...] = ()


def ask(
    *, pool: str, holder: str, keys: Iterable[str] = (), idempotency_key: str = "", now: datetime | None = None
) -> Ticket:
    """The holder's ticket: ``held`` where a seat fits, else ``waiting`` at the end of the queue.

    Asking again changes nothing: a holder with a live ticket gets that one, a known ``idempotency_key`` its ticket,
    whatever became of it.

    Raises:
        NoSuchPool: nobody opened it.
        PoolClosed: nobody new gets in.
        ValueError: the holder is a person (a pool knows rows of domains only), or the key is another holder's.
    """
    asker = Asker(holder, tuple(keys))
    return _asked(pool, [asker], group=None, idempotency_key=idempotency_key, now=now)[0]


def ask_together(
    *, pool: str, askers: Sequence[Asker], idempotency_key: str = "", now: datetime | None = None
) -> list[Ticket]:
    """The tickets of a group, in the order given: all ``held`` or all ``waiting``, and then offered seats together.

    Each member accepts or gives up their own seat; a group whose member gives up while waiting is smaller by one.

    Raises:
        NoSuchPool: nobody opened it.
        PoolClosed: nobody new gets in.
        ValueError: nobody asks, a holder twice, one that has a ticket already, or a person; or the key is others'.
    """
    if not askers or len({asker.holder for asker in askers}) < len(askers):
        raise ValueError("A group has members, each once.")
    return _asked(pool, askers, group=uuid.uuid4(), idempotency_key=idempotency_key, now=now)


@transaction.atomic
def _asked(
    ref: str, askers: Sequence[Asker], *, group: uuid.UUID | None, idempotency_key: str, now: datetime | None
) -> list[Ticket]:
    for asker in askers:
        if not asker.holder or asker.holder.startswith("kernel.person:"):
            raise ValueError("A ticket is held by a row of a domain, not by a person.")
    pool = locked(ref)
    known = _known(pool, askers, idempotency_key)
    if known:
        return known
    if pool.is_closed:
        raise PoolClosed(f"Nobody new gets a seat of {ref}.")
    # Whoever waits does so because no seat fits; so one who finds a fitting seat passes nobody who could have had it.
    fits = shape_of(pool).fits(with_more(seated(pool), (frozenset(asker.keys) for asker in askers)))
    state, moment = Ticket.State.HELD if fits else Ticket.State.WAITING, now or timezone.now()
    made = []
    for place, asker in enumerate(askers):
        pool.last_number += 1
        made.append(
            Ticket.objects.create(
                pool=pool,
                number=pool.last_number,
                holder_ref=asker.holder,
                keys=" ".join(sorted(set(asker.keys))),
                group=group,
                state=state,
                reason="seat-free" if fits else "no-seat",
                joined_at=moment,
                idempotency_key=_numbered(idempotency_key, place),
            )
        )
        note(made[-1], now=moment)
    pool.save(update_fields=["last_number"])
    return made


def _known(pool: Pool, askers: Sequence[Asker], idempotency_key: str) -> list[Ticket]:
    """The tickets of the same request, or of the same holder, if there are.

    Raises:
        ValueError: only some of a group have tickets, or the request was somebody else's.
    """
    holders = [asker.holder for asker in askers]
    if idempotency_key:
        wanted = [_numbered(idempotency_key, place) for place in range(len(askers))]
        asked = list(Ticket.objects.filter(pool=pool, idempotency_key__in=wanted).order_by("number"))
        if asked and [ticket.holder_ref for ticket in asked] != holders:
            raise ValueError("The idempotency key belongs to another request.")
        if asked:
            return asked
    live = list(Ticket.objects.filter(pool=pool, holder_ref__in=holders, state__in=Ticket.LIVE).order_by("number"))
    if live and len(live) < len(askers):
        raise ValueError("Some of the group have tickets already.")
    return live


def _numbered(key: str, place: int) -> str:
    """The request's key for the member at a place; the first has the key itself."""
    return f"{key}#{place}" if key and place else key
