"""What the money tells the plan."""

from __future__ import annotations

from osaamo.domains.finance.models import Booking, Income
from osaamo.kernel.measuring import QueryTally
from osaamo.ports.measures import Kind, Period, measure


@measure("finance.booked", unit="EUR", kind=Kind.FLOW)
def booked(period: Period) -> QueryTally:
    """Costs booked on lines of a budget, in whose books they stand."""
    return QueryTally(Booking.objects.filter(day__gte=period.start, day__lt=period.end), value="amount")


@measure("finance.contributions", unit="EUR", kind=Kind.FLOW)
def contributions(period: Period) -> QueryTally:
    """What members paid of their contributions."""
    rows = Income.objects.filter(contribution__isnull=False, day__gte=period.start, day__lt=period.end)
    return QueryTally(rows, value="amount")


@measure("finance.grants", unit="EUR", kind=Kind.FLOW)
def grants(period: Period) -> QueryTally:
    """What came in of the ministry's grants, by recipient."""
    rows = Income.objects.filter(grant__isnull=False, day__gte=period.start, day__lt=period.end)
    return QueryTally(rows, value="amount")
