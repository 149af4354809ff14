"""What each domain holds about a person, and erasing it when they ask.

A domain with rows about people registers an :class:`Eraser` in its ``ports.py``. Erasing a person calls all of them
inside one transaction and then deletes the person, so that rows with a cascading foreign key to them need no eraser
(one may still tell what is held). Rows that a law wants kept stay, without anything that leads to the person, and the
person's receipt says how many and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that stay without leading to the person: how many, and why, in ``fi``, ``sv`` and ``en``.

    Raises:
        ValueError: the reason is missing in one of the languages.
    """

    count: int
    reason: Mapping[str, str]

    def __post_init__(self) -> None:
        missing = [code for code in LANGUAGES if not self.reason.get(code)]
        if missing:
            raise ValueError(f"The reason to keep rows is missing in {', '.join(missing)}.")


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a person's rows, by label of the model (``credits.Entry``): how many went, and which stay."""

    removed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Eraser:
    """How a domain erases a person, named by their reference (``kernel.person:5``).

    Attributes:
        name: ``credits.entries``.
        models: labels of the models whose rows it removes or makes lead to nobody. A model that points to people by
            anything but a foreign key with ``CASCADE`` or ``SET_NULL`` must be in one eraser's list.
        erase: removes; called inside a transaction, once.
        held: counts, by label, the rows that lead to the person now; empty after :attr:`erase`.
    """

    name: str
    models: tuple[str, ...]
    erase: Callable[[str], Erased]
    held: Callable[[str], Mapping[str, int]]


_erasers: dict[str, Eraser] = {}


def register(eraser: Eraser) -> Eraser:
    """The same eraser, now registered.

    Raises:
        ValueError: another eraser has its name, or takes one of its models.
    """
    known = _erasers.get(eraser.name, eraser)
    if known != eraser:
        raise ValueError(f"Two erasers are called {eraser.name!r}; rename one.")
    for other in _erasers.values():
        both = set(other.models) & set(eraser.models)
        if other != eraser and both:
            raise ValueError(f"{other.name} and {eraser.name} both erase {', '.join(sorted(both))}; keep one.")
    return _erasers.setdefault(eraser.name, eraser)


def erasers() -> tuple[Eraser, ...]:
    """Every registered eraser in order of name."""
    return tuple(_erasers[name] for name in sorted(_erasers))


def erase_all(person: str) -> Erased:
    """What all erasers removed and kept; called inside the transaction that deletes the person."""
    removed: dict[str, int] = {}
    kept: dict[str, Kept] = {}
    for eraser in erasers():
        done = eraser.erase(person)
        for label, count in done.removed.items():
            removed[label] = removed.get(label, 0) + count
        kept.update({label: rows for label, rows in done.kept.items() if rows.count})
    return Erased(removed, kept)


def held_about(person: str) -> dict[str, int]:
    """By label, the rows that lead to the person now, in all domains that tell."""
    held: dict[str, int] = {}
    for eraser in erasers():
        for label, count in eraser.held(person).items():
            if count:
                held[label] = held.get(label, 0) + count
    return held
