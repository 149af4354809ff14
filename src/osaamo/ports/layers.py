"""What can be laid over the map of competence: an offering, job ads, one course, a goal, a person's own skills.

A domain registers a source; the map page offers its choices and draws what it returns. Who may see a layer is the
source's to decide: it gets the reference of the person who asks (``""`` for a visitor) and answers ``None`` for a layer
that does not exist or is not theirs to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from osaamo.engine import TaughtSkill


@dataclass(frozen=True, slots=True)
class Choice:
    """A layer one may choose: its ``key`` within the source, and its name in ``fi``, ``sv`` and ``en``."""

    key: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layer:
    """What is drawn. Exactly one of ``kind``, ``refs`` and ``skills`` says where its skills come from.

    Attributes:
        name: in ``fi``, ``sv`` and ``en``.
        kind: all read texts of a kind (``foresight.jobad``); counted by the database, so it may be very many.
        refs: these read texts (``offering.courseunit:42``).
        skills: these skills, as of one text; ``evidence`` is the sentence shown, and may be empty.
    """

    name: Mapping[str, str]
    kind: str = ""
    refs: tuple[str, ...] = ()
    skills: tuple[TaughtSkill, ...] = ()


DEGREE, MARKET = "degree", "market"
"""What a source may stand for, to those who compare a person with it: a degree, or what working life asks for."""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of layer.

    Attributes:
        name: ``offering.organisation``.
        title: of the kind, in ``fi``, ``sv`` and ``en``.
        choices: for ``(words, viewer)``, best first. Without words all of them, or none where they are too many.
        layer: for ``(key, viewer)``, or ``None``.
        stands_for: :data:`DEGREE`, :data:`MARKET` or nothing.
        personal: its layers are a person's own, so that their addresses are of no use to others.
    """

    name: str
    title: Mapping[str, str]
    choices: Callable[[str, str], Sequence[Choice]]
    layer: Callable[[str, str], Layer | None]
    stands_for: str = ""
    personal: bool = False


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """The same source, now registered.

    Raises:
        ValueError: another source has its name, or its title is missing in one of the three languages.
    """
    missing = [code for code in ("fi", "sv", "en") if not source.title.get(code)]
    if missing:
        raise ValueError(f"The source of layers {source.name!r} has no title in {', '.join(missing)}.")
    known = _sources.setdefault(source.name, source)
    if known != source:
        raise ValueError(f"Two sources of layers are called {source.name!r}; rename one.")
    return source


def sources() -> tuple[Source, ...]:
    """Every registered source in order of name."""
    return tuple(_sources[name] for name in sorted(_sources))


def source_of(address: str) -> Source | None:
    """The source that an address belongs to, or ``None``."""
    return _sources.get(address.partition("/")[0])


def standing_for(what: str, viewer: str) -> tuple[tuple[str, Choice], ...]:
    """The address and the choice of every layer that stands for a degree or the market and needs no search."""
    return tuple(
        (f"{source.name}/{choice.key}", choice)
        for source in sources()
        if source.stands_for == what
        for choice in source.choices("", viewer)
    )


def layer(address: str, viewer: str) -> Layer | None:
    """The layer at an address (``source/key``) for the person who asks, or ``None``."""
    source, key = source_of(address), address.partition("/")[2]
    return source.layer(key, viewer) if source and key else None
