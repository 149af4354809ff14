"""The budget as files: paper, slides, workbook, rows; and lines read back from a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.finance import exports, forms, services
from osaamo.domains.finance.views.overview import budget_for
from osaamo.kernel.writing import status_for, wrote

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_GET
def paper(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The budget as PDF, slides, text document or workbook, in the language of the page."""
    if form not in MEDIA_TYPES:
        raise Http404
    budget = budget_for(request, year)
    paper = exports.paper_of(budget, language=get_language() or "fi", on=timezone.localdate().isoformat())
    return exports.answer(paper, form, f"budget-{budget.year}")


@login_required
@require_GET
def bookings(request: HttpRequest, year: int) -> HttpResponse:
    """Every booking of the year as CSV."""
    budget = budget_for(request, year)
    headers = {"Content-Disposition": f'attachment; filename="bookings-{budget.year}.csv"'}
    return HttpResponse(exports.bookings_csv(budget), content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_GET
def workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The lines as a workbook that can be changed and read back."""
    budget = budget_for(request, year)
    headers = {"Content-Disposition": f'attachment; filename="lines-{budget.year}.xlsx"'}
    return HttpResponse(exports.lines_xlsx(budget), content_type=exports.XLSX, headers=headers)


@login_required
@require_POST
def read_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """What a workbook would change is shown; sent again with ``write`` it is written, where no row is broken."""
    budget = budget_for(request, year, "manage")
    form = forms.SheetForm(request.POST, request.FILES)
    context = {"budget": budget, "form": form}
    if not form.is_valid():
        return render(request, "finance/changes.html", context, status=status_for(form))
    try:
        changes = services.changes_in(budget, form.rows())
    except ConnectorError as problem:
        return render(request, "finance/changes.html", context | {"problem": problem}, status=422)
    is_whole = all(change.kind != "broken" for change in changes)
    if (
        "write" in request.POST
        and is_whole
        and wrote(
            request,
            form,
            lambda: services.apply_changes(budget=budget, changes=changes, by=request.user),
            lambda count: (
                ngettext("%(count)d line was written.", "%(count)d lines were written.", count) % {"count": count}
            ),
        )
    ):
        return redirect("budget-year", budget.year)
    context |= {"changes": changes, "is_whole": is_whole}
    return render(request, "finance/changes.html", context, status=status_for(form) if is_whole else 422)
