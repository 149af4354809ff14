"""Finding skills and occupations by a typed term.

Every label and alternative of the three languages is a candidate. Score of a match, the best of:

- 1.00 the label itself (0.97 an alternative), letter case aside;
- 0.93 (0.90) another inflected or compound form of it, by the keys of the text analysis;
- 0.70 to 0.88 it starts with the term, or one of its words does: more, the more of it the term covers;
- up to 0.85 it is written like it (edit distance), from a likeness of 0.72 on.
"""

from __future__ import annotations

import weakref
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from osaamo.engine.records import LANGUAGES
from osaamo.engine.vocabulary.trigrams import TrigramIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osaamo.engine.records import Labels, Language
    from osaamo.engine.vocabulary.vocabulary import Vocabulary

__all__ = ["Hit", "search"]

Spoken = Literal["auto", "fi", "sv", "en"]

LONGEST_TERM = 200
_PREFIXED = 400
_CANDIDATES = 150
_LEAST_LIKE = 72
_LETTERS_TO_COMPLETE = 2
_SURE = 0.8
_HIGHEST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Hit:
    """One skill or occupation that was found.

    Attributes:
        uri: what was found.
        labels: its preferred labels.
        matched: the label or alternative that fits the term.
        score: how well, from 0 to 1.
        kind: ``skill`` or ``occupation``.
    """

    uri: str
    labels: Labels
    matched: str
    score: float
    kind: Literal["skill", "occupation"] = "skill"


