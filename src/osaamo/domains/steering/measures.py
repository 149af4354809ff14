"""Numbers of the plan; each opens to its rows. They count for the alliance, or for where people come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.steering import queries
from osaamo.kernel.measuring import QueryTally, ShareTally
from osaamo.ports.measures import Kind, measure

if TYPE_CHECKING:
    from osaamo.ports.measures import Period, Tally

BY_PLAN = "plan__organisation"
BY_VERSION = "version__plan__organisation"


@measure("steering.activities_done", unit="activities", kind=Kind.FLOW)
def activities_done(period: Period) -> Tally:
    """Activities of the plan whose owner told them done on a day of the period."""
    return QueryTally(queries.done_in(period.start, period.end), organisation=BY_PLAN)


@measure("steering.joint_activities", unit="activities", kind=Kind.DISTINCT)
def joint_activities(period: Period) -> Tally:
    """Activities of two or more areas that go on in the period."""
    return QueryTally(queries.joint_in(period.start, period.end), organisation=BY_VERSION)


@measure("steering.ideas", unit="ideas", kind=Kind.FLOW)
def ideas(period: Period) -> Tally:
    """Ideas given in the period."""
    return QueryTally(queries.ideas_in(period.start, period.end))


@measure("steering.ideas_answered_in_time", unit="share", kind=Kind.DISTINCT)
def ideas_answered_in_time(period: Period) -> Tally:
    """Of the ideas whose answer was due in the period, the share that was answered by its day."""
    part = QueryTally(queries.ideas_answered_in_time(period.start, period.end))
    return ShareTally(part, QueryTally(queries.ideas_due_in(period.start, period.end)))


@measure("steering.comments", unit="comments", kind=Kind.FLOW)
def comments(period: Period) -> Tally:
    """Comments on versions of the plan given in the period."""
    return QueryTally(queries.comments_in(period.start, period.end))
