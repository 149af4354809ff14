"""Terms that a word without any document may mean: a typing error, a beginning, a form nobody analysed yet."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from osaamo.engine.vocabulary.trigrams import TrigramIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

_CANDIDATES = 60
_SHORTEST = 4
_LONG = 8
_BEGINNING = 5
_ONE_WRONG, _TWO_WRONG = 0.75, 0.6
_BEGUN = 0.7
_MOST = 12
_MOST_BEGUN = 40
_HIGHEST = chr(0x10FFFF)


class Alike:
    """The terms of an index by how they are written."""

    def __init__(self, terms: Sequence[str]) -> None:
        """All terms, sorted."""
        self._terms = terms
        self._trigrams = TrigramIndex(terms)

    def to(self, word: str) -> dict[str, float]:
        """Terms written like ``word``, with a weight below 1: at most one wrong letter, two in a long word.

        When there is none: terms that share most of their beginning with it.
        """
        if len(word) < _SHORTEST or not any(map(str.isalpha, word)):
            return {}
        allowed = 2 if len(word) >= _LONG else 1
        candidates = [self._terms[at] for at in self._trigrams.candidates(word, _CANDIDATES)]
        weights = (0.0, _ONE_WRONG, _TWO_WRONG)
        near = {
            term: weights[distance]
            for term in candidates
            if 0 < (distance := OSA.distance(word, term, score_cutoff=allowed)) <= allowed
        }
        return _best(near or self._begun(word) or self._same_beginning(word, candidates))

    def _begun(self, word: str) -> dict[str, float]:
        first = bisect_left(self._terms, word)
        last = bisect_left(self._terms, word + _HIGHEST)
        return {term: _BEGUN * len(word) / len(term) for term in self._terms[first : min(last, first + _MOST_BEGUN)]}

    @staticmethod
    def _same_beginning(word: str, candidates: Sequence[str]) -> dict[str, float]:
        found = {}
        for term in candidates:
            shared = next(
                (at for at, (a, b) in enumerate(zip(word, term, strict=False)) if a != b), min(len(word), len(term))
            )
            if shared >= _BEGINNING and 3 * shared >= 2 * max(len(word), len(term)):
                found[term] = _BEGUN * shared / max(len(word), len(term))
        return found


def _best(weights: dict[str, float]) -> dict[str, float]:
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST])
