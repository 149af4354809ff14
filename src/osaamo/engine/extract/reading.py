"""One pass over a text: sentences, what matched in them, and how near each concept is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.extract.lexical import LexicalHit, lexical_hits
from osaamo.engine.text import clauses, negated_spans, tokenise, warm, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.embed import ConceptMatrix, Encoder
    from osaamo.engine.records import Language, Sentence
    from osaamo.engine.vocabulary import Lexicon

_SOFT = 0.1
"""Temperature of the soft maximum over sentences; the encoder was trained with the same."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one text, before any encoder saw them.

    Attributes:
        sentences: those to read; fully negated ones are left out.
        texts: their texts with what is negated blanked out.
        hits: lexical hits of each sentence.
    """

    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    hits: tuple[tuple[LexicalHit, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one encoder saw of a text.

    Attributes:
        sentences: as in :class:`Wording`.
        hits: as in :class:`Wording`.
        similarities: ``float32[sentences, concepts]``, hub-corrected.
        dense: ``float32[concepts]``, soft maximum of ``similarities`` over the sentences.
        clausal: ``float32[concepts]``, the same over the clauses of the sentences; zeros when they were not read.
    """

    sentences: tuple[Sentence, ...]
    hits: tuple[tuple[LexicalHit, ...], ...]
    similarities: NDArray[np.float32]
    dense: NDArray[np.float32]
    clausal: NDArray[np.float32]


def wording(sentences: Sequence[Sentence], lexicon: Callable[[Language], Lexicon]) -> Wording:
    """The :class:`Wording` of the sentences of one text."""
    kept, texts = [], []
    for sentence in sentences:
        affirmed = without_negated(sentence)
        if any(map(str.isalpha, affirmed)):
            kept.append(sentence)
            texts.append(affirmed)
    for language in {sentence.language for sentence in kept}:
        warm(
            [word for s, text in zip(kept, texts, strict=True) if s.language == language for word in words(text)],
            language,
        )
    hits = tuple(
        lexical_hits(text, tokenise(text, sentence.language), lexicon(sentence.language))
        for sentence, text in zip(kept, texts, strict=True)
    )
    return Wording(tuple(kept), tuple(texts), hits)


def read(worded: Wording, *, encoder: Encoder, concepts: ConceptMatrix, by_clause: bool) -> Reading:
    """The :class:`Reading` of at least one sentence; ``by_clause`` doubles the work and shares out long sentences."""
    parts = [clauses(text) for text in worded.texts] if by_clause else [(text,) for text in worded.texts]
    unique = list(dict.fromkeys([*worded.texts, *(clause for clauses_ in parts for clause in clauses_)]))
    place = {text: at for at, text in enumerate(unique)}
    near = concepts.similarities(encoder.encode(unique))
    similarities = near[[place[text] for text in worded.texts]]
    dense = soft_maximum(similarities)
    if by_clause:
        clausal = soft_maximum(near[[place[clause] for clauses_ in parts for clause in clauses_]])
    else:
        clausal = np.zeros_like(dense)
    return Reading(worded.sentences, worded.hits, similarities, dense, clausal)


def without_negated(sentence: Sentence) -> str:
    """The sentence's text with what it says is not needed blanked out (same length)."""
    text = sentence.text
    for start, end in negated_spans(text, sentence.language):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def soft_maximum(similarities: NDArray[np.float32]) -> NDArray[np.float32]:
    """``float32[concepts]``: a concept that several sentences come near beats one that a single sentence does."""
    top = similarities.max(axis=0)
    return np.asarray(top + _SOFT * np.log(np.exp((similarities - top) / _SOFT).sum(axis=0)), np.float32)
