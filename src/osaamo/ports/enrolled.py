"""How many enrolled on what is taught, run by run, told by the domain that holds the enrolments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its first day, how many asked for a seat, how many got one, and its seats where they are limited."""

    starts: date
    asked: int
    admitted: int
    seats: int | None = None


Source = Callable[[Collection[str]], Mapping[str, tuple[Run, ...]]]
"""The runs of each course, path or intensive by its key, oldest first; keys without runs are left out."""

_sources: dict[str, Source] = {}


def enrolled(name: str) -> Callable[[Source], Source]:
    """A decorator that registers a source under ``name`` (``crossstudy.enrolments``).

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of enrolments are called {name!r}; rename one.")
        return source

    return register


def runs_of(keys: Collection[str]) -> dict[str, tuple[Run, ...]]:
    """The runs by key, those of all sources together, oldest first.

    What two sources tell of a course and a first day is taken from the source whose name comes first: a run that is
    both enrolled on here and in a table of earlier years counts once.
    """
    found: dict[str, list[Run]] = {}
    for _, source in sorted(_sources.items()):
        for key, runs in source(keys).items():
            known = found.setdefault(key, [])
            days = {run.starts for run in known}
            known.extend(run for run in runs if run.starts not in days)
    return {key: tuple(sorted(runs, key=lambda run: run.starts)) for key, runs in found.items()}
