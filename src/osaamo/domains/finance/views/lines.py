"""A line of a budget: its rows, and what is written to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.finance import forms, queries, services
from osaamo.domains.finance.models import Booking, Commitment, Line
from osaamo.domains.finance.views.words import planned_titles
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import apart, status_for, wrote
from osaamo.ports import planning, shown

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest

ON_A_PAGE = 50
LINE = Line.objects.select_related("budget__organisation__parent", "owner")
BOOKING = Booking.objects.select_related("line__budget__organisation__parent", "line__owner", "organisation")
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@login_required
@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """The line with its bookings, promises, transfers and expectations."""
    return _page(request, get_for(request.user, LINE, pk, "view"))


@login_required
@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """A cost is booked."""
    row = get_for(request.user, LINE, pk, "book")
    form = forms.BookForm(request.POST, request.FILES, line=row, was_dropped=forms.DROPPED in request.META)
    if wrote(
        request,
        form,
        lambda: services.book(line=row, by=request.user, **form.cleaned_data),
        gettext("The cost is booked."),
    ):
        return redirect("budget-line", pk)
    return _page(request, row, form)


@login_required
@require_POST
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Money is promised."""
    row = get_for(request.user, LINE, pk, "book")
    form = forms.PromiseForm(request.POST, line=row)
    if wrote(
        request,
        form,
        lambda: services.promise(line=row, by=request.user, **form.cleaned_data),
        gettext("The commitment is written down."),
    ):
        return redirect("budget-line", pk)
    return _page(request, row, form)


@login_required
@require_POST
def expect(request: HttpRequest, pk: int) -> HttpResponse:
    """What the line will cost."""
    row = get_for(request.user, LINE, pk, "book")
    form = forms.ExpectForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.expect(line=row, by=request.user, **form.cleaned_data),
        gettext("The expectation is written down."),
    ):
        return redirect("budget-line", pk)
    return _page(request, row, form)


@login_required
@require_POST
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Money is moved to another line."""
    row = get_for(request.user, LINE, pk, "book")
    form = forms.TransferForm(request.POST, line=row)
    if wrote(
        request,
        form,
        lambda: services.transfer(source=row, by=request.user, **form.cleaned_data),
        gettext("The money is moved."),
    ):
        return redirect("budget-line", pk)
    return _page(request, row, form)


@login_required
@require_POST
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody answers for the line from now on."""
    row = get_for(request.user, LINE, pk, "book")
    form = forms.OwnerForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.name_owner(line=row, owner=form.cleaned_data["owner"], by=request.user),
        gettext("The owner of the line is written down."),
    ):
        return redirect("budget-line", pk)
    return _page(request, row, form)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The line is taken out of a draft."""
    row = get_for(request.user, LINE, pk, "book")
    if wrote(request, None, lambda: services.remove_line(line=row, by=request.user), gettext("The line is taken out.")):
        return redirect("budget-year", row.budget.year)
    return redirect("budget-line", pk)


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong booking is balanced."""
    row = get_for(request.user, BOOKING, pk, "correct")
    form = forms.CorrectForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.correct(booking=row, by=request.user, **form.cleaned_data),
        gettext("The booking is balanced; both rows stay."),
    ):
        return redirect("budget-line", row.line_id)
    return _page(request, row.line, form, of=row)


@login_required
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a booking that came without."""
    row = get_for(request.user, BOOKING, pk, "correct")
    form = forms.ReceiptForm(request.POST, request.FILES, was_dropped=forms.DROPPED in request.META)
    if wrote(
        request,
        form,
        lambda: services.attach(booking=row, by=request.user, **form.cleaned_data),
        gettext("The receipt is kept with the booking."),
    ):
        return redirect("budget-line", row.line_id)
    return _page(request, row.line, form, of=row)


@login_required
@require_POST
def end_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is to come of a commitment."""
    found = Commitment.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    row = get_for(request.user, LINE, found.line_id, "book")
    form = forms.EndForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.end_commitment(commitment=found, by=request.user, **form.cleaned_data),
        gettext("Nothing more of it is expected."),
    ):
        return redirect("budget-line", row.pk)
    return _page(request, row, form, of=found)


@login_required
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper behind a booking, shown in the browser."""
    row = get_for(request.user, BOOKING.select_related("line__budget__organisation__parent", "receipt"), pk, "view")
    if not hasattr(row, "receipt"):
        raise Http404
    name = f"receipt-{row.pk}.{ENDINGS[row.receipt.media_type]}"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(bytes(row.receipt.content), content_type=row.receipt.media_type, headers=headers)


def _page(
    request: HttpRequest, row: Line, wrong: Form | None = None, of: Booking | Commitment | None = None
) -> HttpResponse:
    """The line; one form, perhaps that of the row ``of``, as it was sent."""

    def form(kind: type[Form], its: Booking | Commitment | None = None, **more: object) -> Form:
        return wrong if isinstance(wrong, kind) and of == its else kind(**more)

    manages = may(request.user, "book", row)
    writes = manages and not row.budget.is_draft
    bookings = row.bookings.select_related("organisation", "commitment", "receipt", "corrected_by")
    page = Paginator(bookings.defer("receipt__content"), ON_A_PAGE).get_page(request.GET.get("page"))
    commitments = list(row.commitments.all())
    activities = planned_titles(planning.Kind.ACTIVITY)
    about = {"about": request.GET.get("about", "")}
    context = {
        "line": row,
        "budget": row.budget,
        "sums": queries.sums_of(row.budget)[row.pk],
        "page": page,
        "bookings": [
            {
                "row": one,
                "has_receipt": hasattr(one, "receipt"),
                "may_correct": writes and not one.corrects_id and not hasattr(one, "corrected_by"),
                **apart_of(one, correct_form=form(forms.CorrectForm, one), receipt_form=form(forms.ReceiptForm, one)),
            }
            for one in page
        ],
        "commitments": [
            {"row": one, **apart_of(one, end_form=form(forms.EndForm, one, initial={"on": one.made_on}))}
            for one in commitments
        ],
        "to_come": {one.pk: one.to_come for one in queries.open_promises(row.commitments.all())},
        "transfers_in": row.transfers_in.select_related("source"),
        "transfers_out": row.transfers_out.select_related("target"),
        "expectations": row.expectations.all()[:5],
        "activities": [(key, activities.get(key)) for key in row.activities],
        "spearhead": planned_titles(planning.Kind.SPEARHEAD).get(row.spearhead),
        "shown": shown.show({one.about_ref for one in [*page, *commitments] if one.about_ref}),
        "manages": manages,
        "writes": writes,
        **apart(
            book_form=form(forms.BookForm, line=row, **about),
            promise_form=form(forms.PromiseForm, line=row, **about),
            expect_form=form(forms.ExpectForm),
            transfer_form=form(forms.TransferForm, line=row),
            owner_form=form(forms.OwnerForm, initial={"owner": row.owner.email if row.owner else ""}),
        ),
    }
    return render(request, "finance/line.html", context, status=status_for(wrong))


def apart_of(row: Booking | Commitment, **of_row: Form) -> dict[str, Form]:
    """The forms of a row of the page by name, with ids that no other row has."""
    apart(**{f"{name}-{row.pk}": form for name, form in of_row.items()})
    return of_row
