"""Intervals from the errors of the back-test (split conformal), at every horizon of its own.

Errors are taken between square roots: there the noise of counts is about equal at all sizes, and no interval reaches
below zero. Each is divided by the series' own unrest, and the quantiles of all series together say how wide an interval
must be in units of it. Files of few series take Student's t instead of quantiles that few errors cannot give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri, stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.demand.candidates import Block

LEVELS = (0.80, 0.95)
_NORMAL = ndtri((1 + np.array(LEVELS)) / 2)
_ENOUGH = 60
"""From so many errors that do not overlap on, the quantiles are read from them."""

_UNREST_AGAINST_ALL = 2.0
"""The unrest of all series weighs as much as so many origins of the series' own."""


def unrest(block: Block, errors: NDArray[np.float64], independent: float) -> NDArray[np.float64]:
    """Typical error of each series between square roots, drawn towards that of all.

    Half of it is how the series moves from month to month, which the back-test had no hand in. ``independent`` is the
    number of origins that do not overlap.
    """
    missed = np.nanmean(np.nanmean(errors**2, axis=1), axis=1)
    moved = np.mean(np.diff(np.sqrt(block), axis=1) ** 2, axis=1)
    own = (missed + moved) / 2
    drawn: NDArray[np.float64] = (independent * own + _UNREST_AGAINST_ALL * own.mean()) / (
        independent + _UNREST_AGAINST_ALL
    )
    return np.sqrt(drawn)


def widths(
    errors: Sequence[NDArray[np.float64]], independent: float, origins: float, horizon: int
) -> NDArray[np.float64]:
    """Half widths in units of unrest, ``levels x horizon``, growing with both.

    Horizons the back-test never met go on from the last one it met as a random walk would.

    Args:
        errors: arrays of series x origins x months ahead, in units of unrest; NaN where nothing came yet.
        independent: how many errors of one horizon do not overlap, over all series.
        origins: how many origins a series had. A month that surprises does so in many series, so the quantiles of any
            number of series know only so many surprises, and are widened as Student's t is against the normal curve.
        horizon: months ahead.
    """
    found = np.zeros((len(LEVELS), horizon))
    for step in range(horizon):
        known = [part[:, :, step].ravel() for part in errors if step < part.shape[2]]
        values = np.abs(np.concatenate(known)) if known else np.empty(0)
        values = values[~np.isnan(values)]
        if not len(values):
            found[:, step] = found[:, step - 1] * np.sqrt((step + 1) / step)
        elif independent >= _ENOUGH:
            ranks = [min(1.0, level * (independent + 1) / independent) for level in LEVELS]
            found[:, step] = np.quantile(values, ranks, method="higher") * _student(origins) / _NORMAL
        else:
            found[:, step] = _student(independent) * np.sqrt(np.mean(values**2))
    return np.maximum.accumulate(found, axis=1)


def _student(freedom: float) -> NDArray[np.float64]:
    quantiles: NDArray[np.float64] = stdtrit(max(2.0, freedom), (1 + np.array(LEVELS)) / 2)
    return quantiles
