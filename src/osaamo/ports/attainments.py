"""What people completed: study elsewhere, tutoring, challenges. Each can count as credits and earn a badge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Attainment:
    """One completed thing.

    Attributes:
        ref: its row (``crossstudy.result:7``); the same thing told again has the same ``ref``.
        person: reference of who completed it (``kernel.person:5``).
        of: reference of what was completed (``offering.realisation:42``), or ``""``.
        course: key of the course unit, path or intensive, or ``""``.
        title: in ``fi``, ``sv`` and ``en``.
        kind: ``study``, ``open``, ``tutoring`` or ``challenge``.
        home: code of the person's home organisation, ``""`` where there is none.
        host: code of the organisation that gave it.
        audience: as what they studied (``degree``, ``open`` ...).
        credits: ECTS credits.
        grade: as written by the host.
        passed: whether the grade passes.
        on: day of completion.
        removed: it was taken back (RIPA ``REMOVAL``): what followed from it is to be undone.
    """

    ref: str
    person: str
    of: str
    course: str
    title: Mapping[str, str]
    kind: str
    home: str
    host: str
    audience: str
    credits: Decimal
    grade: str
    passed: bool
    on: date
    removed: bool = False


Source = Callable[["date", "date"], Iterator[Attainment]]
"""What was completed from the first day up to, not including, the second, and was not removed; in order of ``ref``."""

Listener = Callable[[Attainment], None]
"""Hears of a new, corrected or removed attainment, inside the transaction that stores it; may hear it twice."""

PassedSource = Callable[[str], Collection[str]]
"""The keys of the courses that the person with the reference passed, as far as the source knows."""

_sources: dict[str, Source] = {}
_passed: dict[str, PassedSource] = {}
_listeners: dict[str, Listener] = {}


def attainments(name: str) -> Callable[[Source], Source]:
    """A decorator that registers a source under ``name`` (``crossstudy.results``).

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of attainments are called {name!r}; rename one.")
        return source

    return register


def listener(name: str) -> Callable[[Listener], Listener]:
    """A decorator that registers who wants to hear of each attainment, under ``name`` (``badges.issue``).

    Raises:
        ValueError: another listener has the name.
    """

    def register(listen: Listener) -> Listener:
        known = _listeners.setdefault(name, listen)
        if known is not listen:
            raise ValueError(f"Two listeners to attainments are called {name!r}; rename one.")
        return listen

    return register


def passed_courses(name: str) -> Callable[[PassedSource], PassedSource]:
    """A decorator that registers who knows which courses one person passed, under ``name`` (``crossstudy.results``).

    Raises:
        ValueError: another source has the name.
    """

    def register(source: PassedSource) -> PassedSource:
        known = _passed.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of passed courses are called {name!r}; rename one.")
        return source

    return register


def passed_by(person: str) -> frozenset[str]:
    """The keys of the courses a person is known to have passed; not being there is not proof of the contrary."""
    return frozenset(key for source in _passed.values() for key in source(person) if key)


def sources() -> tuple[str, ...]:
    """The names of the registered sources; without any, nobody knows what was completed, which is not nothing."""
    return tuple(sorted(_sources))


def all_attainments(start: date, end: date) -> Iterator[Attainment]:
    """Everything completed from ``start`` up to, not including, ``end``, source by source in order of name."""
    for name in sorted(_sources):
        yield from _sources[name](start, end)


def tell(attainment: Attainment) -> None:
    """Let every listener know, in order of name; called inside the transaction that stores the attainment."""
    for name in sorted(_listeners):
        _listeners[name](attainment)
