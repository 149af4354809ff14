"""How rows are shown to whoever opens a number: what they are called, and the page they have.

Only what everybody may read is told here. A row whose domain tells nothing, or that is not public, is shown as a
reference alone, so a number opens to its rows without naming a person or a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A row in words: its ``title`` in ``fi``, ``sv`` and ``en``, and its page below the language, if it has one.

    ``detail`` tells rows of the same title apart, such as a year or a place.
    """

    title: Mapping[str, str]
    url: str = ""
    detail: str = ""


Source = Callable[[Collection[str]], Mapping[str, Shown]]
"""The public ones among the references, by reference."""

_sources: dict[str, Source] = {}


def shown_rows(model: str) -> Callable[[Source], Source]:
    """A decorator that registers who shows the rows of a model (``offering.studymodule``).

    Raises:
        ValueError: another source shows them.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(model, source)
        if known is not source:
            raise ValueError(f"Two sources show rows of {model!r}; keep one.")
        return source

    return register


def show(refs: Collection[str]) -> dict[str, Shown]:
    """The rows that may be shown, by reference; one question to each domain, however many rows."""
    by_model: dict[str, list[str]] = {}
    for ref in refs:
        by_model.setdefault(ref.partition(":")[0], []).append(ref)
    found: dict[str, Shown] = {}
    for model, own in by_model.items():
        source = _sources.get(model)
        if source is not None:
            found.update(source(own))
    return found
