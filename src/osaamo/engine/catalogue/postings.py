"""BM25F: which documents have a term, and how much it says about them.

Robertson, Zaragoza and Taylor 2004 (doi:10.1145/1031171.1031181): the weighted frequencies of a term in the fields are
added before they saturate. Each language version of a field is measured against the mean length of its field, so a
course told in three languages is not taken for a long one. All of this is known before a query: one number is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.catalogue.analyses import Analysed

WEIGHTS = np.array([2.5, 3.0, 1.0, 1.0, 0.7], np.float32)
"""Of the fields, in their order."""

_K1 = 1.2
_B = np.array([0.4, 0.0, 0.5, 0.6, 0.6], np.float32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents by term.

    Attributes:
        terms: all terms, sorted.
        starts: ``int64[terms + 1]``, where the documents of a term begin.
        documents: ``int32[pairs]``.
        impacts: ``float16[pairs]``, saturated frequency times rarity.
        rarity: ``float32[terms]``, the inverse document frequency.
    """

    terms: Sequence[str]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    impacts: NDArray[np.float16]
    rarity: NDArray[np.float32]

    def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The documents with the term, and its impact on each."""
        piece = slice(int(self.starts[term]), int(self.starts[term + 1]))
        return self.documents[piece], self.impacts[piece].astype(np.float32)


def make_postings(analysed: Iterable[Analysed], documents: int) -> Postings:
    """The postings of all documents, which come in the order of their rows."""
    numbers: dict[str, int] = {}
    term_parts, row_parts, field_parts, length_parts, weight_parts = [], [], [], [], []
    for row, document in enumerate(analysed):
        term_parts.append(np.array([numbers.setdefault(term, len(numbers)) for term in document.terms], np.int32))
        row_parts.append(np.full(len(document.terms), row, np.int32))
        field_parts.append(document.fields)
        length_parts.append(document.lengths)
        weight_parts.append(document.weights)
    if not numbers:
        nothing = np.zeros(0)
        return Postings(
            (), np.zeros(1, np.int64), nothing.astype(np.int32), nothing.astype(np.float16), nothing.astype(np.float32)
        )
    names = list(numbers)
    order = sorted(range(len(names)), key=names.__getitem__)
    places = np.empty(len(names), np.int32)
    places[order] = np.arange(len(names), dtype=np.int32)
    term = places[np.concatenate(term_parts)]
    rows, field = np.concatenate(row_parts), np.concatenate(field_parts)
    length, weight = np.concatenate(length_parts), np.concatenate(weight_parts)
    usual = np.ones(len(WEIGHTS), np.float32)
    for number in range(len(WEIGHTS)):
        lengths = length[field == number]
        usual[number] = lengths.mean() if lengths.size else 1.0
    frequency = WEIGHTS[field] * weight / (1 - _B[field] + _B[field] * length / usual[field])
    pair = term.astype(np.int64) * documents + rows
    pairs, where = np.unique(pair, return_inverse=True)
    summed = np.bincount(where, weights=frequency).astype(np.float32)
    pair_terms = pairs // documents
    counts = np.bincount(pair_terms, minlength=len(names))
    rarity = np.log1p((documents - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    impacts = rarity[pair_terms] * summed / (_K1 + summed)
    starts = np.concatenate([[0], np.cumsum(counts)])
    return Postings(
        tuple(names[at] for at in order),
        starts.astype(np.int64),
        (pairs % documents).astype(np.int32),
        impacts.astype(np.float16),
        rarity,
    )
