"""How many seats are left, told by the domain that enrols."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seats:
    """``free`` seats (``None`` without a limit), and how many wait for one."""

    free: int | None
    waiting: int = 0


Source = Callable[[Collection[str]], Mapping[str, Seats]]
"""The seats of offers by reference; offers it knows nothing of are left out."""

_sources: dict[str, Source] = {}


def seats(name: str) -> Callable[[Source], Source]:
    """A decorator that registers the source of free seats under ``name`` (``crossstudy.enrolments``).

    Raises:
        ValueError: there is one already; two counts of the same seats would not agree.
    """

    def register(source: Source) -> Source:
        if _sources and _sources.get(name) is not source:
            raise ValueError(f"Free seats come from {next(iter(_sources))!r} already; keep one.")
        _sources[name] = source
        return source

    return register


def left(refs: Collection[str]) -> Mapping[str, Seats]:
    """The seats of the offers; an offer that nobody counts is left out: all its seats are free."""
    for source in _sources.values():
        return source(refs)
    return {}
