"""The numbers of credits, each opening to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from osaamo.domains.credits import queries
from osaamo.domains.credits.enums import Between, WorkStatus
from osaamo.domains.credits.models import TutoringWork
from osaamo.kernel.measuring import QueryTally
from osaamo.ports.measures import Kind, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from osaamo.domains.credits.queries import Counted
    from osaamo.ports.measures import Period, Tally


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


@measure("credits.tutoring_hours", unit="hours", kind=Kind.FLOW)
def tutoring_hours(period: Period) -> Tally:
    """Hours of tutoring that student unions approved."""
    rows = TutoringWork.objects.filter(
        status=WorkStatus.APPROVED, completed_on__gte=period.start, completed_on__lt=period.end
    )
    return QueryTally(rows, value="hours", organisation="task__organisation")
