"""Texts a domain holds that carry skills: courses, theses, CVs, challenges, job ads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text. ``ref`` points to its row (``offering.courseunit:42``); ``language`` is a code or ``auto``.

    ``title`` is the heading that ``body`` begins with, or empty.
    """

    ref: str
    language: str
    body: str
    title: str = ""


Source = Callable[[], Iterator[Text]]
"""All texts of one kind, in a stable order."""

_sources: dict[str, Source] = {}


def texts(name: str) -> Callable[[Source], Source]:
    """A decorator that registers a source under ``name`` (``offering.courses``).

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of texts are called {name!r}; rename one.")
        return source

    return register


def sources() -> dict[str, Source]:
    """The registered sources by name, in order of name."""
    return dict(sorted(_sources.items()))


def all_texts() -> Iterator[Text]:
    """Every text of every source, source by source in order of name."""
    for source in sources().values():
        yield from source()
