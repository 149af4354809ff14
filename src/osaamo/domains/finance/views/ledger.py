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
from osaamo.kernel.writing import status_for, wrote

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
    _check(request)
    if request.method != "POST":
        return _page(request, forms.LedgerForm())
    form = forms.LedgerForm(request.POST, request.FILES, was_dropped=forms.DROPPED in request.META)
    problem = None
    try:
        if form.is_valid():
            done = _read(form, request)
            messages.success(request, done)
            return redirect("budget-ledger")
    except services.NoSuchColumns as told:
        names = ", ".join(column_words()[name] for name in told.missing)
        form.add_error("file", gettext("The table lacks columns such as: %(names)s.") % {"names": names})
    except ConnectorError as error:
        problem = error
    return _page(request, form, problem=problem)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A row is booked on a line, taken again with what was mended, or told not to belong to the budget."""
    row = get_for(request.user, LedgerRow.objects.select_related("organisation__parent"), pk, "settle")
    _check(request)
    form = forms.SettleForm(request.POST, row=row)
    if form.is_valid() and _settled(request, row, form):
        return redirect("budget-ledger")
    return _page(request, forms.LedgerForm(), settle=form, of=row)


def _settled(request: HttpRequest, row: LedgerRow, form: forms.SettleForm) -> bool:
    """Whether what the pressed button says was done."""
    values = form.cleaned_data
    if "ignore" in request.POST:
        return form.needs("reason") and bool(
            wrote(
                request,
                form,
                lambda: services.ignore_row(row=row, reason=values["reason"], by=request.user),
                gettext("The row is put away with its reason."),
            )
        )
    if "again" in request.POST:
        return bool(
            wrote(
                request,
                form,
                lambda: services.take_again(row=row, by=request.user, **form.mended()),
                lambda made: gettext("The row is booked.") if made else gettext("The row is mended and waits on."),
            )
        )
    return form.needs("line") and bool(
        wrote(
            request,
            form,
            lambda: services.settle_row(
                row=row, line=values["line"], by=request.user, may_go_over=values["may_go_over"], **form.mended()
            ),
            gettext("The row is booked."),
        )
    )


def _check(request: HttpRequest) -> None:
    """Nothing, for those who manage a budget.

    Raises:
        PermissionDenied: the person does not.
    """
    if not any(may(request.user, "manage", one) for one in queries.budgets()):
        raise PermissionDenied


def _read(form: forms.LedgerForm, request: HttpRequest) -> str:
    """What to say of the ledger that was read."""
    file = form.cleaned_data.get("file")
    done = services.import_ledger(
        organisation=form.cleaned_data["organisation"],
        filename=file.name if file else "",
        rows=form.rows(),
        by=request.user,
    )
    counts = {"booked": done.booked, "known": done.known, "waiting": done.waiting}
    return gettext("Booked: %(booked)d. Known from before: %(known)d. Waiting for a decision: %(waiting)d.") % counts


def _page(
    request: HttpRequest,
    form: forms.LedgerForm,
    *,
    problem: ConnectorError | None = None,
    settle: forms.SettleForm | None = None,
    of: LedgerRow | None = None,
) -> HttpResponse:
    waiting = queries.waiting_rows()
    shown = list(waiting[:ROWS_SHOWN])
    if of is not None and of not in shown:
        shown.insert(0, of)  # dealt with meanwhile by somebody else, as its form says
    lines = forms.settle_lines()
    rows = [(row, settle if settle and row == of else forms.SettleForm(row=row, lines=lines)) for row in shown]
    context = {"form": form, "problem": problem, "rows": rows, "count": waiting.count()}
    status = 422 if problem else status_for(form, settle)
    return render(request, "finance/ledger.html", context, status=status)
