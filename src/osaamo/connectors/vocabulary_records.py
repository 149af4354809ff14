"""The plain records that every vocabulary reader gives, whatever the format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["skill", "occupation", "skill-group", "occupation-group"]


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """One concept as one file tells it; several records of one uri complement each other.

    Attributes:
        uri: what identifies it.
        kind: what it is.
        labels: language code to preferred label.
        alternatives: language code to other labels, hidden ones included, in the order of the file.
        skill_type: ``skill``, ``knowledge``, ``language`` or ``transversal``; ``""`` where the file does not say.
        code: the code of a group, or an occupation's ISCO-08 unit group.
        broader: uris right above it.
        exact: uris of the same concept in other vocabularies.
        scheme: the vocabulary it belongs to.
    """

    uri: str
    kind: Kind
    labels: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skill_type: str = ""
    code: str = ""
    broader: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    scheme: str = ""
    what: Literal["concept"] = "concept"


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """``subject`` has ``relation`` to ``target``.

    ``broader``: the target is right above. ``requires``: the subject, an occupation or a skill, needs the skill
    ``target``; ``essential`` tells how much.
    """

    subject: str
    target: str
    relation: Literal["broader", "requires"]
    essential: bool = False
    subject_kind: Literal["skill", "occupation"] = "skill"
    what: Literal["relation"] = "relation"


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """The concept ``uri`` is in a named collection, such as ``digital`` or ``green``."""

    uri: str
    collection: str
    what: Literal["member"] = "member"


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A row or concept that could not be used, kept for a person to mend.

    Attributes:
        source: the file it stands in.
        line: its line, from 1; 0 where the format has none.
        code: stable reason: those of :class:`osaamo.connectors.rows.Broken`, and ``no-uri``, ``bad-uri``,
            ``no-label``, ``bad-relation``, ``unknown-kind``, ``deprecated``.
        detail: an English sentence with the particulars.
        raw: the row as it stood, at most 500 characters.
    """

    source: str
    line: int
    code: str
    detail: str
    raw: str = ""
    what: Literal["broken"] = "broken"


VocabularyRecord = ConceptRecord | RelationRecord | MemberRecord | BrokenRecord

RAW_LENGTH = 500
_URI = re.compile(r"https?://[^\s/][^\s<>]*|urn:[^\s:<>]+:[^\s<>]+")


def is_uri(text: str) -> bool:
    """Whether ``text`` can identify a concept: an absolute http(s) or urn address without blanks or controls."""
    return text.isprintable() and _URI.fullmatch(text) is not None


def split_labels(text: str) -> tuple[str, ...]:
    """The labels of one cell, which holds one a line (or ``|`` between them), each once, blanks tidied."""
    parts = text.replace("|", "\n").split("\n")
    return tuple(dict.fromkeys(label for part in parts if (label := " ".join(part.split()))))
