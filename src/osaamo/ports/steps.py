"""Things that teach: a course to take, a challenge to join, a project to work in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.engine import Step

Source = Callable[[str], "Iterator[Step]"]
"""Steps that can still be begun on the given ISO date, each with the skills it teaches."""

_sources: dict[str, Source] = {}


def steps(name: str) -> Callable[[Source], Source]:
    """A decorator that registers a source under ``name`` (``offering.realisations``).

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of steps are called {name!r}; rename one.")
        return source

    return register


def sources() -> dict[str, Source]:
    """The registered sources by name, in order of name."""
    return dict(sorted(_sources.items()))


def all_steps(on: str) -> Iterator[Step]:
    """Every step that can be begun on the ISO date ``on`` or later, source by source in order of name."""
    for source in sources().values():
        yield from source(on)
