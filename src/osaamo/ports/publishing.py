"""From an accepted proposal to the catalogue: the domain that decides tells, the one that holds the catalogue writes.

The other way round, who shows a module can ask for the trail of how it came about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Accepted:
    """A proposal that passed the gate to run, as it was sent in to that gate.

    Attributes:
        ref: its row (``evaluation.proposal:7``); the same proposal told again has the same ``ref``.
        kind: ``path``, ``intensive`` or ``module``.
        title: in ``fi``, ``sv`` and ``en``, of which one may be empty.
        summary: likewise.
        lead: code of the institution that leads.
        institutions: codes of all owner institutions, the lead among them.
        credits: ECTS credits.
        theme: in the proposer's words, or ``""``.
        budget_line: code of the line it is paid from, or ``""``.
        decided_on: day of the decision.
    """

    ref: str
    kind: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    lead: str
    institutions: tuple[str, ...]
    credits: Decimal
    theme: str
    budget_line: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Made:
    """What the catalogue made: the ``ref`` of its row, a draft, and the ``key`` it is known by there."""

    ref: str
    key: str


@dataclass(frozen=True, slots=True)
class Trail:
    """How something in the catalogue came about: the proposal's ``ref``, its public page and the day it was let run."""

    ref: str
    url: str
    decided_on: date


Catalogue = Callable[[Accepted], Made]
"""Makes a draft inside the caller's transaction; told the same proposal again, it answers with what it made before."""

Trails = Callable[[str], Trail | None]
"""The trail of a row of the catalogue, by its reference."""

_catalogues: dict[str, Catalogue] = {}
_trails: dict[str, Trails] = {}


def catalogue(name: str) -> Callable[[Catalogue], Catalogue]:
    """A decorator that registers who makes drafts of accepted proposals, under ``name`` (``offering.modules``).

    Raises:
        ValueError: there is one already; a proposal becomes one module.
    """

    def register(make: Catalogue) -> Catalogue:
        if _catalogues and _catalogues.get(name) is not make:
            raise ValueError(f"Accepted proposals go to {next(iter(_catalogues))!r} already; keep one.")
        _catalogues[name] = make
        return make

    return register


def has_catalogue() -> bool:
    """Whether there is a domain that can make a draft."""
    return bool(_catalogues)


def publish(accepted: Accepted) -> Made | None:
    """What the catalogue made of the proposal, or ``None`` where no domain holds a catalogue."""
    for make in _catalogues.values():
        return make(accepted)
    return None


def trails(name: str) -> Callable[[Trails], Trails]:
    """A decorator that registers who knows how things came about, under ``name`` (``evaluation.proposals``).

    Raises:
        ValueError: there is one already.
    """

    def register(find: Trails) -> Trails:
        if _trails and _trails.get(name) is not find:
            raise ValueError(f"Trails come from {next(iter(_trails))!r} already; keep one.")
        _trails[name] = find
        return find

    return register


def trail_of(ref: str) -> Trail | None:
    """The trail of a row of the catalogue, or ``None`` where nobody knows one."""
    for find in _trails.values():
        return find(ref)
    return None
