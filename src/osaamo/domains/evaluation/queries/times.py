"""How long proposals stay in each stage."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.domains.evaluation.enums import STAGES, Happening, Outcome, Stage
from osaamo.domains.evaluation.models import Decision, LogLine, Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet


ENOUGH = 5
"""Figures of time are told of at least so many passages of a stage."""


@dataclass(frozen=True, slots=True)
class StageTime:
    """How many days proposals took to leave a stage; the figures are ``None`` of fewer than ``ENOUGH`` passages."""

    stage: Stage
    passages: int
    lower: float | None = None
    median: float | None = None
    upper: float | None = None


def times_per_stage() -> list[StageTime]:
    """The time from entering each stage to leaving it, by pass or stop, from the log; in order of the stages."""
    return [_time_of(stage, days) for stage, days in _days_in_stages().items()]


def quartiles(days: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile, with the ends among the values (as R's type 7)."""
    return tuple(statistics.quantiles(days, n=4, method="inclusive"))


def _time_of(stage: Stage, days: list[float]) -> StageTime:
    return StageTime(stage, len(days), *(quartiles(days) if len(days) >= ENOUGH else ()))


def _days_in_stages() -> dict[Stage, list[float]]:
    """The days of each passage. A corrected outcome moves the end: what counts is the decision that stands."""
    taken: dict[Stage, list[float]] = {stage: [] for stage in STAGES}
    entered = {(line.proposal_id, line.stage): line.at for line in LogLine.objects.filter(happening=Happening.ENTERED)}
    standing = Decision.objects.filter(corrected_by__isnull=True, outcome__in=(Outcome.PASS, Outcome.STOP))
    for decision in standing.select_related("round"):
        began = entered.get((decision.round.proposal_id, decision.round.stage))
        if began is not None:
            taken[Stage(decision.round.stage)].append((decision.since - began).total_seconds() / 86_400)
    return taken


def entered_in(stage: Stage, start: date, end: date) -> QuerySet[Proposal]:
    """The proposals that came to the stage from the first day up to, not including, the second."""
    lines = LogLine.objects.filter(happening=Happening.ENTERED, stage=stage, at__date__gte=start, at__date__lt=end)
    return Proposal.objects.filter(pk__in=lines.values("proposal"))


def decided_in(start: date, end: date) -> QuerySet[Decision]:
    """The standing decisions from the first day up to, not including, the second."""
    return Decision.objects.filter(corrected_by__isnull=True, since__date__gte=start, since__date__lt=end)
