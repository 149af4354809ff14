"""Numbers of the evaluation for the plan; each opens to its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from osaamo.domains.evaluation.enums import STAGES, Outcome, Stage
from osaamo.domains.evaluation.models import Round
from osaamo.domains.evaluation.queries import decided_in, entered_in
from osaamo.kernel.measuring import QueryTally, ShareTally, beginning_of
from osaamo.ports import measures
from osaamo.ports.measures import Kind, Period, measure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from osaamo.ports.measures import Tally

AT_THE_GATE = {
    "fi": "arvioitavana olevat ehdotukset",
    "sv": "förslag som bedöms",
    "en": "proposals under review",
}

LOOKED_BACK = timedelta(days=366)
"""A round that is open for longer than that was forgotten, and tells nothing."""
BY_PROPOSAL = "lead"
BY_DECISION = "round__proposal__lead"


def _count_stage(stage: Stage) -> None:
    @measure(f"evaluation.entered-{stage}", unit="proposals", kind=Kind.DISTINCT)
    def tally(period: Period) -> Tally:
        """Proposals that came to the stage in the period."""
        return QueryTally(entered_in(stage, period.start, period.end), organisation=BY_PROPOSAL)


def _coming(outcome: Outcome) -> Callable[[Period, date], measures.Pipeline]:
    """The pipeline of rounds of review that were open when a day began."""

    def pipeline(period: Period, on: date) -> measures.Pipeline:
        day, split = beginning_of(on), max(period.start, min(on, period.end))
        rows = Round.objects.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gte=day),
            opened_at__lt=day,
            opened_at__gte=beginning_of(on - LOOKED_BACK),
        )
        later = decided_in(split, period.end).filter(outcome=outcome, round=OuterRef("pk"))
        waiting, came = (QueryTally(some, organisation="proposal__lead") for some in (rows, rows.filter(Exists(later))))
        done = decided_in(period.start, split).filter(outcome=outcome)
        return measures.Pipeline(
            QueryTally(done, organisation=BY_DECISION),
            (measures.Stage("reviewed", AT_THE_GATE, waiting, came),),
        )

    return pipeline


def _count_outcome(outcome: Outcome) -> None:
    @measure(f"evaluation.decided-{outcome}", unit="decisions", kind=Kind.FLOW, pipeline=_coming(outcome))
    def tally(period: Period) -> Tally:
        """Gate decisions of the outcome in the period, as they stand; a corrected one counts as its correction."""
        return QueryTally(decided_in(period.start, period.end).filter(outcome=outcome), organisation=BY_DECISION)


for _stage in STAGES:
    _count_stage(_stage)
for _outcome in Outcome:
    _count_outcome(_outcome)


@measure("evaluation.two-reviews", unit="share", kind=Kind.DISTINCT)
def two_reviews(period: Period) -> Tally:
    """The share of the period's gate decisions that rest on two closed reviews or more."""
    decided = decided_in(period.start, period.end)
    part = QueryTally(decided.filter(reviews__gte=2), organisation=BY_DECISION)
    return ShareTally(part, QueryTally(decided, organisation=BY_DECISION))
