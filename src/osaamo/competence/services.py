"""The one engine of this process, and what it reads into memory."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

# By its name, not by names out of it: the door fetches planning and maps, seconds of loading, when first used.
from osaamo import engine as door
from osaamo.competence.models import Reading, ReadSkill
from osaamo.ports.texts import Text, all_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from osaamo.engine import (
        CompetenceMap,
        Concept,
        Extraction,
        FoundSkill,
        Gap,
        Labels,
        Ranked,
        SdgReading,
        TaughtSkill,
        WeightedSkill,
    )

FORGOTTEN_AT_ONCE = 2000

_lock = threading.Lock()
_engine: door.Engine | None = None


def engine() -> door.Engine:
    """The engine of this process, loaded on first use; it serves many threads."""
    global _engine  # noqa: PLW0603 - one engine for the process is the point of this module
    with _lock:
        if _engine is None:
            _engine = door.Engine.load(
                door.EngineConfig(vocabulary=settings.OSAAMO_VOCABULARY, cache_dir=settings.OSAAMO_CACHE_DIR)
            )
        return _engine


def is_loaded() -> bool:
    """Whether the engine is in memory."""
    return _engine is not None


@contextmanager
def engine_replaced(other: Any) -> Iterator[None]:
    """Use ``other`` as the engine of this process until the end of the ``with`` block (for tests)."""
    global _engine  # noqa: PLW0603 - as in engine()
    with _lock:
        before, _engine = _engine, other
    try:
        yield
    finally:
        with _lock:
            _engine = before


def extract(
    text: str, *, language: str = "auto", limit: int | None = None, threshold: float | None = None
) -> Extraction:
    """The skills of a text with their evidence; nothing is stored."""
    return engine().extract(text, language=language, limit=limit, threshold=threshold)


def read_goals(text: str, *, language: str = "auto") -> SdgReading:
    """The goals of the UN that a text serves, with the sentences that show each.

    Raises:
        EmptyText: there is no letter in the text.
        TextTooLong: it is longer than the engine reads.
    """
    return _goal_reader(engine()).read(text, language=language)


@lru_cache(maxsize=1)
def _goal_reader(of: door.Engine) -> door.SdgReader:
    return door.SdgReader(of)


def rank(text: str, *, language: str = "auto", limit: int = 100) -> tuple[Ranked, ...]:
    """The skills of the vocabulary by their fit to the text, best first; nothing is stored."""
    return engine().rank(text, language=language, limit=limit)


def search(words: str, *, limit: int = 10) -> tuple[Concept, ...]:
    """The skills whose labels fit the words, best first."""
    vocabulary = engine().vocabulary
    return tuple(vocabulary.concept(hit.uri) for hit in door.search(vocabulary, words, limit=limit))


def language_shares(text: str) -> dict[str, float]:
    """The share of the text's characters in each language it was found to hold; they sum to at most 1."""
    return dict(door.analyse(text).shares)


def known(skills: Sequence[WeightedSkill]) -> list[WeightedSkill]:
    """The same skills, when the vocabulary has all of them.

    Raises:
        UnknownSkill: it lacks one.
    """
    vocabulary = engine().vocabulary
    for skill in skills:
        if skill.uri not in vocabulary:
            raise door.UnknownSkill(f"{skill.uri} is not in the vocabulary.", uri=skill.uri)
    return list(skills)


def read_texts(*, progress: Callable[[Text], None] | None = None) -> int:
    """How many texts of the domains were read: those that are new, changed, or read by another model."""
    current = (engine().model, engine().vocabulary.version)
    known = {reading.ref: (reading.digest, reading.model, reading.vocabulary) for reading in Reading.objects.iterator()}
    count = 0
    for text in all_texts():
        if known.get(text.ref) != (_digest(text), *current):
            read_text(text)
            count += 1
        if progress:
            progress(text)
    return count


@transaction.atomic
def read_text(text: Text) -> Reading:
    """The stored reading of a text; an earlier reading of the same text is replaced."""
    found = extract(text.body, language=text.language)
    reading, _ = Reading.objects.update_or_create(
        ref=text.ref,
        defaults={
            "digest": _digest(text),
            "language": found.language,
            "model": found.model,
            "vocabulary": found.vocabulary,
        },
    )
    reading.skills.all().delete()
    ReadSkill.objects.bulk_create(
        ReadSkill(
            reading=reading,
            uri=skill.uri,
            confidence=skill.confidence,
            evidence=_telling(skill, text.title),
        )
        for skill in found.skills
    )
    return reading


def forget(refs: Collection[str]) -> int:
    """How many readings were removed, with their sentences, of texts that are no more."""
    left = list(refs)
    return sum(
        Reading.objects.filter(ref__in=left[at : at + FORGOTTEN_AT_ONCE]).delete()[1].get("competence.Reading", 0)
        for at in range(0, len(left), FORGOTTEN_AT_ONCE)
    )


def similarity(rows: Sequence[str], columns: Sequence[str]) -> NDArray[np.floating[Any]]:
    """Cosines of two lists of skill uris, shape ``[len(rows), len(columns)]``."""
    return engine().similarity(rows, columns)


def vectors(uris: Sequence[str]) -> NDArray[np.floating[Any]]:
    """Unit vectors of skills, shape ``[len(uris), dimension]``; zeros for those the vocabulary lacks."""
    return engine().vectors(uris)


def compare(*, have: Sequence[WeightedSkill], want: Sequence[WeightedSkill]) -> Gap:
    """What of ``want`` is had, partly had and missing."""
    return door.gap(have, want, labels=labels_of(have, want), similarity=similarity)


def map_of(documents: Sequence[Sequence[tuple[str, float]]]) -> CompetenceMap:
    """The map of one text's skills, or of two laid over each other; a skill is ``(uri, confidence)``."""
    atlas = engine().atlas
    labels = {uri: engine().vocabulary.concept(uri).labels for document in documents for uri, _ in document}
    maps = [
        door.competence_map([document], atlas=atlas, labels=labels, similarity=similarity) for document in documents
    ]
    return maps[0] if len(maps) == 1 else door.overlay(maps[0], maps[1], atlas=atlas)


def labels_of(*lists: Iterable[WeightedSkill | TaughtSkill]) -> dict[str, Labels]:
    """The labels of all skills in the lists that the vocabulary knows."""
    vocabulary = engine().vocabulary
    uris = {skill.uri for skills in lists for skill in skills}
    return {uri: vocabulary.concept(uri).labels for uri in uris if uri in vocabulary}


def _telling(skill: FoundSkill, title: str) -> str:
    # A heading names a thing; a sentence says what is done with it, so it convinces more.
    sentences = [evidence.text.strip() for evidence in skill.evidence]
    return next((sentence for sentence in sentences if sentence != title.strip()), sentences[0] if sentences else "")


def _digest(text: Text) -> str:
    return hashlib.sha256(f"{text.language}\n{text.body}".encode()).hexdigest()
