"""What can go wrong with seats; the messages are for people."""

from __future__ import annotations


class CapacityError(Exception):
    """Base of all; nothing was changed."""


class NoSuchPool(CapacityError):
    """Nobody opened the pool."""


class PoolClosed(CapacityError):
    """Nobody new gets in."""


class SeatsTaken(CapacityError):
    """Those who have a seat, or an offer of one, would not fit the new number of seats or the new quotas."""


class BadQuotas(CapacityError):
    """The quotas hold more seats than there are, are negative, too many, or stand in a pool without a limit."""


class NotOffered(CapacityError):
    """The ticket has no offer that could be answered, or it is at its end already."""


class OfferExpired(CapacityError):
    """The offer was not answered in time."""
