"""Matching: which of many job ads, courses or challenges fit what somebody has, and why.

An item asks for skills, each as surely as it was read. Two things count alike:

- coverage: a person covers a skill by having it, or in part by having one near in meaning; of what an item asks, the
  covered share. ``RESERVE`` is added below the line, so that an item that asks for a single skill does not win over
  one that is covered in ten.
- direction: the cosine of the mean vectors of both sides' skills, so that an item of the same field counts even where
  no single skill is the same (the centroid of Rocchio's method).

A skill that few items ask for weighs more in both (inverse document frequency). On job ads judged by rule the two
together beat either and plain text search: ``bench/matching.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osaamo.engine.gap import DEFAULT_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scipy.sparse import csr_array

    from osaamo.engine.gap import GapRules
    from osaamo.engine.records import WeightedSkill

Vectors = Callable[[Sequence[str]], NDArray[np.floating[Any]]]
"""Unit vectors of skills by uri, ``[len(uris), dimension]``."""

RESERVE = 6.0
"""About the weight of three skills of middling rarity."""

UNTOLD = 0.1
"""An item of the same field of which nothing is covered stands behind those that can say what is."""

REASONS = 4

_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Covered:
    """A skill an item asks for, how much of it is covered (0 to 1), and the own skill that covers it."""

    uri: str
    cover: float
    own: str


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item fits, 0 to 1, with the reasons that weigh most: what is covered and what is missing.

    ``share`` is the covered share of all it asks, 0 to 1; an item of the same field can fit with nothing covered.
    Of the ``asked`` skills, ``had`` are wholly covered.
    """

    id: str
    score: float
    share: float
    had: int
    asked: int
    covered: tuple[Covered, ...]
    missing: tuple[str, ...]


