"""How alike a sentence and the names of a concept are spelled: cosine of TF-IDF weighted character n-grams.

It catches what neither the lattice nor the encoder sees: unknown derivations, misspellings, names inside compounds.
N-grams of 3 to 5 characters inside word boundaries, sublinear term frequency, hashed by CRC-32 (Weinberger et al.
2009 for hashing; the weighting is that of scikit-learn's ``char_wb`` analyser).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

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
_AT_ONCE = 32


def grams(text: str) -> Counter[int]:
    """Buckets of the n-grams of ``text`` with how often each stands there."""
    found: Counter[int] = Counter()
    for word in text.lower().split():
        padded = f" {word} "
        for size in _SIZES:
            found.update(
                crc32(padded[at : at + size].encode()) % BUCKETS for at in range(max(1, len(padded) - size + 1))
            )
    return found


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
        self._names = lru_cache(maxsize=6000)(self._read_names)

    def likeness(self, sentences: Sequence[Sentence], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """``float32[len(rows)]``: the best cosine of any sentence with any name of each concept."""
        best = np.zeros((len(sentences), len(rows)), np.float32)
        for language in {sentence.language for sentence in sentences}:
            mine = [at for at, sentence in enumerate(sentences) if sentence.language == language]
            for first in range(0, len(mine), _AT_ONCE):
                part = mine[first : first + _AT_ONCE]
                best[part] = self._best([sentences[at].text for at in part], rows, language)
        return np.asarray(best.max(axis=0), np.float32)

    def _best(self, texts: list[str], rows: NDArray[np.int64], language: Language) -> NDArray[np.float32]:
        table = np.zeros((len(texts), BUCKETS), np.float32)
        for at, text in enumerate(texts):
            buckets, weights = self._vector(text, language)
            table[at, buckets] = weights
        parts = [self._names(int(row), language) for row in rows]
        buckets = np.concatenate([part[0] for part in parts])
        weights = np.concatenate([part[1] for part in parts])
        name_starts = np.concatenate([[0], np.cumsum(np.concatenate([part[2] for part in parts]))[:-1]])
        row_starts = np.concatenate([[0], np.cumsum([len(part[2]) for part in parts])[:-1]])
        names = np.add.reduceat(table[:, buckets] * weights, name_starts, axis=1)
        return np.asarray(np.maximum.reduceat(names, row_starts, axis=1), np.float32)

    def _read_names(self, row: int, language: Language) -> tuple[NDArray[np.int64], NDArray[np.float32], list[int]]:
        """Buckets and weights of all names of a concept, one after another, and the length of each."""
        label = getattr(self._vocabulary.labels(row), language) or self._vocabulary.labels(row).en
        vectors = [self._vector(name, language) for name in (label, *self._vocabulary.alternatives(row, language))[:16]]
        return (
            np.concatenate([buckets for buckets, _ in vectors]),
            np.concatenate([weights for _, weights in vectors]),
            [len(buckets) for buckets, _ in vectors],
        )

    def _vector(self, text: str, language: Language) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        found = grams(text) or Counter([0])
        buckets = np.fromiter(found.keys(), np.int64, len(found))
        counts = np.fromiter(found.values(), np.float32, len(found))
        weights = (1 + np.log(counts)) * self._weights[language][buckets]
        norm = float(np.linalg.norm(weights)) or 1.0
        return buckets, np.asarray(weights / norm, np.float32)
