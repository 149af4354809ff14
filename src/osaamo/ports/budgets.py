"""The money of budget lines, and of what costs are for, such as an event; told by the domain that holds the budget.

The domain of events says what costs can be for (:func:`purposes`); the budget tells what was booked and promised.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

ZERO = Decimal(0)


class Kind(StrEnum):
    """What a row of the budget is."""

    BOOKED = "booked"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost of the budget.

    Attributes:
        kind: a booking, or a promise.
        ref: its row.
        line: the code of its line.
        day: when it was booked or promised.
        amount: euros; of a promise, what of it is still to come.
        text: what for, as somebody wrote it.
        url: the page that shows it, below the language.
    """

    kind: Kind
    ref: str
    line: str
    day: date
    amount: Decimal
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Costs:
    """The rows of the budget that are for one thing, the oldest first; their sums are those of the rows."""

    rows: tuple[CostRow, ...] = ()

    @property
    def booked(self) -> Decimal:
        """Euros booked."""
        return sum((row.amount for row in self.rows if row.kind == Kind.BOOKED), ZERO)

    @property
    def promised(self) -> Decimal:
        """Euros promised and still to come."""
        return sum((row.amount for row in self.rows if row.kind == Kind.PROMISED), ZERO)

    @property
    def total(self) -> Decimal:
        """Euros booked or still to come."""
        return self.booked + self.promised


class Books(Protocol):
    """What was booked and promised for things, by the domain that holds the budget."""

    def costs(self, refs: Collection[str]) -> Mapping[str, Costs]:
        """What was booked and promised for each thing by reference; things without a row are left out."""

    def address(self, ref: str, *, line: str, person: object) -> str:
        """The page below the language where the person books a cost for a thing; empty where they may not.

        ``line`` is the code of the line the thing was planned from, or empty.
        """


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something costs can be for: its ``title`` in ``fi``, ``sv`` and ``en``, and keys of the plan it brings along."""

    ref: str
    title: Mapping[str, str]
    activity: str = ""
    spearhead: str = ""


PurposeSource = Callable[[str], Collection[Purpose]]
"""The things planned from the line with a code."""

Source = Callable[[Collection[str]], Mapping[str, Decimal]]
"""The euros of the lines with the codes, as the newest approved budget has them; codes it lacks are left out."""

_sources: dict[str, Source] = {}
_books: dict[str, Books] = {}
_purposes: dict[str, PurposeSource] = {}


def budgets(name: str) -> Callable[[Source], Source]:
    """A decorator that registers the source under ``name`` (``finance.lines``).

    Raises:
        ValueError: there is one already; a line has one amount.
    """

    def register(source: Source) -> Source:
        if _sources and _sources.get(name) is not source:
            raise ValueError(f"Budget lines come from {next(iter(_sources))!r} already; keep one.")
        _sources[name] = source
        return source

    return register


def keep_books(name: str, books: Books) -> Books:
    """The same books, now registered under ``name`` (``finance.bookings``).

    Raises:
        ValueError: there are some already; a cost would be counted twice.
    """
    if _books and _books.get(name) is not books:
        raise ValueError(f"Costs are told by {next(iter(_books))!r} already; keep one.")
    _books[name] = books
    return books


def purpose_source(name: str) -> Callable[[PurposeSource], PurposeSource]:
    """A decorator that registers who tells what costs can be for (``events.events``).

    Raises:
        ValueError: another source has the name.
    """

    def add(source: PurposeSource) -> PurposeSource:
        known = _purposes.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of what costs are for are called {name!r}; rename one.")
        return source

    return add


def amounts(codes: Collection[str]) -> dict[str, Decimal]:
    """The euros of each line by code; none where no domain holds a budget."""
    return {code: amount for source in _sources.values() for code, amount in source(codes).items()}


def costs(refs: Collection[str]) -> dict[str, Costs]:
    """What was booked and promised for each thing by reference; things without a row are left out."""
    return {ref: found for books in _books.values() for ref, found in books.costs(refs).items()}


def address(ref: str, *, line: str, person: object) -> str:
    """Where the person books a cost for a thing; empty where they may not, or no domain holds a budget."""
    return next((url for one in _books.values() if (url := one.address(ref, line=line, person=person))), "")


def purposes(line: str) -> tuple[Purpose, ...]:
    """What a cost on the line with the code can be for, from each source in order of name."""
    return tuple(one for name in sorted(_purposes) for one in _purposes[name](line))
