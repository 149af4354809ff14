"""Gives each skill of a draft its map theme."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from osaamo.engine.vocabulary.themes import theme_table, themes_by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osaamo.engine.vocabulary.draft import Draft, DraftConcept

_NEIGHBOURS = 9
_GRAMS = (3, 4, 5)
_BATCH = 256


def assign_themes(draft: Draft) -> None:
    """Sets ``theme`` on every concept that has none, where groups or neighbours tell.

    By hand first. By group: the theme that lists the code of the main group, else of the nearest group above it.
    By neighbours: the nine concepts with a theme whose labels are nearest vote, weighted by the cosine of TF-IDF
    vectors of character 3- to 5-grams (inside words) over English labels and alternatives; ties go to the lower id.
    A concept that shares no gram with any other stays without.
    """
    listed = {code: at for at, (_, _, codes) in enumerate(theme_table()) for code in codes}
    above = {group.code: group.parent for group in draft.groups}
    by_hand = themes_by_hand()
    for concept in draft.concepts:
        if concept.theme < 0:
            concept.theme = by_hand.get(concept.uri, -1)
        if concept.theme < 0 and concept.groups:
            concept.theme = _by_group(concept.groups[0], listed, above)
    known = [concept for concept in draft.concepts if concept.theme >= 0]
    unknown = [concept for concept in draft.concepts if concept.theme < 0]
    if known and unknown:
        _by_neighbours(known, unknown)


def _by_group(code: str, listed: Mapping[str, int], above: Mapping[str, str]) -> int:
    while code:
        if code in listed:
            return listed[code]
        code = above.get(code, "")
    return -1


def _by_neighbours(known: Sequence[DraftConcept], unknown: Sequence[DraftConcept]) -> None:
    counts = [Counter(_grams(concept)) for concept in (*known, *unknown)]
    places: dict[str, int] = {}
    seen: Counter[int] = Counter()
    indices: list[int] = []
    values: list[float] = []
    bounds = [0]
    for count in counts:
        for gram, number in count.items():
            at = places.setdefault(gram, len(places))
            seen[at] += 1
            indices.append(at)
            values.append(1 + math.log(number))
        bounds.append(len(indices))
    rarity = np.log(len(counts) / np.array([seen[at] for at in range(len(places))]))
    matrix = sparse.csr_matrix((values, indices, bounds), shape=(len(counts), len(places)))
    matrix = matrix.multiply(rarity).tocsr()
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = sparse.diags(1 / np.maximum(norms, 1e-9)) @ matrix
    targets = matrix[: len(known)].T.tocsr()
    for start in range(0, len(unknown), _BATCH):
        rows = matrix[len(known) + start : len(known) + min(start + _BATCH, len(unknown))]
        near = (rows @ targets).toarray()
        for concept, likeness in zip(unknown[start : start + _BATCH], near, strict=False):
            concept.theme = _vote(known, likeness)


def _vote(known: Sequence[DraftConcept], likeness: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
    votes: dict[int, float] = defaultdict(float)
    for at in np.argsort(-likeness, kind="stable")[:_NEIGHBOURS]:
        if likeness[at] > 0:
            votes[known[at].theme] += float(likeness[at])
    # Rounding keeps the last bits of a sum from deciding a tie.
    return min(votes, key=lambda theme: (-round(votes[theme], 6), theme), default=-1)


def _grams(concept: DraftConcept) -> Iterator[str]:
    label = concept.labels.get("en") or next(iter(concept.labels.values()), "")
    for text in (label, label, *concept.alternatives.get("en", ())[:8]):
        for word in text.lower().split():
            padded = f" {word} "
            for size in _GRAMS:
                yield from (padded[at : at + size] for at in range(len(padded) - size + 1))
