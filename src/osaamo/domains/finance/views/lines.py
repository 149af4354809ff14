"""A line of a budget: its rows, and what is written to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.finance import forms, queries, services
from osaamo.domains.finance.models import Booking, Commitment, Line
from osaamo.domains.finance.views.overview import budget_for
from osaamo.domains.finance.views.words import apart, planned_titles
from osaamo.kernel.access import get_for, may
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

ON_A_PAGE = 50
LINE = Line.objects.select_related("budget__organisation__parent", "owner")


@login_required
@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """The line with its bookings, promises, transfers and expectations."""
    return _page(request, get_for(request.user, LINE, pk, "view"))


@login_required
@require_POST
def new(request: HttpRequest, year: int) -> HttpResponse:
    """A line is written into a draft."""
    budget = budget_for(request, year, "manage")
    form = forms.LineForm(request.POST)
    if form.is_valid():
        try:
            services.save_line(budget=budget, code=form.cleaned_data["code"], values=form.values(), by=request.user)
            messages.success(request, gettext("The line is saved."))
        except services.FinanceError as told:
            messages.error(request, told.sentence())
    else:
        _tell(request, form)
    return redirect("budget-year", budget.year)


@login_required
@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """A cost is booked."""
    row = get_for(request.user, LINE, pk, "book")
    return _written(
        request,
        row,
        forms.BookForm(request.POST, request.FILES, line=row),
        lambda values: services.book(line=row, by=request.user, **values),
        gettext("The cost is booked."),
    )


@login_required
@require_POST
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Money is promised."""
    row = get_for(request.user, LINE, pk, "book")
    return _written(
        request,
        row,
        forms.PromiseForm(request.POST, line=row),
        lambda values: services.promise(line=row, by=request.user, **values),
        gettext("The commitment is written down."),
    )


@login_required
@require_POST
def expect(request: HttpRequest, pk: int) -> HttpResponse:
    """What the line will cost."""
    row = get_for(request.user, LINE, pk, "book")
    return _written(
        request,
        row,
        forms.ExpectForm(request.POST),
        lambda values: services.expect(line=row, by=request.user, **values),
        gettext("The expectation is written down."),
    )


@login_required
@require_POST
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Money is moved to another line."""
    row = get_for(request.user, LINE, pk, "book")
    return _written(
        request,
        row,
        forms.TransferForm(request.POST, line=row),
        lambda values: services.transfer(source=row, by=request.user, **values),
        gettext("The money is moved."),
    )


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong booking is balanced."""
    row = get_for(request.user, Booking.objects.select_related("line__budget__organisation__parent"), pk, "correct")
    form = forms.CorrectForm(request.POST)
    if form.is_valid():
        try:
            services.correct(booking=row, by=request.user, **form.cleaned_data)
            messages.success(request, gettext("The booking is balanced; both rows stay."))
        except services.AlreadyCorrected:
            messages.error(request, gettext("This booking was balanced before."))
        except services.FinanceError as told:
            messages.error(request, told.sentence())
    else:
        _tell(request, form)
    return redirect("budget-line", row.line_id)


@login_required
@require_POST
def end_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is to come of a commitment."""
    found = Commitment.objects.select_related("line__budget__organisation__parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_for(request.user, LINE, found.line_id, "book")
    form = forms.CloseForm(request.POST)
    if form.is_valid():
        services.end_commitment(commitment=found, on=form.cleaned_data["until"], by=request.user)
        messages.success(request, gettext("Nothing more of it is expected."))
    else:
        _tell(request, form)
    return redirect("budget-line", found.line_id)


@login_required
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper behind a booking."""
    row = get_for(
        request.user,
        Booking.objects.select_related("line__budget__organisation__parent", "receipt"),
        pk,
        "view",
    )
    if not hasattr(row, "receipt"):
        raise Http404
    ending = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}[row.receipt.media_type]
    headers = {"Content-Disposition": f'attachment; filename="receipt-{row.pk}.{ending}"'}
    return HttpResponse(bytes(row.receipt.content), content_type=row.receipt.media_type, headers=headers)


def _written(request: HttpRequest, row: Line, form: Form, write: Callable[[dict], object], done: str) -> HttpResponse:
    """What the form asks is written; what is wrong with it stands beside its field."""
    if not form.is_valid():
        return _page(request, row, form)
    try:
        write(form.cleaned_data)
    except services.FinanceError as told:
        form.add_error(None, told.sentence())
        return _page(request, row, form)
    messages.success(request, done)
    return redirect("budget-line", row.pk)


def _page(request: HttpRequest, row: Line, wrong: Form | None = None) -> HttpResponse:
    def form(kind: type[Form], **more: object) -> Form:
        return wrong if isinstance(wrong, kind) else kind(**more)

    bookings = row.bookings.select_related("organisation", "commitment", "receipt", "corrected_by")
    activities = planned_titles(planning.Kind.ACTIVITY)
    context = {
        "line": row,
        "budget": row.budget,
        "sums": queries.sums_of(row.budget)[row.pk],
        "bookings": Paginator(bookings, ON_A_PAGE).get_page(request.GET.get("page")),
        "commitments": row.commitments.all(),
        "transfers_in": row.transfers_in.select_related("source"),
        "transfers_out": row.transfers_out.select_related("target"),
        "expectations": row.expectations.all()[:5],
        "activities": [(key, activities.get(key)) for key in row.activities],
        "manages": not row.budget.is_draft and may(request.user, "book", row),
        **apart(
            book_form=form(forms.BookForm, line=row),
            promise_form=form(forms.PromiseForm, line=row),
            expect_form=form(forms.ExpectForm),
            transfer_form=form(forms.TransferForm, line=row),
        ),
    }
    return render(request, "finance/line.html", context, status=422 if wrong else 200)


def _tell(request: HttpRequest, form: Form) -> None:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}: {' '.join(errors)}" if label else " ".join(errors))
