"""The ways to forecast that compete: each takes all series of one length at once and gives all their months at once.

A block is an array of ``series x months``, oldest month first, nothing negative. Every function returns ``series x
horizon``, nothing negative. Series do not mix: a row's forecast depends on that row alone. The order of ``CANDIDATES``
is from plain to elaborate; where two do equally well, the plainer is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Block = NDArray[np.float64]

SEASON = 12
"""Months of a year."""

_WEIGHTS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
_TREND_WEIGHTS = (0.05, 0.1, 0.2, 0.4)
_LEVEL_WEIGHTS = (0.2, 0.4, 0.6, 0.8, 1.0)
_DAMPING = 0.85
_START = 3
"""The first level is the mean of so many months."""


class Candidate(NamedTuple):
    """A way to forecast: its name in the output, the fewest months it needs, and the function."""

    name: str
    months: int
    forecast: Callable[[Block, int], Block]


def last_value(block: Block, horizon: int) -> Block:
    """The last month, again and again: the naive forecast everything else has to beat."""
    return np.repeat(block[:, -1:], horizon, axis=1)


def mean_of_six(block: Block, horizon: int) -> Block:
    """The mean of the last six months (of all months where there are fewer)."""
    return np.repeat(block[:, -6:].mean(axis=1, keepdims=True), horizon, axis=1)


def drift(block: Block, horizon: int) -> Block:
    """The line through the first and the last month, gone on."""
    slope = (block[:, -1:] - block[:, :1]) / (block.shape[1] - 1)
    line: Block = np.maximum(block[:, -1:] + slope * np.arange(1, horizon + 1), 0.0)
    return line


def seasonal_last_value(block: Block, horizon: int) -> Block:
    """The same month of the last year."""
    return block[:, block.shape[1] - SEASON + np.arange(horizon) % SEASON]


def exponential_smoothing(block: Block, horizon: int) -> Block:
    """Simple exponential smoothing of square roots, the weight of the newest month chosen per series.

    Square roots make the noise of counts about equal at all sizes, so one busy month does not decide.
    """
    level, _ = _smoothed(np.sqrt(block))
    return np.repeat(level[:, None] ** 2, horizon, axis=1)


def theta(block: Block, horizon: int) -> Block:
    """The theta method of Assimakopoulos and Nikolopoulos on square roots: smoothing, and half of the line's slope."""
    roots = np.sqrt(block)
    months = roots.shape[1]
    level, weight = _smoothed(roots)
    at = np.arange(months) - (months - 1) / 2
    slope = (roots @ at) / (at @ at)
    ahead = np.arange(horizon) + ((1 - (1 - weight) ** months) / weight)[:, None]
    found: Block = np.maximum(level[:, None] + slope[:, None] / 2 * ahead, 0.0) ** 2
    return found


def damped_trend(block: Block, horizon: int) -> Block:
    """Holt's smoothing of level and trend on square roots; the trend loses 15 % of itself each month."""
    roots = np.sqrt(block)
    fading = np.cumsum(_DAMPING ** np.arange(1, horizon + 1))
    best = np.full(len(roots), np.inf)
    found = np.zeros((len(roots), horizon))
    for of_level in _LEVEL_WEIGHTS:
        for of_trend in _TREND_WEIGHTS:
            level, trend = roots[:, :_START].mean(axis=1), np.zeros(len(roots))
            total = np.zeros(len(roots))
            for month in roots.T:
                expected = level + _DAMPING * trend
                error = month - expected
                total += error**2
                level = expected + of_level * error
                trend = _DAMPING * trend + of_level * of_trend * error
            better = total < best
            best[better] = total[better]
            found[better] = (level[:, None] + trend[:, None] * fading)[better]
    return np.maximum(found, 0.0) ** 2


def sparse_counts(block: Block, horizon: int) -> Block:
    """Teunter, Syntetos and Babai's method: chance of any demand times its size, both smoothed, so old demand fades."""
    some = block > 0
    chance = some.mean(axis=1)
    size = np.where(some.any(axis=1), block.sum(axis=1) / np.maximum(some.sum(axis=1), 1), 0.0)
    for month, present in zip(block.T, some.T, strict=True):
        chance = chance + 0.1 * (present - chance)
        size = np.where(present, size + 0.2 * (month - size), size)
    return np.repeat((chance * size)[:, None], horizon, axis=1)


def combination(block: Block, horizon: int) -> Block:
    """The mean of the last value, the mean of six, smoothing and the damped trend."""
    parts = [way(block, horizon) for way in (last_value, mean_of_six, exponential_smoothing, damped_trend)]
    combined: Block = np.mean(parts, axis=0)
    return combined


def _smoothed(block: Block) -> tuple[Block, Block]:
    """The last level of each series, and the weight whose one-month errors had the least squares."""
    level = np.repeat(block[:, :_START].mean(axis=1, keepdims=True), len(_WEIGHTS), axis=1)
    squares = np.zeros_like(level)
    for month in block.T:
        error = month[:, None] - level
        squares += error**2
        level = level + _WEIGHTS * error
    # argmin takes the first of equals; looking from the largest weight lets a series without noise be its last value.
    best = len(_WEIGHTS) - 1 - squares[:, ::-1].argmin(axis=1)
    return level[np.arange(len(block)), best], _WEIGHTS[best]


CANDIDATES = (
    Candidate("last value", 1, last_value),
    Candidate("mean of last six", 2, mean_of_six),
    Candidate("drift", 2, drift),
    Candidate("seasonal last value", SEASON, seasonal_last_value),
    Candidate("exponential smoothing", 6, exponential_smoothing),
    Candidate("sparse counts (TSB)", 6, sparse_counts),
    Candidate("theta", 6, theta),
    Candidate("damped trend", 6, damped_trend),
    Candidate("combination", 6, combination),
)
