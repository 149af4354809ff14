"""One pass over a text: sentences, what matched in them, and how near each concept is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.extract.lexical import LexicalHit, lexical_hits
from osaamo.engine.text import negated_spans, tokenise, warm, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.embed import ConceptMatrix, Encoder
    from osaamo.engine.records import Language, Sentence
    from osaamo.engine.vocabulary import Lexicon

_SOFT = 0.1
"""Temperature of the soft maximum over sentences; the encoder was trained with the same."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first stages saw of one text.

    Attributes:
        sentences: those that were read; fully negated ones are left out.
        similarities: ``float32[sentences, concepts]``, hub-corrected.
        dense: ``float32[concepts]``, soft maximum of ``similarities`` over the sentences.
        hits: lexical hits of each sentence.
    """

    sentences: tuple[Sentence, ...]
    similarities: NDArray[np.float32]
    dense: NDArray[np.float32]
    hits: tuple[tuple[LexicalHit, ...], ...]


def read(
    sentences: Sequence[Sentence], *, encoder: Encoder, concepts: ConceptMatrix, lexicon: Callable[[Language], Lexicon]
) -> Reading:
    """The :class:`Reading` of the sentences of one text."""
    kept, texts = [], []
    for sentence in sentences:
        affirmed = without_negated(sentence)
        if any(map(str.isalpha, affirmed)):
            kept.append(sentence)
            texts.append(affirmed)
    if not kept:
        nothing = np.zeros((0, len(concepts.uris)), np.float32)
        return Reading((), nothing, np.zeros(len(concepts.uris), np.float32), ())
    for language in {sentence.language for sentence in kept}:
        warm(
            [word for s, text in zip(kept, texts, strict=True) if s.language == language for word in words(text)],
            language,
        )
    hits = tuple(
        lexical_hits(text, tokenise(text, sentence.language), lexicon(sentence.language))
        for sentence, text in zip(kept, texts, strict=True)
    )
    unique = list(dict.fromkeys(texts))
    place = {text: at for at, text in enumerate(unique)}
    vectors = encoder.encode(unique)[[place[text] for text in texts]]
    similarities = concepts.similarities(vectors)
    return Reading(tuple(kept), similarities, soft_maximum(similarities), hits)


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