class Searcher:
    """The search index of one vocabulary: made in about a second, then a search takes milliseconds."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._skills = len(vocabulary)
        terms = list(_terms(vocabulary))
        lower = [text.lower() for text, *_ in terms]
        order = sorted(range(len(terms)), key=lower.__getitem__)
        self._texts = [terms[at][0] for at in order]
        # Most terms are in lower case already: one string serves both lists.
        self._lower = [low if (low := lower[at]) != terms[at][0] else terms[at][0] for at in order]
        self._places = np.array([terms[at][1] for at in order], np.int32)
        self._languages = np.array([LANGUAGES.index(terms[at][2]) for at in order], np.uint8)
        self._preferred = np.array([terms[at][3] for at in order], np.bool_)
        self._trigrams: TrigramIndex | None = None

    def search(
        self, term: str, language: Spoken = "auto", limit: int = 10, *, occupations: bool = False
    ) -> tuple[Hit, ...]:
        """See :func:`search`."""
        wanted = " ".join(term.lower().split())[:LONGEST_TERM]
        if not wanted or limit < 1:
            return ()
        found = _Found(self, language, occupations=occupations)
        found.offer(self._exact(wanted))
        if len(wanted) >= _LETTERS_TO_COMPLETE:
            found.offer(self._alike(wanted))
        # Lemmas cost seconds the first time; a term that is written so, or nearly so, does not need them.
        if found.highest < _SURE:
            found.offer(self._inflected(wanted, language))
        if len(wanted) >= _LETTERS_TO_COMPLETE:
            found.offer(self._started(wanted))
        return tuple(self._hit(place, score, at) for place, score, at in found.ranked()[:limit])

    def is_wanted(self, at: int, language: Spoken, *, occupations: bool) -> bool:
        """Whether the term at this place is in the language, and of a kind, that was asked for."""
        spoken = language == "auto" or LANGUAGES[self._languages[at]] == language
        return spoken and (occupations or self._places[at] < self._skills)

    def place(self, at: int) -> int:
        """The skill's index, or the number of skills plus the occupation's index, that the term belongs to."""
        return int(self._places[at])

    def length(self, at: int) -> int:
        """The characters of the term."""
        return len(self._texts[at])

    def _exact(self, wanted: str) -> Iterator[tuple[float, int]]:
        for at in range(bisect_left(self._lower, wanted), bisect_right(self._lower, wanted)):
            yield (1.0 if self._preferred[at] else 0.97), at

    def _inflected(self, wanted: str, language: Spoken) -> Iterator[tuple[float, int]]:
        from osaamo.engine.vocabulary.keys import key_sequences  # noqa: PLC0415 - exact hits need no lemmas

        spoken: tuple[Language, ...] = LANGUAGES if language == "auto" else (language,)
        for tried in spoken:
            lexicon = self._vocabulary.lexicon(tried)
            for sequence in key_sequences(wanted, tried):
                for entry in lexicon.find(" ".join(sequence)):
                    score = 0.93 if entry.source in ("preferred", "v1_1") else 0.9 * entry.weight**0.1
                    if (at := self._term_at(entry.concept, tried)) is not None:
                        yield score, at

    def _term_at(self, place: int, language: str) -> int | None:
        """Where the preferred label of a skill stands among the terms."""
        label = getattr(self._label(place), language) or self._label(place).best(language)
        for at in range(bisect_left(self._lower, label.lower()), bisect_right(self._lower, label.lower())):
            if self._places[at] == place:
                return at
        return None

    def _started(self, wanted: str) -> Iterator[tuple[float, int]]:
        start = bisect_left(self._lower, wanted)
        end = bisect_left(self._lower, wanted + _HIGHEST)
        for at in sorted(range(start, end), key=lambda at: len(self._lower[at]))[:_PREFIXED]:
            yield self._started_score(wanted, at, 0.78), at

    def _started_score(self, wanted: str, at: int, least: float) -> float:
        return least + 0.1 * len(wanted) / len(self._lower[at]) - (0.0 if self._preferred[at] else 0.02)

    def _alike(self, wanted: str) -> Iterator[tuple[float, int]]:
        from rapidfuzz import fuzz  # noqa: PLC0415 - only searching needs it

        if self._trigrams is None:
            self._trigrams = TrigramIndex(self._lower)
        for at in self._trigrams.candidates(wanted, _CANDIDATES):
            text = self._lower[at]
            if f" {wanted}" in f" {text}":
                yield min(self._started_score(wanted, at, 0.70), _SURE - 0.01), at
                continue
            like = fuzz.ratio(wanted, text)
            if " " in wanted:
                like = max(like, 0.97 * fuzz.token_sort_ratio(wanted, text))
            elif " " in text:
                # One mistyped word of several: it must be closer, and tells less.
                like = max(like, 0.85 * max(fuzz.ratio(wanted, word) for word in text.split()))
            if like >= _LEAST_LIKE:
                yield 0.85 * like / 100 - (0.0 if self._preferred[at] else 0.01), at

    def _label(self, place: int) -> Labels:
        if place < self._skills:
            return self._vocabulary.labels(place)
        return self._vocabulary.occupations[place - self._skills].labels

    def _hit(self, place: int, score: float, at: int) -> Hit:
        if place < self._skills:
            return Hit(self._vocabulary.uris[place], self._label(place), self._texts[at], round(score, 4))
        occupation = self._vocabulary.occupations[place - self._skills]
        return Hit(occupation.uri, occupation.labels, self._texts[at], round(score, 4), "occupation")


class _Found:
    """The best match of each skill and occupation met so far."""

    def __init__(self, searcher: Searcher, language: Spoken, *, occupations: bool) -> None:
        self._searcher = searcher
        self._language = language
        self._occupations = occupations
        self._best: dict[int, tuple[float, int]] = {}

    @property
    def highest(self) -> float:
        return max((score for score, _ in self._best.values()), default=0.0)

    def offer(self, matches: Iterable[tuple[float, int]]) -> None:
        for score, at in matches:
            place = self._searcher.place(at)
            if score > self._best.get(place, (0.0, 0))[0] and self._searcher.is_wanted(
                at, self._language, occupations=self._occupations
            ):
                self._best[place] = (score, at)

    def ranked(self) -> list[tuple[int, float, int]]:
        rows = [(place, score, at) for place, (score, at) in self._best.items()]
        return sorted(rows, key=lambda row: (-round(row[1], 4), self._searcher.length(row[2]), row[0]))


def search(
    vocabulary: Vocabulary, term: str, language: Spoken = "auto", limit: int = 10, *, occupations: bool = False
) -> tuple[Hit, ...]:
    """The skills (and occupations) that fit ``term``, best first.

    Understands other inflections, joined and split compounds, beginnings of words and typing errors.

    Args:
        vocabulary: where to look. Its index is made on the first search and kept with it.
        term: what was typed, at most 200 characters of it.
        language: only labels of this language, or those of all three.
        limit: at most this many.
        occupations: whether to look among occupations too.
    """
    if vocabulary not in _SEARCHERS:
        _SEARCHERS[vocabulary] = Searcher(vocabulary)
    return _SEARCHERS[vocabulary].search(term, language, limit, occupations=occupations)


_SEARCHERS: weakref.WeakKeyDictionary[Vocabulary, Searcher] = weakref.WeakKeyDictionary()


def _terms(vocabulary: Vocabulary) -> Iterator[tuple[str, int, Language, bool]]:
    """Text, place, language and whether it is preferred, of every label."""
    for at in range(len(vocabulary)):
        labels = vocabulary.labels(at)
        for language in LANGUAGES:
            yield from _texts_of(labels, vocabulary.alternatives(at, language), at, language)
    for at, occupation in enumerate(vocabulary.occupations, len(vocabulary)):
        for language in LANGUAGES:
            yield from _texts_of(occupation.labels, occupation.alternatives.get(language, ()), at, language)


def _texts_of(
    labels: Labels, others: tuple[str, ...], place: int, language: Language
) -> Iterator[tuple[str, int, Language, bool]]:
    if label := getattr(labels, language):
        yield label, place, language, True
    for other in others:
        yield other, place, language, False
