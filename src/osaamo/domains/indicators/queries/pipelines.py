"""What is under way in the running year: rows that may still count, and how often such rows counted before.

A measure that offers a pipeline tells of any day what had counted for good and what stood open when the day began.
Asked of the same day in earlier years, it tells two more things: how many of the open rows counted in the end, and how
much came that nobody had heard of on that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from scipy.special import betaincinv

from osaamo.domains.indicators.queries.computing import period_of, source_of
from osaamo.kernel.measuring import rows_behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from osaamo.domains.indicators.models import Indicator
    from osaamo.ports.measures import Pipeline, Stage, Tally

LOOKED_BACK = 5
"""Of so many earlier years the same day is looked at."""
FEWEST_CASES = 5
"""Of fewer earlier rows no share is told."""
SETTLED = "settled"
EDGE = 0.1
PRIOR = 0.5
"""Jeffreys' prior of a share: Beta(1/2, 1/2)."""


class Flows(StrEnum):
    """Of which indicators it is asked what is under way; asking takes some questions more for each."""

    NONE = "none"
    AIMED = "aimed"
    """Of those with a target in the running year, whose probability rests on it."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Open:
    """A stage: its rows now, and such rows of earlier.

    Attributes:
        stage: as the measure tells it.
        rows: how many rows are in it now.
        brings: what they bring if all of them count.
        of: how many such rows there were.
        came: how many of them counted; where rows have sums, their share of the sum times ``of``.
    """

    stage: Stage
    rows: int
    brings: float
    of: int
    came: float

    @property
    def share(self) -> float | None:
        """How often such rows count; ``None`` where too few are known to say."""
        return self.came / self.of if self.of >= FEWEST_CASES else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The range that holds the true share with 80 %, by the Beta distribution; ``None`` with the share."""
        if self.share is None:
            return None
        hits, misses = self.came + PRIOR, max(0.0, self.of - self.came) + PRIOR
        return float(betaincinv(hits, misses, EDGE)), float(betaincinv(hits, misses, 1 - EDGE))


@dataclass(frozen=True, slots=True)
class Flow:
    """What is known of the running year.

    Attributes:
        year: the running year.
        settled: what counted for good, of ``settled_rows`` rows.
        stages: what may still count.
        unheard: of earlier years, what came after the same day that nobody had heard of by then.
    """

    year: int
    settled: float
    settled_rows: int
    stages: tuple[Open, ...]
    unheard: Mapping[int, float]


def pipeline_of(indicator: Indicator, on: date) -> Pipeline | None:
    """What the indicator's measure knows of the year at the end of the day; ``None`` where it offers no pipeline."""
    measure, _ = source_of(indicator)
    if measure is None or measure.pipeline is None:
        return None
    return measure.pipeline(period_of(indicator, on.year), on + timedelta(days=1), **indicator.parameters)


def stage_of(indicator: Indicator, on: date, key: str) -> tuple[Mapping[str, str], Tally] | None:
    """The name and the rows of the stage with the key on the day; under ``settled`` what counted for good, unnamed."""
    found = pipeline_of(indicator, on)
    if found is None:
        return None
    stages: dict[str, tuple[Mapping[str, str], Tally]] = {stage.key: (stage.name, stage.rows) for stage in found.stages}
    return ({SETTLED: ({}, found.settled)} | stages).get(key)


def flow_of(indicator: Indicator, full_years: Mapping[int, Decimal], on: date) -> Flow | None:
    """What is under way on the day; ``None`` where the measure offers no pipeline.

    Args:
        indicator: of which indicator.
        full_years: its values of years that are over.
        on: a day of the running year.
    """
    now = pipeline_of(indicator, on)
    if now is None:
        return None
    before = {
        year: found
        for year in sorted(full_years)[-LOOKED_BACK:]
        if (found := pipeline_of(indicator, _same_day(on, year))) is not None
    }
    earlier = {
        stage.key: [past for found in before.values() for past in found.stages if past.key == stage.key]
        for stage in now.stages
    }
    return Flow(
        on.year,
        float(now.settled.total()),
        rows_behind(now.settled),
        tuple(_open(stage, earlier[stage.key]) for stage in now.stages),
        {
            year: float(full_years[year] - found.settled.total() - sum(stage.came.total() for stage in found.stages))
            for year, found in before.items()
        },
    )


def _open(stage: Stage, earlier: list[Stage]) -> Open:
    pairs = [stage.past] if stage.past else [(past.rows, past.came) for past in earlier]
    of, came = 0, 0.0
    for rows, counted in pairs:
        there = rows_behind(rows)
        of, came = of + there, came + there * _part(counted, rows)
    return Open(stage, rows_behind(stage.rows), float(stage.rows.total()), of, came)


def _part(counted: Tally, rows: Tally) -> float:
    whole = rows.total()
    return min(1.0, max(0.0, float(counted.total() / whole))) if whole else 0.0


def _same_day(on: date, year: int) -> date:
    leap = on.month == 2 and on.day == 29
    return date(year, 3, 1) if leap else on.replace(year=year)
