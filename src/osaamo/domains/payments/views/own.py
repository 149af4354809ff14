"""What everybody sees of prices, and what people see of their own orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from osaamo.domains.payments import queries, services
from osaamo.domains.payments.enums import Audience, OrderState
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """What studies cost today, institution by institution, and the ceilings of the law."""
    today = timezone.localdate()
    hosts = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).select_related("parent")
    table = [(host, queries.prices_of(host, today)) for host in hosts]
    ceilings = [(Audience(one.audience).label, one) for one in queries.ceilings_on(today)]
    return render(
        request,
        "payments/prices.html",
        {"table": table, "ceilings": ceilings, "today": today, "places": managed(request)},
    )


@login_required
@require_GET
def my_orders(request: HttpRequest) -> HttpResponse:
    """One's own orders, what is open first."""
    orders = list(queries.orders_of(request.user))
    context = {
        "open": [order for order in orders if order.state == OrderState.OPEN],
        "others": [order for order in orders if order.state != OrderState.OPEN],
    }
    return render(request, "payments/my_orders.html", context)


@login_required
@require_GET
def my_order(request: HttpRequest, pk: int) -> HttpResponse:
    """An order with its rows, and how to pay it."""
    order = get_for(request.user, queries.with_sums().select_related("host", "version__rule__organisation"), pk, "view")
    context = {
        "order": order,
        "rows": order.rows.select_related("vat"),
        "left": order.due - order.paid,
        "reference": services.shown(order.reference),
        "rf": services.shown(services.as_rf(order.reference)),
    }
    return render(request, "payments/my_order.html", context)


def managed(request: HttpRequest) -> list[Organisation]:
    """The organisations whose payments the person manages."""
    if not request.user.is_authenticated:
        return []
    places = Organisation.objects.exclude(kind=Organisation.Kind.UNIT).select_related("parent")
    return [place for place in places if may(request.user, "manage-payments", place)]
