"""What working life asks for: how many job ads name each skill, told by the domain that holds the ads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Demand:
    """``asked`` counts, by uri, the ads of all ``of`` that name the skill; ``since`` is the oldest ad's ISO date."""

    asked: Mapping[str, int]
    of: int
    since: str


Source = Callable[[Collection[str]], Demand]
"""The demand for the skills of the given uris."""

_sources: dict[str, Source] = {}


def demand(name: str) -> Callable[[Source], Source]:
    """A decorator that registers the source of demand under ``name`` (``foresight.ads``).

    Raises:
        ValueError: there is one already; two counts of the same ads would not agree.
    """

    def register(source: Source) -> Source:
        if _sources and _sources.get(name) is not source:
            raise ValueError(f"Demand comes from {next(iter(_sources))!r} already; keep one.")
        _sources[name] = source
        return source

    return register


def demand_for(uris: Collection[str]) -> Demand:
    """The demand for the skills; of no ads at all where no domain holds any."""
    for source in _sources.values():
        return source(uris)
    return Demand({}, 0, "")
