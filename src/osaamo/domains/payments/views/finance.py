"""Finance: the orders of an institution, its payments, its invoice rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.payments import exports, forms, queries, services
from osaamo.domains.payments.enums import CapPer, OrderState
from osaamo.domains.payments.models import Order, Payment
from osaamo.domains.payments.views.own import managed
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest

ON_A_PAGE = 50
COLUMN_WORDS = {"day": "Kirjauspäivä", "amount": "Määrä", "reference": "Viite", "archive": "Arkistointitunnus"}
"""A name each needed column of a statement may have."""


def place_for(request: HttpRequest, code: str, verb: str = "manage-payments") -> Organisation:
    """The organisation with the code, for those who may do the verb there."""
    place = get_object_or_404(Organisation, code=code)
    return get_for(request.user, Organisation.objects.select_related("parent"), place.pk, verb)


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The institutions whose payments one manages; the only one opens at once."""
    places = managed(request)
    if not places:
        raise PermissionDenied
    hosts = [place for place in places if place.kind == Organisation.Kind.INSTITUTION]
    if len(places) == 1 and hosts:
        return redirect("finance-orders", hosts[0].code)
    found = [(place, queries.totals_of(place)) for place in hosts]
    others = [place for place in places if place.kind == Organisation.Kind.ALLIANCE]
    return render(request, "payments/finance.html", {"places": found, "alliances": others})


@login_required
@require_GET
def orders(request: HttpRequest, code: str) -> HttpResponse:
    """The orders of an institution by state, what waits for a decision, and the ways in and out."""
    return _page(request, place_for(request, code))


@login_required
@require_POST
def read_payments(request: HttpRequest, code: str) -> HttpResponse:
    """A bank statement is read and its payments booked."""
    place = place_for(request, code)
    form = forms.TableForm(request.POST, request.FILES, was_dropped=forms.DROPPED in request.META)
    if not form.is_valid():
        return _page(request, place, table_form=form)
    try:
        done = services.import_payments(host=place, rows=form.rows(), by=request.user)
    except services.NoSuchColumns as problem:
        names = ", ".join(COLUMN_WORDS[name] for name in problem.missing)
        form.add_error("file", gettext("The table lacks columns such as: %(names)s.") % {"names": names})
        return _page(request, place, table_form=form)
    except ConnectorError as problem:
        return _page(request, place, table_form=form, problem=problem)
    messages.success(
        request,
        gettext("Booked: %(booked)d. Known from before: %(known)d. Put aside: %(aside)d. Outgoing: %(outgoing)d.")
        % {"booked": done.booked, "known": done.known, "aside": done.aside, "outgoing": done.outgoing},
    )
    return redirect("finance-orders", place.code)


@login_required
@require_GET
def rows_file(request: HttpRequest, code: str) -> HttpResponse:
    """The invoice rows of a time as a table."""
    place = place_for(request, code)
    form = forms.DaysForm(request.GET)
    if not form.is_valid():
        return _page(request, place, days_form=form)
    first, end = form.cleaned_data["first"], form.cleaned_data["end"]
    rows = queries.rows_between(place, first, end)
    content = exports.invoice_rows_csv(rows, language=get_language() or "fi")
    name = f"{place.code}-{first:%Y%m%d}-{end:%Y%m%d}.csv"
    return HttpResponse(
        content, content_type=exports.CSV_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@login_required
@require_POST
def refunded(request: HttpRequest, pk: int) -> HttpResponse:
    """The money of an order went back."""
    order = get_for(request.user, Order.objects.select_related("host__parent"), pk, "refund")
    try:
        services.mark_refunded(order=order, by=request.user)
        messages.success(request, gettext("The order is marked as paid back."))
    except services.NothingToRefund:
        messages.error(request, gettext("Nothing of this order is to be paid back."))
    return redirect("finance-orders", order.host.code)


@login_required
@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment that was put aside goes to the order of a reference number."""
    payment = get_for(request.user, Payment.objects.select_related("host__parent"), pk, "settle")
    form = forms.ReferenceForm(request.POST)
    try:
        services.book(payment=payment, reference=form.data.get("reference", "")[:40], by=request.user)
        messages.success(request, gettext("The payment is booked."))
    except services.BadReference:
        messages.error(request, gettext("That is no reference number: its check digit is wrong. Look at it again."))
    except services.CannotBook as told:
        messages.error(request, str(told.problem.label))
    return redirect("finance-orders", payment.host.code)


@login_required
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment that was put aside went back to the payer."""
    payment = get_for(request.user, Payment.objects.select_related("host__parent"), pk, "settle")
    try:
        services.give_back(payment=payment, by=request.user)
        messages.success(request, gettext("The payment is marked as returned."))
    except services.CannotBook as told:
        messages.error(request, str(told.problem.label))
    return redirect("finance-orders", payment.host.code)


def _page(
    request: HttpRequest,
    place: Organisation,
    *,
    table_form: forms.TableForm | None = None,
    days_form: forms.DaysForm | None = None,
    problem: ConnectorError | None = None,
) -> HttpResponse:
    state = request.GET.get("state", "")
    year = queries.period_of(CapPer.YEAR, timezone.localdate())
    found = Paginator(queries.orders_at(place, state=state), ON_A_PAGE)
    totals = queries.totals_of(place)
    context = {
        "place": place,
        "totals": totals,
        "states": [(value, label, totals.counts[value]) for value, label in OrderState.choices],
        "state": state,
        "orders": found.get_page(request.GET.get("page")),
        "waiting": queries.waiting_payments(place),
        "table_form": table_form or forms.TableForm(),
        "days_form": days_form or forms.DaysForm(initial={"first": year[0], "end": year[1]}),
        "problem": problem,
    }
    is_wrong = problem is not None or any(form is not None and form.errors for form in (table_form, days_form))
    return render(request, "payments/orders.html", context, status=422 if is_wrong else 200)
