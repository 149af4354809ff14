"""Numbers of the evaluation for the plan; each opens to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.evaluation.enums import STAGES, Outcome, Stage
from osaamo.domains.evaluation.queries import decided_in, entered_in
from osaamo.kernel.measuring import QueryTally, ShareTally
from osaamo.ports.measures import Kind, measure

if TYPE_CHECKING:
    from osaamo.ports.measures import Period, Tally

BY_PROPOSAL = "lead"
BY_DECISION = "round__proposal__lead"


def _count_stage(stage: Stage) -> None:
    @measure(f"evaluation.entered-{stage}", unit="proposals", kind=Kind.DISTINCT)
    def tally(period: Period) -> Tally:
        """Proposals that came to the stage in the period."""
        return QueryTally(entered_in(stage, period.start, period.end), organisation=BY_PROPOSAL)


def _count_outcome(outcome: Outcome) -> None:
    @measure(f"evaluation.decided-{outcome}", unit="decisions", kind=Kind.FLOW)
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
