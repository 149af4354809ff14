"""Forecasts of many monthly series, each with the way that did best on it, and intervals that cover what they say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.demand.backtest import backtest
from osaamo.engine.demand.candidates import last_value
from osaamo.engine.demand.choice import common, scores, weights
from osaamo.engine.demand.intervals import LEVELS, unrest, widths
from osaamo.engine.errors import OsaamoError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.demand.backtest import Backtest
    from osaamo.engine.demand.candidates import Block

UNCOMPARED = "last value (too few months to compare)"
_UNKNOWN_UNREST = 0.5
"""Unrest of a series about which nothing is known: half the square root of its last value."""

MOST_MONTHS_AHEAD = 60


class BadSeries(OsaamoError):
    """A series holds no months, something else than numbers from 0 on, or the horizon is not possible."""

    code = "bad-series"


@dataclass(frozen=True)
class Forecast:
    """Expected demand of the coming months, the first being next month, with 80 and 95 % intervals.

    ``model`` names the candidate that won, or the candidates and their weights where their mean did.
    """

    mean: tuple[float, ...]
    lo80: tuple[float, ...]
    hi80: tuple[float, ...]
    lo95: tuple[float, ...]
    hi95: tuple[float, ...]
    model: str


@dataclass(frozen=True)
class _Group:
    """Series of one length: their places in the input, the back-test and what was chosen by it."""

    places: list[int]
    block: Block
    test: Backtest | None


def forecast(series: Sequence[Sequence[float]], horizon: int) -> list[Forecast]:
    """One forecast a series, in the same order; what is learnt from all series together helps each.

    Months are oldest first and of any unit (counts, shares, an index), none negative. The result depends on the series
    and the horizon alone. Series under eight months get their last value and a name that says why.

    Raises:
        BadSeries: an empty series, a value that is no number from 0 on, a horizon outside 1 to 60.
    """
    if not 1 <= horizon <= MOST_MONTHS_AHEAD:
        raise BadSeries(f"The horizon must be 1 to {MOST_MONTHS_AHEAD} months.", horizon=horizon)
    groups = [_Group(places, block, backtest(block, horizon)) for places, block in _blocks(series)]
    tested = [(group.test, scores(group.test)) for group in groups if group.test]
    means = common(tested)
    scored = iter(tested)
    chosen = [weights(*next(scored), means) if group.test else None for group in groups]
    spread = _Spread.of(groups, chosen, horizon)
    found: dict[int, Forecast] = {}
    for group, shares, scale in zip(groups, chosen, spread.scales, strict=True):
        if group.test is None or shares is None:
            middle, names = last_value(group.block, horizon), [UNCOMPARED] * len(group.places)
        else:
            ways = np.stack([candidate.forecast(group.block, horizon) for candidate in group.test.candidates])
            middle = np.einsum("cs,csh->sh", shares, ways)
            names = [_named(group.test, column) for column in shares.T]
        found.update(zip(group.places, _with_intervals(middle, scale, spread.widths, names), strict=True))
    return [found[place] for place in range(len(series))]


@dataclass(frozen=True)
class _Spread:
    """Unrest of each series of each group, and half widths in units of it (levels x horizon)."""

    scales: list[NDArray[np.float64]]
    widths: NDArray[np.float64]

    @classmethod
    def of(cls, groups: Sequence[_Group], chosen: Sequence[NDArray[np.float64] | None], horizon: int) -> _Spread:
        scales, errors, independent, origins = [], [], 0.0, 0.0
        for group, shares in zip(groups, chosen, strict=True):
            if group.test is None or shares is None:
                scales.append(_UNKNOWN_UNREST * np.sqrt(group.block[:, -1]))
                continue
            said = np.einsum("cs,csoh->soh", shares, group.test.forecasts)
            missed = np.sqrt(group.test.came) - np.sqrt(said)
            scale = unrest(group.block, missed, group.test.independent)
            scales.append(scale)
            errors.append(missed / np.where(scale > 0, scale, 1.0)[:, None, None])
            independent += group.test.independent * len(group.places)
            origins += said.shape[1] * len(group.places)
        if not errors:
            return cls(scales, widths([np.ones((1, 1, 1))], 0, 0, horizon))
        return cls(scales, widths(errors, independent, origins / sum(map(len, errors)), horizon))


def _blocks(series: Sequence[Sequence[float]]) -> Iterator[tuple[list[int], Block]]:
    """Series of the same length together, the shortest first."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, months in enumerate(series):
        by_length[len(months)].append(place)
    for length, places in sorted(by_length.items()):
        block = np.array([series[place] for place in places], dtype=float)
        if not length or not np.isfinite(block).all() or (block < 0).any():
            raise BadSeries("A series needs at least one month, and each month a number from 0 on.")
        yield places, block


def _with_intervals(
    middle: Block, scale: NDArray[np.float64], half: NDArray[np.float64], names: Sequence[str]
) -> Iterator[Forecast]:
    roots = np.sqrt(middle)
    edges = [
        (np.maximum(roots - scale[:, None] * half[row], 0.0) ** 2, (roots + scale[:, None] * half[row]) ** 2)
        for row in range(len(LEVELS))
    ]
    for place, name in enumerate(names):
        mean, low80, high80, low95, high95 = (tuple(rows[place].tolist()) for rows in (middle, *edges[0], *edges[1]))
        yield Forecast(mean, low80, high80, low95, high95, name)


def _named(test: Backtest, shares: NDArray[np.float64]) -> str:
    """The winner's name, or names with their weights, the heaviest first."""
    parts = [(float(share), candidate.name) for share, candidate in zip(shares, test.candidates, strict=True) if share]
    if len(parts) == 1:
        return parts[0][1]
    return " + ".join(f"{share:.2f} {name}" for share, name in sorted(parts, key=lambda part: -part[0]))
