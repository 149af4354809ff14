"""How each way to forecast would have done on one series: the table beside a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.demand.backtest import backtest
from osaamo.engine.demand.choice import common, scores, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = frozenset({"last value", "mean of last six", "drift", "seasonal last value"})
"""The naive ones: whatever is more elaborate has to do better than these."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One way to forecast and its mean absolute error over the rolling back-test, in the unit of the series.

    ``kind`` is ``plain``, ``elaborate``, or ``chosen`` for the forecast that is shown, one way or a mean of several.
    """

    name: str
    error: float
    kind: str


def tried(series: Sequence[float], horizon: int) -> tuple[Tried, ...]:
    """The least error first, of equals the plainer; nothing where the series is too short to compare.

    The chosen one was chosen on the same months, so its error is a little too kind; the plain ones are as they are.
    """
    test = backtest(np.array([series], dtype=float), horizon)
    if test is None:
        return ()
    score = scores(test)
    shares = weights(test, score, common([(test, score)]))
    mixed = float(test.errors(np.einsum("cs,csoh->soh", shares, test.forecasts))[0])
    found = [
        Tried(candidate.name, float(error), "plain" if candidate.name in PLAIN else "elaborate")
        for candidate, error in zip(test.candidates, score.absolute[:, 0], strict=True)
    ]
    return tuple(sorted([*found, Tried("chosen", mixed, "chosen")], key=lambda row: row.error))
