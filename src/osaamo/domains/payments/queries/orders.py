"""Reads of orders, invoice rows and payments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from osaamo.domains.payments.enums import OrderState
from osaamo.domains.payments.models import Order, OrderRow, Payment

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.kernel.models import Organisation, Person

_MONEY = DecimalField(max_digits=11, decimal_places=2)
CENT = Decimal("0.01")


def with_sums() -> QuerySet[Order]:
    """Orders with ``due`` (the sum of their rows) and ``paid`` (the sum of their payments)."""
    return Order.objects.annotate(due=_sum_of(OrderRow, "amount"), paid=_sum_of(Payment, "amount"))


def orders_of(person: Person) -> QuerySet[Order]:
    """One's own orders, newest first."""
    return with_sums().filter(person=person).select_related("host").prefetch_related("rows__vat")


def orders_at(host: Organisation, *, state: str = "") -> QuerySet[Order]:
    """The orders of an institution, newest first; of one state where it is given."""
    found = with_sums().filter(host=host).select_related("person", "host")
    return found.filter(state=state) if state in OrderState.values else found


def rows_between(host: Organisation, first: date, end: date) -> QuerySet[OrderRow]:
    """The invoice rows of an institution booked from ``first`` up to, not including, ``end``, as they were written."""
    rows = OrderRow.objects.filter(order__host=host, booked_on__gte=first, booked_on__lt=end)
    return rows.select_related("order", "vat").order_by("pk")


def waiting_payments(host: Organisation) -> QuerySet[Payment]:
    """The payments that could not be booked by themselves and were not returned, oldest first."""
    return Payment.objects.filter(host=host, order__isnull=True, returned_on__isnull=True).order_by("pk")


def sum_of_rows(order: Order) -> Decimal:
    """What is due of an order."""
    return _exact(order.rows.aggregate(total=Sum("amount"))["total"])


def sum_of_payments(order: Order) -> Decimal:
    """What was paid of an order."""
    return _exact(order.payments.aggregate(total=Sum("amount"))["total"])


@dataclass(frozen=True, slots=True)
class Totals:
    """The orders of an institution: how many there are in each state, and what is still to come in."""

    counts: dict[str, int]
    open_euros: Decimal


def totals_of(host: Organisation) -> Totals:
    """The figures at the top of the finance page."""
    orders = list(orders_at(host).values_list("state", "due", "paid"))
    counts = {state: sum(found == state for found, _, _ in orders) for state in OrderState.values}
    still = sum((due - paid for state, due, paid in orders if state == OrderState.OPEN), Decimal(0))
    return Totals(counts, _exact(still))


def _sum_of(model: type[OrderRow | Payment], column: str) -> Coalesce:
    rows = model.objects.filter(order=OuterRef("pk")).order_by().values("order")
    sums = rows.annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(sums, output_field=_MONEY), Value(Decimal(0), output_field=_MONEY))


def _exact(found: Decimal | None) -> Decimal:
    """The sum in euros and cents; SQLite adds in binary fractions."""
    return Decimal(found or 0).quantize(CENT)
