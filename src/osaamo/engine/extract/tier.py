"""A tier: one encoder with its concept vectors and the ranker that was trained on what it sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.extract.features import NAMES, candidates, features
from osaamo.engine.extract.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.embed import ConceptMatrix, Encoder
    from osaamo.engine.extract.features import Background
    from osaamo.engine.extract.reading import Reading, Wording
    from osaamo.engine.extract.trees import Trees


@dataclass(frozen=True, slots=True)
class Tier:
    """See the module. ``ranker`` holds the trees, their blend with plain scores and a calibration."""

    encoder: Encoder
    concepts: ConceptMatrix
    ranker: Trees
    background: Background

    def read(self, worded: Wording) -> Reading:
        """What the tier's encoder sees of a text with at least one sentence."""
        return read(worded, encoder=self.encoder, concepts=self.concepts, by_clause=self.ranker.uses_clauses)

    def scores(self, reading: Reading, rows: NDArray[np.int64], spelling: NDArray[np.float32]) -> NDArray[np.float32]:
        """``float32[len(rows)]``: the tier's raw score of each concept, higher is better."""
        order = np.argsort(-reading.dense[rows], kind="stable")
        table = np.empty((len(rows), len(NAMES)), np.float32)
        table[order] = features(reading, rows[order], self.background)
        named = table[:, NAMES.index("lexical")]
        plain = self.ranker.plain(reading.dense[rows], spelling, reading.clausal[rows], named)
        return self.ranker.trees(table) + plain


def pooled(readings: Sequence[Reading]) -> NDArray[np.int64]:
    """Rows that any tier finds worth ranking, those nearest in the first reading first."""
    rows = np.unique(np.concatenate([candidates(reading) for reading in readings]))
    return rows[np.argsort(-readings[0].dense[rows], kind="stable")]
