"""What one can enrol on: realisations of courses, paths and intensives, told by the domain that holds the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Required:
    """A course to be passed before; ``title`` in ``fi``, ``sv`` and ``en`` is empty where nobody knows the course."""

    key: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something with seats.

    Attributes:
        ref: its row (``offering.realisation:42``).
        key: its id at the host, unique among all offers.
        course: the key of the course unit, path or intensive it is a run of.
        title: in ``fi``, ``sv`` and ``en``.
        host: code of the organisation that gives it.
        credits: ECTS credits.
        starts: first day, or ``None`` where it is always open.
        ends: last day, or ``None``.
        enrol_from: from when one may enrol, or ``None``.
        enrol_until: until when one may enrol, or ``None``.
        languages: ISO 639-1 codes of the teaching languages.
        audiences: who may take it (``degree``, ``open``, ``continuous``, ``master``, ``exchange``); empty for all.
        seats: how many there are, or ``None`` where there is no limit.
        quotas: of these seats, those held for the people of an organisation (by code) or an audience
            (``audience:open``); their sum is at most ``seats``.
        cancelled: it will not be held.
        published: it is shown to the public.
        requires: the courses to be passed before.
        is_programme: it is a run of a path or an intensive, not of a course unit.
    """

    ref: str
    key: str
    course: str
    title: Mapping[str, str]
    host: str
    credits: Decimal
    starts: date | None = None
    ends: date | None = None
    enrol_from: datetime | None = None
    enrol_until: datetime | None = None
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    seats: int | None = None
    quotas: Mapping[str, int] | None = None
    cancelled: bool = False
    published: bool = True
    requires: tuple[Required, ...] = ()
    is_programme: bool = False

    def is_open(self, now: datetime) -> bool:
        """Whether one can enrol at the moment ``now``; seats are not looked at."""
        return (
            self.published
            and not self.cancelled
            and (self.enrol_from is None or self.enrol_from <= now)
            and (self.enrol_until is None or now <= self.enrol_until)
        )


Source = Callable[[Collection[str]], Mapping[str, Offer]]
"""The offers of a kind by reference; references to rows that are gone are left out."""

_sources: dict[str, Source] = {}


def offers(kind: str) -> Callable[[Source], Source]:
    """A decorator that registers the source of a kind, the label of its model (``offering.realisation``).

    Raises:
        ValueError: another source has the kind.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(kind, source)
        if known is not source:
            raise ValueError(f"Two sources of offers are called {kind!r}; rename one.")
        return source

    return register


def kinds() -> tuple[str, ...]:
    """The kinds of offers there are."""
    return tuple(sorted(_sources))


def find_all(refs: Collection[str]) -> dict[str, Offer]:
    """The offers by reference; those that are gone, with their row or their domain, are left out."""
    found: dict[str, Offer] = {}
    for kind, source in _sources.items():
        of_kind = [ref for ref in refs if ref.partition(":")[0] == kind]
        if of_kind:
            found.update(source(of_kind))
    return found


def find(ref: str) -> Offer | None:
    """The offer, or ``None`` when it is gone."""
    return find_all([ref]).get(ref)


KeySource = Callable[[Collection[str]], Mapping[str, Offer]]
"""The offers of a kind by key, as messages between study systems name them; unknown keys are left out."""

_key_sources: dict[str, KeySource] = {}


def keyed_offers(kind: str) -> Callable[[KeySource], KeySource]:
    """A decorator that registers who finds the offers of a kind by key.

    Raises:
        ValueError: another source has the kind.
    """

    def register(source: KeySource) -> KeySource:
        known = _key_sources.setdefault(kind, source)
        if known is not source:
            raise ValueError(f"Two sources of offers by key are called {kind!r}; rename one.")
        return source

    return register


def find_by_keys(keys: Collection[str]) -> dict[str, Offer]:
    """The offers by key; keys that nobody has are left out."""
    return {key: offer for source in _key_sources.values() for key, offer in source(keys).items()} if keys else {}


def find_by_key(key: str) -> Offer | None:
    """The offer with the key, or ``None`` when nobody has it."""
    return find_by_keys([key]).get(key)
