"""What studies cost, told by the domain that holds the rules; asked before one enrols, and again when one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from osaamo.ports.offers import Offer


@dataclass(frozen=True, slots=True)
class Price:
    """What one pays, in euros, and the rule that says so in ``fi``, ``sv`` and ``en`` (a sentence for the payer)."""

    amount: Decimal
    reason: dict[str, str]


class Prices(Protocol):
    """The source of prices."""

    def quote(self, offer: Offer, *, audience: str, home: str, on: date, person: str = "") -> Price:
        """The price of the offer for someone of the audience, whose home organisation has the code ``home``.

        With the reference of a ``person`` it is what :meth:`charge` would ask of them, never more than without.
        """

    def charge(self, offer: Offer, *, audience: str, home: str, on: date, person: str, enrolment: str) -> bool:
        """Whether there is something to pay; the order is written in the caller's transaction, once an enrolment."""

    def release(self, *, enrolment: str) -> None:
        """The enrolment ended before it began: an unpaid order is void, a paid one is to be paid back."""


Listener = Callable[[str], None]
"""Hears the reference of an enrolment that was paid, inside the transaction that stores it; may hear it twice."""

_sources: dict[str, Prices] = {}
_listeners: dict[str, Listener] = {}


def register(name: str, source: Prices) -> Prices:
    """The same source, now registered under ``name`` (``payments.rules``).

    Raises:
        ValueError: there is one already; two prices of one thing would not agree.
    """
    if _sources and _sources.get(name) is not source:
        raise ValueError(f"Prices come from {next(iter(_sources))!r} already; keep one.")
    _sources[name] = source
    return source


def source() -> Prices | None:
    """The source of prices, or ``None`` where nothing costs anything."""
    return next(iter(_sources.values()), None)


def paid_listener(name: str) -> Callable[[Listener], Listener]:
    """A decorator that registers who wants to hear of payments, under ``name`` (``crossstudy.paid``).

    Raises:
        ValueError: another listener has the name.
    """

    def add(listen: Listener) -> Listener:
        known = _listeners.setdefault(name, listen)
        if known is not listen:
            raise ValueError(f"Two listeners to payments are called {name!r}; rename one.")
        return listen

    return add


def tell_paid(enrolment: str) -> None:
    """Let every listener know, in order of name; called inside the transaction that stores the payment."""
    for name in sorted(_listeners):
        _listeners[name](enrolment)
