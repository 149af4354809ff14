"""From the labels of a draft to the lexicon of one language that the matcher walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.vocabulary.keys import warm
from osaamo.engine.vocabulary.lexicon import SOURCES
from osaamo.engine.vocabulary.store import Array, join_strings
from osaamo.engine.vocabulary.terms import expand
from osaamo.engine.vocabulary.weighing import Entry, weights_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osaamo.engine.records import Language
    from osaamo.engine.vocabulary.draft import Draft, DraftConcept

_FULLY_EXPANDED = ("preferred", "v1_1")


def compile_lexicon(draft: Draft, language: Language) -> dict[str, Array]:
    """The lexicon of ``language`` as arrays: keys in code point order, and the entries of each.

    A concept stands once under a key, by its best source.
    """
    warm((term for concept in draft.concepts for term, _ in _terms(concept, language, ())), language)
    table: dict[str, dict[int, Entry]] = {}
    old: dict[str, list[str]] = {}
    for label, uri in draft.v1_1:
        old.setdefault(uri, []).append(label)
    for at, concept in enumerate(draft.concepts):
        for term, source in _terms(concept, language, old.get(concept.uri, ())):
            for variant in expand(term, language, preferred=source in _FULLY_EXPANDED):
                where = SOURCES.index(variant.source or source)
                entry = Entry(at, where, variant.strict, variant.case)
                for sequence in variant.sequences:
                    known = table.setdefault(" ".join(sequence), {})
                    if at not in known or _rank(entry) < _rank(known[at]):
                        known[at] = entry
    keys = sorted(table)
    rows = [sorted(table[key].values(), key=lambda e: (_rank(e), e.concept)) for key in keys]
    entries = [entry for row in rows for entry in row]
    cases = sorted({entry.case for entry in entries})
    case_at = {case: at for at, case in enumerate(cases)}
    weights = weights_of(keys, rows, SOURCES, language)
    return {
        "keys": join_strings(keys),
        "counts": np.array([len(row) for row in rows], np.uint16),
        "concepts": np.array([entry.concept for entry in entries], np.int32),
        "sources": np.array([entry.source for entry in entries], np.uint8),
        "strict": np.array([entry.strict for entry in entries], np.bool_),
        "cases": np.array([case_at[entry.case] for entry in entries], np.uint16),
        "case_texts": join_strings(cases),
        "weights": np.rint(np.array(weights) * 255).astype(np.uint8),
    }


def _rank(entry: Entry) -> tuple[int, bool]:
    # The same term without strictness would undo the caution, so strict wins a tie.
    return entry.source, not entry.strict


def _terms(concept: DraftConcept, language: Language, old: Iterable[str]) -> Iterator[tuple[str, str]]:
    label = concept.labels.get(language, "")
    if label:
        yield label, "preferred"
    if language == "en":
        for term in old:
            if term != label:
                yield term, "v1_1"
    for term in concept.alternatives.get(language, ()):
        yield term, "alternative"
