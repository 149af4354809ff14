"""Things that teach: a course to take, a challenge to join, a project to work in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.engine import Step

Source = Callable[[str], "Iterator[Step]"]
"""Steps that can still be begun on the given ISO date, each with the skills it teaches."""

Some = Callable[[str, Collection[str]], "Iterator[Step]"]
"""Those of a source's steps that have one of the given ids."""

Mark = Callable[[], Hashable]
"""Something cheap that differs once a step of the source does: the time of the last change, how many there are."""

_sources: dict[str, Source] = {}
_some: dict[str, Some] = {}
_marks: dict[str, Mark] = {}


def steps(name: str, *, some: Some | None = None, mark: Mark | None = None) -> Callable[[Source], Source]:
    """A decorator that registers a source under ``name`` (``offering.realisations``).

    ``some`` finds a few steps faster than all of them. Who keeps the steps of a source without a ``mark`` reads them
    anew each time.

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of steps are called {name!r}; rename one.")
        if some is not None:
            _some[name] = some
        if mark is not None:
            _marks[name] = mark
        return source

    return register


def sources() -> dict[str, Source]:
    """The registered sources by name, in order of name."""
    return dict(sorted(_sources.items()))


def marks() -> Hashable:
    """The marks of all sources; never equal to an earlier answer while a source has none."""
    return tuple((name, _marks[name]() if name in _marks else object()) for name in sources())


def all_steps(on: str) -> Iterator[Step]:
    """Every step that can be begun on the ISO date ``on`` or later, source by source in order of name."""
    for source in sources().values():
        yield from source(on)


def some_steps(on: str, ids: Collection[str]) -> Iterator[Step]:
    """Those of :func:`all_steps` that have one of the ids."""
    for name, source in sources().items():
        if name in _some:
            yield from _some[name](on, ids)
        else:
            yield from (step for step in source(on) if step.id in ids)
