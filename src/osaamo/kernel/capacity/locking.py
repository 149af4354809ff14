"""The lock that all who change a pool take, and who has a seat in it."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count

from osaamo.kernel.capacity.errors import NoSuchPool
from osaamo.kernel.capacity.seating import Crowd, Shape
from osaamo.kernel.models import Pool, Ticket


def locked(pool: str) -> Pool:
    """The pool's row, which nobody else changes until the transaction ends.

    PostgreSQL locks the row; on SQLite the transaction has the whole database, because it began as ``IMMEDIATE``.

    Raises:
        NoSuchPool: nobody opened it.
    """
    try:
        return Pool.objects.select_for_update().get(ref=pool)
    except Pool.DoesNotExist:
        raise NoSuchPool(f"{pool} has no seats; open a pool for it first.") from None


def fresh(ticket: Ticket) -> Ticket:
    """The ticket as it is now, in its locked pool."""
    pool = Pool.objects.select_for_update().get(pk=ticket.pool_id)  # type: ignore[attr-defined]  # Django adds it
    found = Ticket.objects.get(pk=ticket.pk)
    found.pool = pool
    return found


def shape_of(pool: Pool) -> Shape:
    """The seats of the pool."""
    return Shape(pool.size, pool.quotas)


def seated(pool: Pool) -> Crowd:
    """Who has a seat, or an offer of one."""
    rows = Ticket.objects.filter(pool=pool, state__in=Ticket.SEATED).order_by().values_list("keys")
    crowd: Counter[frozenset[str]] = Counter()
    for keys, count in rows.annotate(count=Count("pk")):
        crowd[frozenset(keys.split())] += count
    return crowd
