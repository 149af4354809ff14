"""What the coming years may bring, judged by the years so far.

The model: the straight line through the full years (least squares), with the normal errors of a regression, so that
few years give wide ranges. Values are no less than 0. Under four full years there is no forecast, and none further
ahead than the years behind. A line through a few points is never trusted beyond 99 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import linear_regression
from typing import TYPE_CHECKING

from scipy.special import stdtr, stdtrit

from osaamo.domains.indicators.enums import Direction, Unsure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from osaamo.domains.indicators.rules import Aim

FEWEST = 4
SUREST = 0.99
ROUNDING = 1 / math.sqrt(12)
"""Standard error of a count, or of the last shown digit: a perfect line is one by chance."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The middle, and the range that holds the value with 80 %."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The years ahead, and how likely the next target is reached; ``unsure`` says why that is not known."""

    years: Mapping[int, Expected] = field(default_factory=dict)
    probability: float | None = None
    aim: Aim | None = None
    unsure: Unsure | None = None


def outlook(full_years: Mapping[int, Decimal], aim: Aim | None, direction: Direction, *, this_year: int) -> Outlook:
    """What is ahead: this year, the next, and all years up to the aim.

    Args:
        full_years: the values of years that are over, by year.
        aim: the next target, of this year or later; ``None`` where there is none.
        direction: whether it is to be reached or not to be passed.
        this_year: the running year, the first that is forecast.
    """
    if len(full_years) < FEWEST:
        return Outlook(aim=aim, unsure=Unsure.TOO_FEW)
    ahead = aim.year if aim is not None and aim.year > this_year else this_year + 1
    if ahead - max(full_years) > len(full_years):
        return Outlook(aim=aim, unsure=Unsure.TOO_FAR)
    line = _Line.through({year: float(value) for year, value in full_years.items()})
    years = {year: line.expected(year) for year in range(this_year, ahead + 1)}
    if aim is None:
        return Outlook(years, unsure=Unsure.NO_AIM)
    reached = line.probability_above(aim.year, float(aim.low))
    if direction == Direction.NOT_ABOVE:
        reached = 1 - line.probability_above(aim.year, float(aim.high))
    return Outlook(years, min(SUREST, max(1 - SUREST, reached)), aim)


@dataclass(frozen=True, slots=True)
class _Line:
    slope: float
    intercept: float
    spread: float
    count: int
    centre: float
    width: float

    @classmethod
    def through(cls, points: Mapping[int, float]) -> _Line:
        slope, intercept = linear_regression(list(points), list(points.values()))
        errors = [value - (intercept + slope * year) for year, value in points.items()]
        count, centre = len(points), sum(points) / len(points)
        rounding = ROUNDING * (1 if max(points.values()) > 1 else 0.01)
        spread = max(math.sqrt(sum(error**2 for error in errors) / (count - 2)), rounding)
        return cls(slope, intercept, spread, count, centre, sum((year - centre) ** 2 for year in points))

    def probability_above(self, year: int, value: float) -> float:
        return float(1 - stdtr(self.count - 2, (value - self._middle(year)) / self._error(year)))

    def expected(self, year: int) -> Expected:
        middle, reach = self._middle(year), float(stdtrit(self.count - 2, 0.9)) * self._error(year)
        return Expected(max(0.0, middle), max(0.0, middle - reach), max(0.0, middle + reach))

    def _middle(self, year: int) -> float:
        return self.intercept + self.slope * year

    def _error(self, year: int) -> float:
        return self.spread * math.sqrt(1 + 1 / self.count + (year - self.centre) ** 2 / self.width)
