"""Numbers a domain offers to the plan; each can be summed and opened to the rows that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

Asked = TypeVar("Asked", bound="Callable[..., Tally]")


class Kind(StrEnum):
    """How a measure behaves over time: a FLOW adds up, a STOCK holds at a date, a DISTINCT count does neither."""

    FLOW = "flow"
    STOCK = "stock"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to, not including, ``end``."""

    start: date
    end: date


class Tally(Protocol):
    """One question, answered twice: its sum, and the rows behind the sum."""

    def total(self, organisation: str | None = None) -> Decimal:
        """The sum, of one organisation or of all."""

    def refs(self, organisation: str | None = None) -> Iterator[str]:
        """References to the rows that were summed."""


@runtime_checkable
class Grouped(Protocol):
    """A tally that answers for many organisations at once, as quickly as for one. Offering it is optional."""

    def totals(self, organisations: Collection[str]) -> Mapping[str | None, Decimal]:
        """What ``total`` says for each organisation, and under ``None`` for all."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A declared number: ``tally`` answers it for a period.

    ``by`` names what else it can be narrowed to, each a keyword argument of ``tally`` (``spearhead="sp-urban"``).
    """

    key: str
    unit: str
    kind: Kind
    tally: Callable[..., Tally]
    by: tuple[str, ...] = ()


_measures: dict[str, Measure] = {}


def measure(key: str, *, unit: str, kind: Kind, by: tuple[str, ...] = ()) -> Callable[[Asked], Asked]:
    """A decorator that declares a measure under ``key`` (``zone.visits``).

    Raises:
        ValueError: another measure has the key.
    """

    def register(tally: Asked) -> Asked:
        known = _measures.setdefault(key, Measure(key, unit, kind, tally, by))
        if known.tally is not tally:
            raise ValueError(f"Two measures are called {key!r}; rename one.")
        return tally

    return register


def find(key: str) -> Measure | None:
    """The measure, or ``None`` when no domain offers it: the plan then reads "no source", never 0."""
    return _measures.get(key)


def all_measures() -> tuple[Measure, ...]:
    """Every declared measure in order of key."""
    return tuple(_measures[key] for key in sorted(_measures))


def totals_of(tally: Tally, organisations: Collection[str]) -> Mapping[str | None, Decimal]:
    """The sums of organisations, and under ``None`` of all: in one go where the tally can."""
    if isinstance(tally, Grouped):
        return tally.totals(organisations)
    return {code: tally.total(code) for code in (None, *organisations)}
