"""What the coming years may bring, judged by the years so far.

The model: the straight line through the full years (least squares), with the normal errors of a regression, so that
few years give wide ranges. Values are no less than 0. Under four full years there is no forecast, and none further
ahead than the years behind. A line through a few points is never trusted beyond 99 %.

Where what is under way is known, the running year is forecast from that instead: what counted for good, plus of each
stage a number of rows whose share is drawn from its Beta distribution, plus what nobody has heard of yet, by how much
of that came after the same day of earlier years (normal errors, the middle of few years being unsure itself). Under
three such years what is unheard of is left out, and the probability is a lower bound. The sum is drawn many times from
a fixed seed, so that the same numbers give the same forecast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from statistics import linear_regression
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtr, stdtrit

from osaamo.domains.indicators.enums import Direction, Unsure
from osaamo.domains.indicators.queries.pipelines import PRIOR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from osaamo.domains.indicators.queries.pipelines import Flow, Open
    from osaamo.domains.indicators.rules import Aim

FEWEST = 4
FEWEST_BEFORE = 3
"""From so many earlier years it is told what comes that nobody has heard of."""
DRAWS = 4000
SEED = 1
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
    """The years ahead, and how likely the next target is reached; ``unsure`` says why that is not known.

    ``flow`` is what the probability rests on, where it rests on what is under way; ``is_bound``: what nobody has heard
    of yet is left out, so that it is at least (of a limit: at most) so much.
    """

    years: Mapping[int, Expected] = field(default_factory=dict)
    probability: float | None = None
    aim: Aim | None = None
    unsure: Unsure | None = None
    flow: Flow | None = None
    is_bound: bool = False


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


def with_pipeline(
    by_years: Outlook, flow: Flow | None, direction: Direction, this_year: int, *, lowest: bool = False
) -> Outlook:
    """The outlook with the running year by what is under way, where that is known well enough.

    ``lowest``: the indicator is judged by its lowest institution, of which what is under way says nothing.
    """
    if flow is None or lowest:
        return by_years
    if any(stage.rows and stage.share is None for stage in flow.stages):
        return by_years if by_years.years else replace(by_years, unsure=Unsure.FEW_CASES)
    sums, is_bound = _draw(flow)
    low, middle, high = (float(value) for value in np.quantile(sums, (0.1, 0.5, 0.9)))
    years = {**by_years.years, this_year: Expected(middle, low, high)}
    aim = by_years.aim
    if aim is None:
        return replace(by_years, years=years, unsure=Unsure.NO_AIM)
    if aim.year != this_year:
        return replace(by_years, years=years)
    if direction == Direction.NOT_ABOVE:
        reached = float(np.mean(sums <= float(aim.high)))
    else:
        reached = float(np.mean(sums >= float(aim.low)))
    return Outlook(years, min(SUREST, max(1 - SUREST, reached)), aim, flow=flow, is_bound=is_bound)


def _draw(flow: Flow) -> tuple[np.ndarray[Any, np.dtype[np.float64]], bool]:
    """Sums the running year may come to, and whether what nobody has heard of is left out of them."""
    chance = np.random.default_rng(SEED)
    sums = np.full(DRAWS, flow.settled)
    for stage in flow.stages:
        sums = sums + _brought(stage, chance)
    before = list(flow.unheard.values())
    if len(before) < FEWEST_BEFORE:
        return sums, True
    count, middle = len(before), float(np.mean(before))
    # A count spreads at least as the square root of it, however alike a few years were.
    spread = max(float(np.var(before, ddof=1)), abs(middle) if max(map(abs, before), default=0) > 1 else 0.0)
    more = middle + math.sqrt(spread * (1 + 1 / count)) * chance.standard_t(count - 1, DRAWS)
    if all(value.is_integer() for value in before):
        more = np.rint(more)
    return np.maximum(sums + np.maximum(more, min(0.0, *before)), 0.0), False


def _brought(stage: Open, chance: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What a stage may bring: its rows counting or not, at a share that is itself known only so well."""
    if not stage.rows:
        return np.zeros(DRAWS)
    share = chance.beta(stage.came + PRIOR, max(0.0, stage.of - stage.came) + PRIOR, DRAWS)
    return chance.binomial(stage.rows, share) * (stage.brings / stage.rows)


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
