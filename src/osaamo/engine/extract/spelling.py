"""How alike a sentence and the names of a concept are spelled: cosine of TF-IDF weighted character n-grams.

It catches what neither the lattice nor the encoder sees: unknown derivations, misspellings, names inside compounds.
N-grams of 3 to 5 characters inside word boundaries, sublinear term frequency, hashed to buckets (Weinberger et al.
2009 for hashing; the weighting is that of scikit-learn's ``char_wb`` analyser). All n-grams of many texts are hashed
at once in numpy, and the names of a concept are kept once made: 13,939 concepts take about 40 MB a language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from osaamo.engine.records import Language, Sentence
    from osaamo.engine.vocabulary import Vocabulary

BUCKETS = 1 << 17
_SIZES = (3, 4, 5)
_LONGEST_NAMES = 16
_AT_ONCE = 500
_BLANK = ord(" ")
# Multipliers and shifts of a 32-bit mixing function (MurmurHash3, Appleby 2011, public domain).
_STEP, _MIX_1, _MIX_2 = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


def grams(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """The n-grams of all texts: number of the text, bucket, and how often it stands there; in order of text."""
    padded = [f" {' '.join(text.lower().split())} " for text in texts]
    signs = np.frombuffer("".join(padded).encode("utf-32-le"), np.uint32)
    owner = np.repeat(np.arange(len(padded), dtype=np.int64), [len(text) for text in padded])
    blank = signs == _BLANK
    # Blanks up to each sign: two signs have a blank strictly between them when the counts differ by one or more.
    blanks = np.cumsum(blank)
    hashed = signs * _STEP
    found = []
    for size in range(2, max(_SIZES) + 1):
        if len(signs) < size:
            break
        hashed = (hashed[: len(signs) - size + 1] + signs[size - 1 :]) * _STEP
        if size in _SIZES:
            last = len(signs) - size + 1
            whole = (blanks[size - 2 : size - 2 + last] == blanks[:last]) & (owner[size - 1 :] == owner[:last])
            found.append((owner[:last][whole] << 32) | (_mixed(hashed[whole]) % np.uint32(BUCKETS)))
    if not found:
        nothing = np.zeros(0, np.int32)
        return nothing, nothing, nothing
    pairs, counts = np.unique(np.concatenate(found), return_counts=True)
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32), counts.astype(np.int32)


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    values = (values ^ (values >> np.uint32(16))) * _MIX_1
    values = (values ^ (values >> np.uint32(13))) * _MIX_2
    return np.asarray(values ^ (values >> np.uint32(16)), np.uint32)


class Spelling:
    """Spelling likeness of sentences and concepts of one vocabulary."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        """Load the n-gram weights of ``path``.

        Raises:
            BrokenArtefact: the file is missing or damaged.
        """
        try:
            with np.load(path) as arrays:
                self._weights = {language: arrays[language].astype(np.float32) for language in arrays.files}
        except (OSError, ValueError) as problem:
            raise BrokenArtefact(f"{path.name} cannot be read: install the package again.", file=path.name) from problem
        self._vocabulary = vocabulary
        self._names: dict[str, dict[int, _Names]] = {language: {} for language in self._weights}

    def likeness(self, sentences: Sequence[Sentence], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """``float32[len(rows)]``: the best cosine of any sentence with any name of each concept."""
        best = np.zeros(len(rows), np.float32)
        for language in {sentence.language for sentence in sentences}:
            texts = [sentence.text for sentence in sentences if sentence.language == language]
            best = np.maximum(best, self._best(texts, rows, language))
        return best

    def prepare(self, language: Language) -> None:
        """Make the names of all concepts now (a second), for a worker that will read many texts."""
        for first in range(0, len(self._vocabulary), _AT_ONCE):
            self._of(np.arange(first, min(first + _AT_ONCE, len(self._vocabulary))), language)

    def _best(self, texts: list[str], rows: NDArray[np.int64], language: Language) -> NDArray[np.float32]:
        owner, bucket, weight = self._vectors(texts, language)
        known = self._of(rows, language)
        seen, column = np.unique(bucket, return_inverse=True)
        # One row a bucket of the texts and a last one of zeros for the buckets they lack.
        table = np.zeros((len(seen) + 1, len(texts)), np.float32)
        table[column, owner] = weight
        place = np.full(BUCKETS, len(seen), np.int32)
        place[seen] = np.arange(len(seen))
        buckets = np.concatenate([names.buckets for names in known])
        at = place[buckets]
        met = np.flatnonzero(at < len(seen))
        if not met.size:
            return np.zeros(len(rows), np.float32)
        weights = np.concatenate([names.weights for names in known])[met].astype(np.float32)
        lengths = np.concatenate([names.lengths for names in known])
        name_of = np.repeat(np.arange(len(lengths)), lengths)[met]
        starts = np.flatnonzero(np.r_[True, name_of[1:] != name_of[:-1]])
        cosines = np.add.reduceat(table[at[met]] * weights[:, None], starts, axis=0).max(axis=1)
        row_of = np.repeat(np.arange(len(rows)), [len(names.lengths) for names in known])[name_of[starts]]
        best = np.zeros(len(rows), np.float32)
        np.maximum.at(best, row_of, cosines)
        return best

    def _of(self, rows: NDArray[np.int64], language: Language) -> list[_Names]:
        kept = self._names[language]
        new = [row for row in rows.tolist() if row not in kept]
        if new:
            names = [self._spelled(row, language) for row in new]
            owner, bucket, weight = self._vectors([name for group in names for name in group], language)
            ends = np.cumsum([len(group) for group in names])
            lengths = np.bincount(owner, minlength=int(ends[-1])).astype(np.int32)
            cuts = np.searchsorted(owner, ends[:-1])
            for row, own_buckets, own_weights, own_lengths in zip(
                new,
                np.split(bucket, cuts),
                np.split(weight.astype(np.float16), cuts),
                np.split(lengths, ends[:-1]),
                strict=True,
            ):
                # Copies, or every part would keep the arrays of the whole batch alive.
                kept[row] = _Names(own_buckets.copy(), own_weights.copy(), own_lengths.copy())
        return [kept[row] for row in rows.tolist()]

    def _spelled(self, row: int, language: Language) -> list[str]:
        label = getattr(self._vocabulary.labels(row), language) or self._vocabulary.labels(row).en
        return [label, *self._vocabulary.alternatives(row, language)][:_LONGEST_NAMES]

    def _vectors(
        self, texts: Sequence[str], language: Language
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """Number of the text, bucket and weight of every n-gram; the weights of one text have unit length."""
        owner, bucket, count = grams(texts)
        weight = (1 + np.log(count, dtype=np.float32)) * self._weights[language][bucket]
        norms = np.sqrt(np.bincount(owner, weight * weight, minlength=len(texts)))
        return owner, bucket, np.asarray(weight / np.maximum(norms, 1e-9)[owner], np.float32)


class _Names:
    """All names of a concept, one after another: buckets and weights of their n-grams, and how many each name has."""

    __slots__ = ("buckets", "lengths", "weights")

    def __init__(self, buckets: NDArray[np.int32], weights: NDArray[np.float16], lengths: NDArray[np.int32]) -> None:
        self.buckets, self.weights, self.lengths = buckets, weights, lengths
