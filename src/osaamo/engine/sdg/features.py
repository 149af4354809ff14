"""What is measured of a text for each goal; the same code describes training texts and those of users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.sdg.goals import GOALS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

READINGS = ("exact", "both")
ENCODERS = ("exact", "plain")
_OF_A_READING = ("whole", "best", "mean")
NAMES = (
    *(f"{reading} {part}" for reading in READINGS for part in _OF_A_READING),
    *(f"{encoder} terms {part}" for encoder in ENCODERS for part in ("best", "mean")),
    *(f"{reading} {part} ahead" for reading in READINGS for part in _OF_A_READING),
    "place",
    "length",
    "words",
    "words share",
    "words best",
    "none whole",
    "none mean",
    "clear share",
)
"""The columns of :func:`describe` in order."""

_LEAST = 1e-5
_CLEAR = 0.3
"""A sentence shows a goal clearly from this share on."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """A linear reader of vectors: ``weights`` are ``[18, d]``, ``bias`` is ``[18]``; the last row is no goal."""

    weights: Floats
    bias: Floats

    def shares(self, vectors: Floats) -> Floats:
        """The probability of each goal, if one or none is meant, ``[len(vectors), 17]``."""
        scores = vectors @ self.weights.T + self.bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray((powers / powers.sum(axis=1, keepdims=True))[:, :GOALS])


@dataclass(frozen=True, slots=True)
class Terms:
    """Unit vectors of the words of goals and targets, and the goal (0 to 16) of each."""

    vectors: Floats
    goal: NDArray[np.integer[Any]]

    def nearness(self, vectors: Floats) -> Floats:
        """The cosine with the nearest term of each goal, ``[len(vectors), 17]``."""
        cosines = vectors @ self.vectors.T
        return np.stack([cosines[:, self.goal == goal].max(axis=1) for goal in range(GOALS)], axis=1)


def unit(vectors: Floats) -> Floats:
    """The vectors at length 1; zeros stay zeros."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def joined(exact: Floats, plain: Floats) -> Floats:
    """Both encoders' unit vectors side by side, at length 1."""
    return unit(np.hstack([unit(exact), unit(plain)]))


def describe(
    exact: Floats,
    plain: Floats,
    readers: tuple[Softmax, Softmax],
    terms: tuple[Terms, Terms],
    spots: NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    """The features ``[17, len(NAMES)]`` of a text, and the shares ``[sentences, 17]`` of the second reader.

    ``exact`` and ``plain`` hold the vectors of its sentences by the transformer and the static encoder; ``readers``
    read the transformer's vectors, and both; ``spots`` ``[sentences, 17]`` says where a goal's keyword stands.
    """
    exact, plain = unit(exact), unit(plain)
    seen = (exact, joined(exact, plain))
    columns: list[Floats] = []
    by_sentence: Floats = np.empty((0, GOALS))
    whole: Floats = np.empty(GOALS)
    for vectors, reader in zip(seen, readers, strict=True):
        by_sentence = reader.shares(vectors)
        whole = reader.shares(unit(vectors.mean(axis=0, keepdims=True)))[0]
        columns += [_logit(whole), _logit(by_sentence.max(axis=0)), _logit(by_sentence.mean(axis=0))]
    for vectors, words in zip((exact, plain), terms, strict=True):
        near = words.nearness(vectors)
        columns += [near.max(axis=0), near.mean(axis=0)]
    ahead = [_ahead(column) for column in columns[: len(READINGS) * len(_OF_A_READING)]]
    place = np.argsort(np.argsort(-columns[0], kind="stable"), kind="stable").astype(float)
    said = [
        np.log1p(spots.sum(axis=0)),
        spots.mean(axis=0),
        _logit(np.where(spots, by_sentence, 0).max(axis=0)),
        np.full(GOALS, _logit(1 - whole.sum())),
        np.full(GOALS, _logit(1 - by_sentence.sum(axis=1).mean())),
        (by_sentence >= _CLEAR).mean(axis=0),
    ]
    return np.stack([*columns, *ahead, place, np.full(GOALS, np.log(len(exact))), *said], axis=1), by_sentence


def _logit(shares: Floats) -> Floats:
    inside = np.clip(shares, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(inside / (1 - inside)))


def _ahead(column: Floats) -> Floats:
    """By how much each goal is ahead of the best other one."""
    second, first = np.sort(column)[-2:]
    return np.asarray(np.where(column == first, column - second, column - first))
