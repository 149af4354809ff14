"""What somebody must do now, told by the domain in which they do it; the plan lists it and reminds of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do.

    Attributes:
        code: what it is, the domain first (``governance.comment``); with ``ref`` it tells this duty from others.
        ref: the row it is about.
        url: the page on which it is done, below the language (``/governance/reports/5/``).
        sentence: what is to be done, in ``fi``, ``sv`` and ``en``.
        due_on: its last day in time, if it has one.
    """

    code: str
    ref: str
    url: str
    sentence: Mapping[str, str]
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who tells duties: ``people`` gives references of all who may have one on a day, ``of`` the duties of one."""

    people: Callable[[date], Iterable[str]]
    of: Callable[[str, date], Iterable[Duty]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> Source:
    """The source, now registered under its name.

    Raises:
        ValueError: another source has the name.
    """
    known = _sources.setdefault(name, source)
    if known is not source:
        raise ValueError(f"Two sources of duties are called {name!r}; rename one.")
    return source


def people_on(day: date) -> set[str]:
    """References of all people who may have something to do on the day."""
    return {ref for source in _sources.values() for ref in source.people(day)}


def duties_of(person: str, day: date) -> tuple[Duty, ...]:
    """What the person must do on the day, by source in order of name."""
    return tuple(duty for name in sorted(_sources) for duty in _sources[name].of(person, day))
