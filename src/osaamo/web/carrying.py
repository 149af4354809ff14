"""A reading of a text, packed for the page's own form: nothing is stored here, and no text is read twice.

The form brings the text and its packed reading back. The packet is signed, holds places in the text instead of words
out of it, and counts only for the same text, model and vocabulary.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core import signing

from osaamo.competence import services as competence
from osaamo.engine import Evidence, Extraction, FoundSkill, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT = "osaamo.web.carrying"
GOOD_FOR = 24 * 3600
"""Seconds; a page left open longer is simply read again."""


def packed(text: str, found: Extraction) -> str:
    """The reading as one signed word."""
    skills = [
        [skill.uri, round(skill.confidence, 4), [[e.start, e.end, *(e.cue or ())] for e in skill.evidence]]
        for skill in found.skills
    ]
    notes = [[note.code, note.detail] for note in found.notes]
    return signing.dumps([_mark(text), found.language, skills, notes], salt=SALT, compress=True)


def unpacked(text: str, packet: str) -> Extraction | None:
    """The reading of this very text, or ``None`` where the packet is of another text, altered, or too old."""
    try:
        mark, language, skills, notes = signing.loads(packet, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    if mark != _mark(text):
        return None
    engine = competence.engine()
    return Extraction(
        language=language,
        model=engine.model,
        vocabulary=engine.vocabulary.version,
        skills=tuple(
            FoundSkill(
                uri, engine.vocabulary.labels(uri), confidence, tuple(_evidence(text, place) for place in places)
            )
            for uri, confidence, places in skills
        ),
        notes=tuple(Note(code, detail) for code, detail in notes),
    )


def read(text: str, packet: str) -> Extraction:
    """The skills of a text: out of the packet where it fits, else found anew.

    Raises:
        OsaamoError: the text cannot be read.
    """
    return (unpacked(text, packet) if packet else None) or competence.extract(text)


def _evidence(text: str, place: Sequence[int]) -> Evidence:
    start, end = place[:2]
    return Evidence(start, end, text[start:end], (place[2], place[3]) if len(place) > 2 else None)


def _mark(text: str) -> str:
    engine: Any = competence.engine()
    of = f"{engine.model}\n{engine.vocabulary.version}\n{text}"
    return hashlib.sha256(of.encode("utf-8", "surrogatepass")).hexdigest()
