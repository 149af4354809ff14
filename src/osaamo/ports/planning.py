"""What the alliance's plan names: areas, spearheads, activities, bodies, indicators; told by their domains.

Domains point to these by key (``A21-LEARN-01``), as budget lines, events and reports do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an item of the plan is."""

    AREA = "area"
    SPEARHEAD = "spearhead"
    ACTIVITY = "activity"
    BODY = "body"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item as the plan in force writes it; ``title`` in ``fi``, ``sv`` and ``en``; ``area`` is a key or empty.

    ``ref`` is its row, ``url`` the address of its page below the language (``/plan/activities/A21-LEARN-01/``).
    """

    kind: Kind
    key: str
    title: Mapping[str, str]
    ref: str
    url: str
    area: str = ""


Source = Callable[[], Iterator[PlanItem]]
"""The items of one kind, in the order of the plan."""

_sources: dict[Kind, Source] = {}


def plan_items(kind: Kind) -> Callable[[Source], Source]:
    """A decorator that registers who tells the items of a kind.

    Raises:
        ValueError: another source tells them.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(kind, source)
        if known is not source:
            raise ValueError(f"Two sources tell the plan's items of kind {kind.value!r}; keep one.")
        return source

    return register


def items(kind: Kind) -> tuple[PlanItem, ...]:
    """The items of a kind in the order of the plan; none where no domain holds them."""
    source = _sources.get(kind)
    return tuple(source()) if source else ()


def find(kind: Kind, key: str) -> PlanItem | None:
    """The item with the key, or ``None``."""
    return next((item for item in items(kind) if item.key == key), None)
