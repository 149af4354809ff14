"""What the money tells the plan."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from osaamo.domains.finance.models import Booking, Commitment, Contribution, Income
from osaamo.kernel.measuring import QueryTally
from osaamo.ports.measures import Kind, Period, Pipeline, Stage, measure

if TYPE_CHECKING:
    from datetime import date

PROMISED = {
    "fi": "sidottu, ei vielä kirjattu",
    "sv": "bundet men inte bokfört",
    "en": "committed, not booked yet",
}
INVOICED = {
    "fi": "laskutetut maksuosuudet, joita ei ole maksettu",
    "sv": "fakturerade andelar som inte har betalats",
    "en": "contributions invoiced, not paid yet",
}
BOOKER = "line__budget__organisation"


def _promised(period: Period, on: date) -> Pipeline:
    """Commitments of the period's budgets, less what of them was booked before the day."""
    split = max(period.start, min(on, period.end))
    of_it = Booking.objects.filter(commitment=OuterRef("pk"), day__lt=on).order_by()
    booked_before = Subquery(of_it.values("commitment").annotate(sum=Sum("amount")).values("sum"))
    rows = Commitment.objects.annotate(left=F("amount") - Coalesce(booked_before, Decimal(0))).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=on),
        made_on__lt=on,
        line__budget__year__gte=period.start.year,
        line__budget__year__lt=period.end.year,
        left__gt=0,
    )
    came = Booking.objects.filter(commitment__in=rows.values("pk"), day__gte=split, day__lt=period.end)
    stage = Stage(
        "committed",
        PROMISED,
        QueryTally(rows, value="left", organisation=BOOKER),
        QueryTally(came, value="amount", organisation=BOOKER),
    )
    return Pipeline(booked(Period(period.start, split)), (stage,))


def _invoiced(period: Period, on: date) -> Pipeline:
    """Contributions invoiced before the day, of which nothing had come in by then."""
    split = max(period.start, min(on, period.end))
    paid = Income.objects.filter(contribution__isnull=False, day__lt=on).values("contribution")
    rows = Contribution.objects.filter(
        invoiced_on__lt=on, budget__year__gte=period.start.year, budget__year__lt=period.end.year
    ).exclude(pk__in=paid)
    came = Income.objects.filter(contribution__in=rows.values("pk"), day__gte=split, day__lt=period.end)
    stage = Stage(
        "invoiced",
        INVOICED,
        QueryTally(rows, value="amount", organisation="payer"),
        QueryTally(came, value="amount"),
    )
    return Pipeline(contributions(Period(period.start, split)), (stage,))


@measure("finance.booked", unit="EUR", kind=Kind.FLOW, pipeline=_promised)
def booked(period: Period) -> QueryTally:
    """Costs booked on lines of a budget, in whose books they stand."""
    return QueryTally(Booking.objects.filter(day__gte=period.start, day__lt=period.end), value="amount")


@measure("finance.contributions", unit="EUR", kind=Kind.FLOW, pipeline=_invoiced)
def contributions(period: Period) -> QueryTally:
    """What members paid of their contributions."""
    rows = Income.objects.filter(contribution__isnull=False, day__gte=period.start, day__lt=period.end)
    return QueryTally(rows, value="amount")


@measure("finance.grants", unit="EUR", kind=Kind.FLOW)
def grants(period: Period) -> QueryTally:
    """What came in of the ministry's grants, by recipient."""
    rows = Income.objects.filter(grant__isnull=False, day__gte=period.start, day__lt=period.end)
    return QueryTally(rows, value="amount")
