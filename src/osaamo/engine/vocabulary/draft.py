"""A whole vocabulary as plain, editable values: what builds and imports fill, and what is written to disk."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("", "skill", "knowledge", "language", "transversal")
"""Kinds of concepts in the order they are stored."""


@dataclass(slots=True)
class DraftConcept:
    """One skill.

    Attributes:
        uri: what identifies it.
        kind: one of :data:`KINDS`.
        groups: codes of its groups, the one shown first.
        labels: language to preferred label.
        alternatives: language to other labels, best first.
        broader: uris of broader skills.
        theme: id of the map theme, -1 for none.
        in_v1_1: whether ESCO v1.1 had it.
        collections: keys of the collections it is in (``digital``, ``green`` ...).
    """

    uri: str
    kind: str = ""
    groups: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    alternatives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    theme: int = -1
    in_v1_1: bool = False
    collections: tuple[str, ...] = ()


@dataclass(slots=True)
class DraftOccupation:
    """One occupation; ``profile`` maps skill uris to whether the skill is essential."""

    uri: str
    isco: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    alternatives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profile: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class DraftGroup:
    """One group of skills, or of occupations (ISCO). ``parent`` is a code of the same tree, ``""`` at the top."""

    code: str
    uri: str = ""
    parent: str = ""
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A whole vocabulary.

    Attributes:
        name: the version without its hash, such as ``esco-1.2.0+osaamo-terms-1``.
        concepts: in index order.
        occupations: in index order.
        groups: groups of skills.
        isco: groups of occupations.
        related: (skill uri, required skill uri) to whether it is essential.
        v1_1: the ESCO v1.1 list in its order: label and uri (``""`` where v1.2 has no such concept).
    """

    name: str
    concepts: list[DraftConcept] = field(default_factory=list)
    occupations: list[DraftOccupation] = field(default_factory=list)
    groups: list[DraftGroup] = field(default_factory=list)
    isco: list[DraftGroup] = field(default_factory=list)
    related: dict[tuple[str, str], bool] = field(default_factory=dict)
    v1_1: list[tuple[str, str]] = field(default_factory=list)
