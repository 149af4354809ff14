"""What a domain puts into a report on a period: plain rows that are copied when the report is frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osaamo.ports.measures import Period


@dataclass(frozen=True, slots=True)
class Question:
    """What a report asks: the period, the one before it, and the plan's areas it is about (none: all)."""

    period: Period
    before: Period
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Attributes:
        key: ``finance.lines``.
        title: in ``fi``, ``sv`` and ``en``.
        columns: title of each column by its key, in order, each in three languages.
        rows: each a mapping from the columns' keys to JSON values: text, a mapping of three languages, an integer,
            an amount as text (``"1250.00"``), an ISO date, ``None`` for what is not known. ``ref`` and ``url`` may lead
            to the rows behind, ``status`` may be one of ``good``, ``risk``, ``late``, ``none``.
        warnings: what the reader must see, each in three languages.
        public: keys of the columns that everybody may read; none where the section is for the alliance alone.
    """

    key: str
    title: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    rows: tuple[Mapping[str, Any], ...]
    warnings: tuple[Mapping[str, str], ...] = ()
    public: tuple[str, ...] = ()


Source = Callable[[Question], Section]

_sources: dict[str, Source] = {}


def section(key: str) -> Callable[[Source], Source]:
    """A decorator that registers a section under its key.

    Raises:
        ValueError: another section has the key.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(key, source)
        if known is not source:
            raise ValueError(f"Two sections of reports are called {key!r}; rename one.")
        return source

    return register


def sections(question: Question) -> tuple[Section, ...]:
    """Every section, in order of key."""
    return tuple(_sources[key](question) for key in sorted(_sources))
