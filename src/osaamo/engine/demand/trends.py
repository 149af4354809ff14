"""Which way demand goes: eight classes, each with its significance, and "not enough data" as an answer.

Trends are Mann-Kendall's test and Theil and Sen's slope on rates (demand of a month divided by all ads of it, where
those are given), so neither a single busy month nor a bigger market makes a trend. Neighbouring months resemble each
other; the variance is raised for that after Hamed and Rao, at lag 1. Of many skills some look significant by chance:
chances are corrected over all skills given together (Benjamini and Hochberg), so about one trend in 20 is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from osaamo.engine.demand.forecasting import BadSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Months = NDArray[np.float64]

FEWEST_MONTHS = 24
LAST = 12
"""The end of the series, called "last" in the classes, in months."""

FEWEST_MET = 10
"""Months with any demand; a skill met in fewer has no trend worth telling."""

ALPHA = 0.05
CONSTANT_WITHIN = 0.2
"""Constant: the slope's 90 % interval lies within this share of the mean level a year."""

_ALMOST_NONE = 0.1
"""Emerging: at most this share of the summed rates lies in the first half; disappearing: in the second."""

_MOST_RESEMBLANCE = 0.9
_ROUNDING = 1e-20
"""What is left about a straight line is of this size, in squares, from rounding alone."""


class Signal(StrEnum):
    """The class of a skill's demand."""

    EMERGING = "emerging"
    INCREASING = "constantly increasing"
    INCREASING_LAST = "increasing last"
    CONSTANT = "constant"
    CONSTANT_LAST = "constant last"
    DECREASING = "constantly decreasing"
    DECREASING_LAST = "decreasing last"
    DISAPPEARING = "disappearing"
    UNKNOWN = "not enough data"


@dataclass(frozen=True)
class Trend:
    """Slope a month in the unit of the rates, its 90 % interval, and the chance that noise looks so (two-sided)."""

    slope: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True)
class Reading:
    """The signal of one skill.

    ``change_a_year`` is the slope as a share of the mean level (0.1: a tenth more each year). ``chance`` and
    ``chance_last`` are of the whole series and its last year, corrected for all skills; ``None`` where not tested.
    """

    signal: Signal
    change_a_year: float | None = None
    chance: float | None = None
    chance_last: float | None = None


def trend(rates: Sequence[float] | Months, *, resemblance: float | None = None) -> Trend:
    """Mann-Kendall and Theil-Sen of at least a year.

    ``resemblance`` is the correlation of neighbouring months about the trend; measured on the rates when not given.
    """
    months = np.asarray(rates, dtype=float)
    count = len(months)
    early, late = np.triu_indices(count, k=1)
    steps = months[late] - months[early]
    slopes = np.sort(steps / (late - early))
    slope = float(np.median(slopes))
    if resemblance is None:
        resemblance = neighbours(months)
    ties = np.unique(months, return_counts=True)[1]
    variance = (count * (count - 1) * (2 * count + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))) / 18
    variance *= (1 + resemblance) / (1 - resemblance)
    score = float(np.sign(steps).sum())
    if variance <= 0:
        return Trend(slope, slope, slope, 1.0)
    strength = max(0.0, abs(score) - 1) / np.sqrt(variance)
    reach = float(ndtri(0.95)) * np.sqrt(variance)
    last = len(slopes) - 1
    low, high = int((len(slopes) - reach) / 2) - 1, int(np.ceil((len(slopes) + reach) / 2))
    return Trend(slope, float(slopes[max(low, 0)]), float(slopes[min(high, last)]), float(2 * ndtr(-strength)))


