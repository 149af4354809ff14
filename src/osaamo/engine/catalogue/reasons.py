"""Why a document was found: its sentence that fits the query best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.catalogue.records import Reason
from osaamo.engine.catalogue.terms import LONGEST_QUERY, text_terms
from osaamo.engine.text import tokenise
from osaamo.engine.text.segmenting import segments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.embed import Encoder

_MOST_SENTENCES = 80
_BULLETS = " \t\n-–•*·"
_OF_THE_PAGE = 0.05
_LEAST = 0.35
_TELLING = 0.4
"""Weight of a term from which on its words are marked."""


def best_reason(
    query: str,
    words: Sequence[Mapping[str, float]],
    texts: Mapping[str, Mapping[str, str]],
    encoder: Encoder,
    language: str = "fi",
) -> Reason | None:
    """The sentence of ``texts`` (field to language to text) nearest to the query, ``None`` when none is near.

    Args:
        query: what was typed.
        words: the terms each of its words was taken for (:class:`Found.terms`).
        texts: the fields to look in.
        encoder: that of the index.
        language: preferred when sentences of two languages say the same.
    """
    pieces = [
        (text[start:end].strip(_BULLETS), code, field)
        for field, by_language in texts.items()
        for code, text in by_language.items()
        for start, end, _ in segments(text)
    ][:_MOST_SENTENCES]
    pieces = [piece for piece in pieces if piece[0]]
    if not pieces or not words:
        return None
    encoded = encoder.encode([query[:LONGEST_QUERY], *(text for text, _, _ in pieces)])
    near = encoded[1:] @ encoded[0]
    matched = np.array([_matched(text, code, words) for text, code, _ in pieces], np.float32)
    score = near + matched + _OF_THE_PAGE * np.array([code == language for _, code, _ in pieces])
    best = int(np.argmax(score))
    if matched[best] == 0 and near[best] < _LEAST:
        return None
    text, code, field = pieces[best]
    return Reason(text, _spans(text, code, words), code, field)


def _matched(text: str, language: str, words: Sequence[Mapping[str, float]]) -> float:
    """The share of the words that stand in the text, each by its best term."""
    terms, _ = text_terms(text, language)
    return sum(max((weight for term, weight in word.items() if term in terms), default=0.0) for word in words) / len(
        words
    )


def _spans(text: str, language: str, words: Sequence[Mapping[str, float]]) -> tuple[tuple[int, int], ...]:
    wanted = {term for word in words for term, weight in word.items() if weight >= _TELLING}
    return tuple(
        (token.start, token.end)
        for token in tokenise(text, language)
        if wanted.intersection(text_terms(token.surface, language)[0])
    )
