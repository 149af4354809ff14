"""What governance tells the plan."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from osaamo.domains.governance.enums import ACCEPTED, BodyKind
from osaamo.domains.governance.models import Evaluation, Meeting, Report
from osaamo.domains.governance.queries.bodies import student_seats
from osaamo.domains.governance.queries.experts import experts_on
from osaamo.domains.governance.queries.quarters import IN_A_YEAR, quarter_of
from osaamo.kernel.measuring import QueryTally, ShareTally
from osaamo.ports.measures import Kind, Period, measure

ONE_DAY = timedelta(days=1)


@measure("governance.reports", unit="report", kind=Kind.FLOW)
def reports(period: Period) -> QueryTally:
    """Reports on quarters that end in the period and that their groups accepted; what was taken back does not count."""
    first, last = quarter_of(period.start), quarter_of(period.end).before
    rows = Report.objects.annotate(at=F("year") * IN_A_YEAR + F("quarter")).filter(
        state__in=ACCEPTED,
        at__range=(first.year * IN_A_YEAR + first.number, last.year * IN_A_YEAR + last.number),
    )
    return QueryTally(rows, organisation="body__organisation")


@measure("governance.evaluations", unit="evaluation", kind=Kind.FLOW)
def evaluations(period: Period) -> QueryTally:
    """External evaluations finished in the period."""
    return QueryTally(Evaluation.objects.filter(finished_on__gte=period.start, finished_on__lt=period.end))


@measure("governance.experts", unit="person", kind=Kind.STOCK)
def experts(period: Period) -> QueryTally:
    """People in the pools of experts on the period's last day, by institution."""
    return QueryTally(experts_on(period.end - ONE_DAY).select_related(None))


@measure("governance.student_seats", unit="share", kind=Kind.DISTINCT)
def students(period: Period) -> ShareTally:
    """Of the bodies that should have a student member, the share that has one on the period's last day."""
    have, should = student_seats(period.end - ONE_DAY)
    return ShareTally(QueryTally(have), QueryTally(should))


@measure("governance.core_team_meetings", unit="meeting", kind=Kind.FLOW, by=("spearhead",))
def core_team_meetings(period: Period, spearhead: str = "") -> QueryTally:
    """Meetings that core teams of spearheads held in the period."""
    rows = Meeting.objects.filter(held=True, body__kind=BodyKind.CORE_TEAM, day__gte=period.start, day__lt=period.end)
    return QueryTally(rows.filter(body__spearhead=spearhead) if spearhead else rows, organisation="body__organisation")