def neighbours(months: Months) -> float:
    """Correlation of neighbouring months about the straight lines of the single years, 0 where negative.

    A line a year, so that a change of direction does not look like resemblance. A line through so few months takes
    some correlation away with it; what it takes from an autoregressive series is given back.
    """
    blocks = np.array_split(months, max(1, len(months) // LAST))
    rests = [_about_line(block) for block in blocks]
    total = sum(float(rest @ rest) for rest in rests)
    if total <= _ROUNDING * float(months @ months):
        return 0.0
    seen = sum(float(rest[1:] @ rest[:-1]) for rest in rests) / total
    size = len(months) / len(blocks)
    return min(max((seen + 2 / size) / (1 - 6 / size), 0.0), _MOST_RESEMBLANCE)


def _about_line(months: Months) -> Months:
    at = np.arange(len(months)) - (len(months) - 1) / 2
    rest: Months = months - months.mean() - at * (at @ months) / (at @ at)
    return rest


def signals(demand: Sequence[Sequence[float]], ads: Sequence[Sequence[float] | None] | None = None) -> list[Reading]:
    """One reading a skill, in the same order; months oldest first.

    Args:
        demand: demand of each month.
        ads: all ads of each month, which turn demand into rates; months without any ads are left out. ``None`` where
            ``demand`` holds rates already, or the market's own growth shall count.

    Raises:
        BadSeries: a value that is no number from 0 on, or a series and its ads of different length.
    """
    series = [_rates(months, whole) for months, whole in zip(demand, ads or [None] * len(demand), strict=True)]
    known = [place for place, rates in enumerate(series) if _is_enough(rates)]
    wholes = {place: trend(series[place]) for place in known}
    lasts = {place: trend(series[place][-LAST:], resemblance=neighbours(series[place])) for place in known}
    chances = dict(zip(known, _corrected([wholes[place].chance for place in known]), strict=True))
    recent = dict(zip(known, _corrected([lasts[place].chance for place in known]), strict=True))
    return [
        _reading(rates, wholes[place], lasts[place], chances[place], recent[place])
        if place in wholes
        else Reading(Signal.UNKNOWN)
        for place, rates in enumerate(series)
    ]


def _reading(rates: Months, whole: Trend, last: Trend, chance: float, recent: float) -> Reading:
    level = float(rates.mean())
    signal = _signal(rates, whole, last, is_trend=chance < ALPHA, is_recent=recent < ALPHA)
    return Reading(signal, 12 * whole.slope / level, chance, recent)


def _signal(rates: Months, whole: Trend, last: Trend, *, is_trend: bool, is_recent: bool) -> Signal:
    half = len(rates) // 2
    rises, recently_rises = whole.slope > 0, last.slope > 0
    if is_trend and rises and rates[:half].sum() <= _ALMOST_NONE * rates.sum():
        return Signal.EMERGING
    if is_trend and not rises and rates[half:].sum() <= _ALMOST_NONE * rates.sum():
        return Signal.DISAPPEARING
    if is_recent and (not is_trend or rises != recently_rises):
        return Signal.INCREASING_LAST if recently_rises else Signal.DECREASING_LAST
    if is_trend:
        # Levelled off: the slope of the whole is outside what the last year allows, on the side towards none.
        if not is_recent and (whole.slope > last.high if rises else whole.slope < last.low):
            return Signal.CONSTANT_LAST
        return Signal.INCREASING if rises else Signal.DECREASING
    allowed = CONSTANT_WITHIN * float(rates.mean()) / 12
    return Signal.CONSTANT if -allowed <= whole.low and whole.high <= allowed else Signal.UNKNOWN


def _is_enough(rates: Months) -> bool:
    return len(rates) >= FEWEST_MONTHS and int((rates > 0).sum()) >= FEWEST_MET


def _rates(months: Sequence[float], whole: Sequence[float] | None) -> Months:
    found = np.asarray(months, dtype=float)
    if not np.isfinite(found).all() or (found < 0).any():
        raise BadSeries("Each month needs a number from 0 on.")
    if whole is None:
        return found
    of = np.asarray(whole, dtype=float)
    if of.shape != found.shape or not np.isfinite(of).all() or (of < 0).any():
        raise BadSeries("The ads need one number from 0 on for each month of the demand.")
    rates: Months = found[of > 0] / of[of > 0]
    return rates


def _corrected(chances: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's: the share of false ones among all as small as this one."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - a second that forecasts need not pay

    return [float(chance) for chance in false_discovery_control(chances)] if chances else []
