"""The numbers of credits, each opening to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from osaamo.domains.credits import queries
from osaamo.domains.credits.enums import Between, WorkStatus
from osaamo.domains.credits.models import TutoringWork
from osaamo.kernel.measuring import QueryTally, beginning_of
from osaamo.ports.measures import Kind, Period, Pipeline, Stage, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from osaamo.domains.credits.queries import Counted
    from osaamo.ports.measures import Tally

SUBMITTED = {
    "fi": "tutortunnit, jotka odottavat opiskelijakuntaa",
    "sv": "tutortimmar som väntar på studerandekåren",
    "en": "hours of tutoring that wait for the student union",
}


@dataclass
class CountedTally:
    """Credits counted by the rules; a :class:`osaamo.ports.measures.Tally`. ``fits`` chooses among them."""

    period: Period
    fits: Callable[[Counted], bool]

    def total(self, organisation: str | None = None) -> Decimal:
        """The credits an institution counts, or the alliance."""
        if organisation is None or organisation not in queries.members():
            return queries.alliance_total(self._counted)
        return sum((one.shares.get(organisation, Decimal(0)) for one in self._counted), Decimal(0))

    def refs(self, organisation: str | None = None) -> Iterator[str]:
        """References to the rows of the credits."""
        everybody = organisation is None or organisation not in queries.members()
        for one in self._counted:
            if everybody or one.shares.get(organisation or ""):
                yield from one.credit.refs

    @cached_property
    def _counted(self) -> list[Counted]:
        credits_ = queries.credits_of(self.period.start, self.period.end)
        found = queries.count_all(credits_, queries.approved_versions())
        return [one for one in found if one.shares and self.fits(one)]


@measure("credits.counted", unit="credits", kind=Kind.FLOW)
def counted(period: Period) -> Tally:
    """Credits counted by the rules in force on their day."""
    return CountedTally(period, lambda _: True)


@measure("credits.cross_institution", unit="credits", kind=Kind.FLOW)
def cross_institution(period: Period) -> Tally:
    """Of those, credits of learners of one institution at another."""
    return CountedTally(period, lambda one: one.credit.between == Between.CROSS)


def _submitted(period: Period, on: date) -> Pipeline:
    """Hours that students had submitted, and their union had not answered, when a day began."""
    day, split = beginning_of(on), max(period.start, min(on, period.end))
    rows = TutoringWork.objects.filter(Q(decided_at__isnull=True) | Q(decided_at__gte=day), submitted_at__lt=day)
    came = rows.filter(status=WorkStatus.APPROVED, completed_on__gte=split, completed_on__lt=period.end)
    waiting, approved = (QueryTally(some, value="hours", organisation="task__organisation") for some in (rows, came))
    return Pipeline(tutoring_hours(Period(period.start, split)), (Stage("submitted", SUBMITTED, waiting, approved),))


@measure("credits.tutoring_hours", unit="hours", kind=Kind.FLOW, pipeline=_submitted)
def tutoring_hours(period: Period) -> Tally:
    """Hours of tutoring that student unions approved."""
    rows = TutoringWork.objects.filter(
        status=WorkStatus.APPROVED, completed_on__gte=period.start, completed_on__lt=period.end
    )
    return QueryTally(rows, value="hours", organisation="task__organisation")
