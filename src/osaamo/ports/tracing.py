"""Where an activity of the plan went on to: the reports that told of it, the meetings it came to, what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


class Step(StrEnum):
    """What a station of the way is, in the order of the way."""

    REPORT = "report"
    ASKED = "asked"
    MEETING = "meeting"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Station:
    """One station of the way of an activity.

    ``title`` says what it is in ``fi``, ``sv`` and ``en``, ``text`` what was said there, as it was said.
    ``url`` is a page below the language that this reader may open, or empty.
    """

    step: Step
    on: date
    title: Mapping[str, str]
    text: str = ""
    url: str = ""


Source = Callable[[str, Any], Iterable[Station]]
"""The stations of the activity with a key that a reader, a person or nobody, may know of."""

_sources: dict[str, Source] = {}


def stations(name: str) -> Callable[[Source], Source]:
    """A decorator that registers a source of stations under its name.

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of stations are called {name!r}; rename one.")
        return source

    return register


def way_of(key: str, reader: Any) -> tuple[Station, ...]:
    """The way of the activity as far as the reader may know it, in order of day and of the steps of a day."""
    found = [station for name in sorted(_sources) for station in _sources[name](key, reader)]
    steps = list(Step)
    return tuple(sorted(found, key=lambda one: (one.on, steps.index(one.step))))
