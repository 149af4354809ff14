"""Rolling back-test: what each candidate would have said at earlier months, beside what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.demand.candidates import CANDIDATES, SEASON

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from osaamo.engine.demand.candidates import Block, Candidate

FEWEST_MONTHS = 8
"""Shorter series are not compared: two origins after six months of history are the least that shows anything."""

_FEWEST_BEFORE = 6
_ORIGINS = 24
"""Beside the horizon, so many months back at most: what was best long ago says little about now."""


@dataclass(frozen=True)
class Backtest:
    """Forecasts of ``candidates`` x series x origins x horizon, and what came (series x origins x horizon).

    Months after the end of the series are NaN in ``came``.
    """

    candidates: tuple[Candidate, ...]
    forecasts: NDArray[np.float64]
    came: Block

    @property
    def independent(self) -> float:
        """Origins that do not overlap: the errors of neighbouring ones are nearly the same errors."""
        origins, horizon = self.came.shape[1:]
        return float(max(1.0, origins / horizon))

    def errors(self, forecasts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean absolute error of ``... x series x origins x horizon``, every horizon that was met weighing the same."""
        per_horizon = np.nanmean(np.abs(forecasts - self.came), axis=-2)
        errors: NDArray[np.float64] = np.nanmean(per_horizon, axis=-1)
        return errors


def backtest(block: Block, horizon: int) -> Backtest | None:
    """Every candidate from every origin of the last two years; ``None`` where the series are too short.

    At an origin only the months before it are used. The seasonal candidate takes part where a year lies before the
    first origin; all candidates meet the same origins.
    """
    months = block.shape[1]
    if months < FEWEST_MONTHS:
        return None
    has_year = months >= SEASON + _FEWEST_BEFORE
    first = max(SEASON + 1 if has_year else max(_FEWEST_BEFORE, months // 2), months - _ORIGINS - horizon)
    origins = range(first, months)
    ahead = min(horizon, months - first)
    candidates = tuple(candidate for candidate in CANDIDATES if candidate.months <= first)
    came = np.full((len(block), len(origins), ahead), np.nan)
    forecasts = np.empty((len(candidates), *came.shape))
    for place, origin in enumerate(origins):
        future = block[:, origin : origin + ahead]
        came[:, place, : future.shape[1]] = future
        for row, candidate in enumerate(candidates):
            forecasts[row, :, place] = candidate.forecast(block[:, :origin], ahead)
    return Backtest(candidates, forecasts, came)
