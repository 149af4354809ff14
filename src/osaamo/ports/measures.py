"""Numbers a domain offers to the plan; each can be summed and opened to the rows that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
class Stage:
    """Rows that may still count in a period, as they stood when a day began.

    Attributes:
        key: its name in addresses.
        name: its name in three languages.
        rows: the rows; their sum is what they bring when all of them count.
        came: what they brought, by what is known today. Asked of a day of an earlier year, the two tell how often such
            rows count in the end.
        past: where nobody knows any more how rows stood on a day: such rows of earlier whose fate is known, and those
            of them that counted. Then these tell it.
    """

    key: str
    name: Mapping[str, str]
    rows: Tally
    came: Tally
    past: tuple[Tally, Tally] | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What was known of a period when a day began: what counted for good, and what could still come to count.

    A row is in ``settled`` or in one stage, never in two. What nobody had heard of on the day is in none.
    """

    settled: Tally
    stages: Sequence[Stage]


@dataclass(frozen=True, slots=True)
class Measure:
    """A declared number: ``tally`` answers it for a period.

    ``by`` names what else it can be narrowed to, each a keyword argument of ``tally`` (``spearhead="sp-urban"``).
    ``pipeline`` is offered where rows are known before they count: it answers for a period and a day, with the same
    keyword arguments.
    """

    key: str
    unit: str
    kind: Kind
    tally: Callable[..., Tally]
    by: tuple[str, ...] = ()
    pipeline: Callable[..., Pipeline] | None = None


_measures: dict[str, Measure] = {}


def measure(
    key: str, *, unit: str, kind: Kind, by: tuple[str, ...] = (), pipeline: Callable[..., Pipeline] | None = None
) -> Callable[[Asked], Asked]:
    """A decorator that declares a measure under ``key`` (``zone.visits``).

    Raises:
        ValueError: another measure has the key.
    """

    def register(tally: Asked) -> Asked:
        known = _measures.setdefault(key, Measure(key, unit, kind, tally, by, pipeline))
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
