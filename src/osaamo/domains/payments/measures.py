"""What payments offer to the plan: income and orders, each opening to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.payments.enums import OrderState
from osaamo.domains.payments.models import Order, OrderRow
from osaamo.kernel.measuring import QueryTally
from osaamo.ports.measures import Kind, measure

if TYPE_CHECKING:
    from osaamo.ports.measures import Period


@measure("payments.income", unit="EUR", kind=Kind.FLOW)
def income(period: Period) -> QueryTally:
    """Euros on invoice rows booked in the period, less what was credited; by the institution that gives the course."""
    rows = OrderRow.objects.filter(booked_on__gte=period.start, booked_on__lt=period.end)
    return QueryTally(rows, value="amount", organisation="order__host")


@measure("payments.orders", unit="orders", kind=Kind.FLOW)
def orders(period: Period) -> QueryTally:
    """Orders made in the period that were not made void."""
    rows = Order.objects.filter(ordered_on__gte=period.start, ordered_on__lt=period.end)
    return QueryTally(rows.exclude(state=OrderState.VOID), organisation="host")
