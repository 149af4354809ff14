"""Which candidate a series gets.

Errors of few origins are mostly noise, so each series' own scores are drawn towards the mean scores of all series
given together. The candidates are then averaged with weights that fall with the score. A single one that does at least
as well as this average takes its place; of equals the plainest does. So the last value wins openly where it wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.demand.candidates import CANDIDATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.demand.backtest import Backtest

OWN_AGAINST_ALL = 2.0
"""All series together weigh as much as so many origins (that do not overlap) of the series' own."""

SHARPNESS = 8.0
"""A candidate 10 % worse than the best (of a usual error) gets exp(-0.8), a bit less than half of its weight."""

_LEAST_WEIGHT = 0.05
_YARDSTICKS = ("last value", "mean of last six", "drift")
"""Errors are told in the mean error of these three: they take part everywhere."""


@dataclass(frozen=True)
class Scores:
    """Errors of candidates x series, absolute and in the series' own yardstick."""

    absolute: NDArray[np.float64]
    relative: NDArray[np.float64]


def scores(test: Backtest) -> Scores:
    """Of one back-test; where every yardstick met a series without error, the largest error of all is the yardstick."""
    absolute = test.errors(test.forecasts)
    names = [candidate.name for candidate in test.candidates]
    yard = absolute[[names.index(name) for name in _YARDSTICKS]].mean(axis=0)
    safe = np.where(yard > 0, yard, np.maximum(absolute.max(axis=0), 1e-12))
    return Scores(absolute, absolute / safe)


def common(found: Sequence[tuple[Backtest, Scores]]) -> dict[str, float]:
    """Mean relative score of each candidate over all series, of whatever length."""
    means: dict[str, float] = {}
    for candidate in CANDIDATES:
        rows = [
            score.relative[[other.name for other in test.candidates].index(candidate.name)]
            for test, score in found
            if candidate in test.candidates
        ]
        if rows:
            means[candidate.name] = float(np.concatenate(rows).mean())
    return means


def weights(test: Backtest, score: Scores, means: Mapping[str, float]) -> NDArray[np.float64]:
    """Weights, ``candidates x series``; each column sums to 1 and holds a single 1 where one alone won."""
    of_all = np.array([means[candidate.name] for candidate in test.candidates])[:, None]
    own = test.independent
    drawn = (own * score.relative + OWN_AGAINST_ALL * of_all) / (own + OWN_AGAINST_ALL)
    shares: NDArray[np.float64] = np.exp(-SHARPNESS * (drawn - drawn.min(axis=0)))
    shares /= shares.sum(axis=0)
    shares[shares < _LEAST_WEIGHT] = 0.0
    shares /= shares.sum(axis=0)
    mixed = test.errors(np.einsum("cs,csoh->soh", shares, test.forecasts))
    least = score.absolute.min(axis=0)
    alone = score.absolute <= least + 1e-9
    # The first of the best in the order of CANDIDATES, which is from plain to elaborate.
    winner = alone.argmax(axis=0)
    is_flawless = least <= 1e-12
    single = (least <= mixed + 1e-9) & ((drawn.argmin(axis=0) == winner) | is_flawless)
    shares[:, single] = 0.0
    shares[winner[single], np.flatnonzero(single)] = 1.0
    return shares