class Matcher:
    """Many items, ready to be matched with one person after another.

    Args:
        items: id and asked skills (uri, weight above 0) of each item.
        vectors: unit vectors ``[len(uris), dimension]`` of skills, zeros for unknown ones; without them, only
            coverage counts.
    """

    def __init__(self, items: Mapping[str, Sequence[tuple[str, float]]], vectors: Vectors | None = None) -> None:
        """Index the items."""
        self.ids = tuple(items)
        self._places = {item: at for at, item in enumerate(self.ids)}
        columns: dict[str, int] = {}
        places, weights, starts = [], [], [0]
        for asked in items.values():
            for uri, weight in asked:
                places.append(columns.setdefault(uri, len(columns)))
                weights.append(weight)
            starts.append(len(places))
        self._uris = tuple(columns)
        self._column = columns
        counts = np.bincount(places, minlength=len(columns)) if places else np.zeros(len(columns))
        self._rarity = np.log((1 + len(items)) / (1 + counts)) + 1
        values = np.asarray(weights, np.float64) * self._rarity[places] if places else np.zeros(0)
        self._asked = _sparse(values, places, starts, (len(self.ids), max(1, len(columns))))
        self._total = np.asarray(self._asked.sum(axis=1)).ravel()
        self._vectors = vectors
        if vectors is not None and self._uris:
            self._skills = np.asarray(vectors(self._uris), np.float32)
            self._lengths = _lengths(self._asked, self._skills)

    def place(self, item: str) -> int:
        """Where the item stands among the items."""
        return self._places[item]

    def covers(self, have: Sequence[WeightedSkill], rules: GapRules = DEFAULT_RULES) -> dict[str, tuple[float, str]]:
        """How much of each skill that any item asks for ``have`` covers, and by which own skill."""
        found: dict[str, tuple[float, str]] = {}
        own = [skill for skill in have if skill.weight > 0]
        if not own or not self._uris:
            return found
        if self._vectors is not None:
            near = self._skills @ np.asarray(self._vectors([skill.uri for skill in own]), np.float32).T
            part = np.where(near >= rules.near, rules.near_cover * near, 0) * [min(1.0, s.weight) for s in own]
            best = part.argmax(axis=1)
            for at in np.flatnonzero(part.max(axis=1)):
                found[self._uris[at]] = float(part[at, best[at]]), own[best[at]].uri
        for skill in own:
            if skill.uri in self._column:
                had = min(1.0, skill.weight / rules.sure)
                if had >= found.get(skill.uri, (0.0, ""))[0]:
                    found[skill.uri] = had, skill.uri
        return found

    def best(
        self,
        have: Sequence[WeightedSkill],
        *,
        allowed: NDArray[np.bool_] | None = None,
        limit: int = 20,
    ) -> tuple[Match, ...]:
        """The items that fit best, at most ``limit``, ties in the order of the items; none that fits not at all.

        ``allowed`` is a mask over the items (after filters by area or language).
        """
        covers = self.covers(have)
        cover = np.zeros(self._asked.shape[1])
        for uri, (share, _) in covers.items():
            cover[self._column[uri]] = share
        met = self._asked @ cover
        scores = met / (self._total + RESERVE)
        if self._vectors is not None and self._uris and have:
            mine = self._vectors([skill.uri for skill in have])
            own = _unit((self._weights(have)[:, None] * mine).sum(axis=0))
            # The cosine of an item's mean vector, without a row of numbers for each item: the sum is over its skills.
            towards = (self._asked @ (self._skills @ own)) / self._lengths
            scores = (scores + np.maximum(0, towards)) / 2
            scores = np.where(met > 0, scores, UNTOLD * scores)
        if allowed is not None:
            scores = np.where(allowed, scores, 0.0)
        shares = met / np.maximum(self._total, 1e-9)
        return tuple(self._match(int(at), float(scores[at]), float(shares[at]), covers) for at in _top(scores, limit))

    def _weights(self, have: Sequence[WeightedSkill]) -> NDArray[np.float64]:
        common = float(self._rarity.max()) if self._rarity.size else 1.0
        rarity = [
            float(self._rarity[self._column[skill.uri]]) if skill.uri in self._column else common for skill in have
        ]
        return np.array([skill.weight for skill in have]) * rarity

    def _match(self, at: int, score: float, share: float, covers: Mapping[str, tuple[float, str]]) -> Match:
        first, last = self._asked.indptr[at : at + 2]
        asked = sorted(
            zip(self._asked.indices[first:last].tolist(), self._asked.data[first:last].tolist(), strict=True),
            key=lambda pair: (-pair[1], self._uris[pair[0]]),
        )
        told = [(self._uris[column], weight) for column, weight in asked]
        covered = sorted(
            ((uri, weight) for uri, weight in told if uri in covers), key=lambda pair: -pair[1] * covers[pair[0]][0]
        )
        return Match(
            id=self.ids[at],
            score=score,
            share=share,
            had=sum(covers[uri][0] >= 1 for uri, _ in covered),
            asked=len(told),
            covered=tuple(Covered(uri, *covers[uri]) for uri, _ in covered[:REASONS]),
            missing=tuple(uri for uri, _ in told if uri not in covers)[:REASONS],
        )


def _sparse(values: NDArray[np.float64], places: list[int], starts: list[int], shape: tuple[int, int]) -> csr_array:
    from scipy.sparse import csr_array  # noqa: PLC0415 - 0.15 s that reading a text need not pay

    return csr_array((values, np.asarray(places, np.int32), np.asarray(starts, np.int32)), shape=shape)


def _top(scores: NDArray[np.floating[Any]], limit: int) -> NDArray[np.intp]:
    """The places of the highest scores above 0, at most ``limit``, highest first, ties by place."""
    if 0 < limit < len(scores):
        least = np.partition(scores, -limit)[-limit]
        among = np.flatnonzero((scores >= least) & (scores > 0))
    else:
        among = np.flatnonzero(scores > 0)
    return among[np.argsort(-scores[among], kind="stable")][:limit]


def _lengths(asked: csr_array, skills: NDArray[np.float32]) -> NDArray[np.float32]:
    """The length of each item's sum of weighted skill vectors, at least a little above 0."""
    found = [
        np.linalg.norm(asked[at : at + _AT_ONCE].astype(np.float32) @ skills, axis=1)
        for at in range(0, asked.shape[0], _AT_ONCE)
    ]
    return np.asarray(np.maximum(np.concatenate(found), 1e-9), np.float32)


def _unit(vector: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
