"""Ledgers of the institutions: read in, and their rows that wait for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.finance import forms, queries, services
from osaamo.domains.finance.models import LedgerRow
from osaamo.kernel.access import get_for, may

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS_SHOWN = 100


def column_words() -> dict[str, str]:
    """A name each needed column may have, in the language of the page."""
    return {"voucher": gettext("Voucher"), "day": gettext("Date"), "amount": gettext("Amount")}


@login_required
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """Read a ledger; see what waits."""
    if not any(may(request.user, "manage", one) for one in queries.budgets()):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = forms.LedgerForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        was_dropped=forms.DROPPED in request.META,
    )
    problem = None
    if is_sent and form.is_valid():
        file = form.cleaned_data.get("file")
        try:
            done = services.import_ledger(
                organisation=form.cleaned_data["organisation"],
                filename=file.name if file else "",
                rows=form.rows(),
                by=request.user,
            )
        except services.NoSuchColumns as told:
            names = ", ".join(column_words()[name] for name in told.missing)
            form.add_error("file", gettext("The table lacks columns such as: %(names)s.") % {"names": names})
        except ConnectorError as error:
            problem = error
        else:
            messages.success(
                request,
                gettext("Booked: %(booked)d. Known from before: %(known)d. Waiting for a decision: %(waiting)d.")
                % {"booked": done.booked, "known": done.known, "waiting": done.waiting},
            )
            return redirect("budget-ledger")
    waiting = queries.waiting_rows()
    rows = [
        (row, forms.SettleForm(year=row.day.year if row.day else None, prefix=str(row.pk), initial={"line": row.guess}))
        for row in waiting[:ROWS_SHOWN]
    ]
    context = {"form": form, "problem": problem, "rows": rows, "count": waiting.count()}
    return render(request, "finance/ledger.html", context, status=422 if form.errors or problem else 200)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A row is booked on a line, or told not to belong to the budget."""
    row = get_for(request.user, LedgerRow.objects.select_related("organisation__parent"), pk, "settle")
    form = forms.SettleForm(request.POST, year=row.day.year if row.day else None, prefix=str(row.pk))
    if not form.is_valid():
        messages.error(request, gettext("Choose a line from the list."))
        return redirect("budget-ledger")
    line, reason = form.cleaned_data["line"], form.cleaned_data["reason"]
    if "ignore" in request.POST:
        if not reason:
            messages.error(request, gettext("Say why the row is not of this budget: it is kept with the row."))
        else:
            services.ignore_row(row=row, reason=reason, by=request.user)
            messages.success(request, gettext("The row is put away with its reason."))
    elif line is None:
        messages.error(request, gettext("Choose a line from the list."))
    else:
        try:
            services.settle_row(row=row, line=line, by=request.user)
            messages.success(request, gettext("The row is booked."))
        except services.FinanceError as told:
            messages.error(request, told.sentence())
    return redirect("budget-ledger")
