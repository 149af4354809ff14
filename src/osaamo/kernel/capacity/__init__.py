"""Seats and waiting lists: the one engine behind every seat, court, slot and gym.

A domain opens a pool for something with seats, asks for a seat for a row of its own, and answers offers. Everybody who
changes a pool locks its row first. One queue per pool, in order of joining; a freed seat is offered to the first for
whom it fits, for a time; groups get seats together or not at all.

>>> open_pool(pool="offering.realisation:42", size=20, quotas={"laurea": 5})
>>> ticket = ask(pool="offering.realisation:42", holder="crossstudy.enrolment:7", keys=("laurea",))
>>> ticket.state
'held'
"""

from osaamo.kernel.capacity.answering import accept, decline, forget, release
from osaamo.kernel.capacity.asking import Asker, ask, ask_together
from osaamo.kernel.capacity.auditing import Finding, audit_pools
from osaamo.kernel.capacity.changing import Change, listener
from osaamo.kernel.capacity.errors import (
    BadQuotas,
    CapacityError,
    NoSuchPool,
    NotOffered,
    OfferExpired,
    PoolClosed,
    SeatsTaken,
)
from osaamo.kernel.capacity.pools import close_pool, open_pool, reshape
from osaamo.kernel.capacity.promoting import expire
from osaamo.kernel.capacity.standing import Left, Reason, Standing, free_for, left, standing, ticket_of

__all__ = [
    "Asker",
    "BadQuotas",
    "CapacityError",
    "Change",
    "Finding",
    "Left",
    "NoSuchPool",
    "NotOffered",
    "OfferExpired",
    "PoolClosed",
    "Reason",
    "SeatsTaken",
    "Standing",
    "accept",
    "ask",
    "ask_together",
    "audit_pools",
    "close_pool",
    "decline",
    "expire",
    "forget",
    "free_for",
    "left",
    "listener",
    "open_pool",
    "release",
    "reshape",
    "standing",
    "ticket_of",
]
