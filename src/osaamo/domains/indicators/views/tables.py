"""All targets and entered values as one table: saved, changed in a spreadsheet, shown as differences, taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from osaamo.connectors.errors import ConnectorError, TooLarge
from osaamo.domains.indicators import exports, services
from osaamo.domains.indicators.forms import ConfirmForm, TableForm
from osaamo.domains.indicators.models import Indicator
from osaamo.kernel.access import may

if TYPE_CHECKING:
    from django.http import HttpRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""


@login_required
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The table as a workbook."""
    _admit(request)
    name = {"Content-Disposition": 'attachment; filename="indicators.xlsx"'}
    return HttpResponse(exports.workbook(), content_type=XLSX, headers=name)


@login_required
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Upload a table, see what it would change, take it over with a reason."""
    _admit(request)
    if request.method == "POST" and "rows" in request.POST:
        return _take_over(request)
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problem: ConnectorError | None = None
    context: dict[str, Any] = {"form": form, "may_change": True}
    if request.method == "POST":
        if request.META.get(DROPPED):
            problem = TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                context |= _shown(services.preview(data=file.read(), filename=file.name or ""))
            except ConnectorError as error:
                problem = error
            except ValidationError as error:
                form.add_error("file", error)
    context["problem"] = problem
    return render(request, "indicators/table.html", context, status=422 if problem or form.errors else 200)


def _take_over(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    changed = False
    if form.is_valid():
        rows = form.cleaned_data["rows"]
        try:
            count = services.apply(
                rows=_texts(rows),
                reason=form.cleaned_data["reason"],
                seen_digest=form.cleaned_data["seen"],
                who=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
            changed = form.cleaned_data["seen"] != services.stored_digest()
        else:
            said = ngettext("%(n)s target or value was changed.", "%(n)s targets and values were changed.", count)
            messages.success(request, said % {"n": count})
            return redirect("indicators-table")
    context: dict[str, Any] = {"form": TableForm(), "may_change": True}
    if "rows" in form.cleaned_data:
        try:
            seen = services.preview_rows(rows=list(enumerate(_texts(form.cleaned_data["rows"]), 2)))
            context |= _shown(seen)
        except ValidationError as error:
            form.add_error(None, error)
    if changed:
        # The differences below are from what is stored now; so is the digest that comes back with them.
        form.data = form.data.copy()
        form.data["seen"] = services.stored_digest()
    return render(request, "indicators/table.html", context | {"confirm": form}, status=422)


def _shown(seen: services.Preview) -> dict[str, Any]:
    return {
        "seen": seen,
        "confirm": ConfirmForm(initial={"rows": [dict(row) for row in seen.rows], "seen": services.stored_digest()}),
        "changes": [(change, _differences(change)) for change in seen.changes],
    }


def _differences(change: services.Change) -> list[tuple[str, str, str]]:
    """The columns that differ, each with what was and what is to be."""
    names = [name for name in services.COLUMNS if change.was.get(name, "") != change.to.get(name, "")]
    return [(name, change.was.get(name, ""), change.to.get(name, "")) for name in names]


def _texts(rows: object) -> list[dict[str, str]]:
    """The rows of a form as they were sent out.

    Raises:
        ValidationError: they are something else.
    """
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(value, str) for value in row.values()) for row in rows
    ):
        raise ValidationError(gettext("The table was changed on the way. Upload it again."))
    return rows


def _admit(request: HttpRequest) -> None:
    if not may(request.user, "change", Indicator()):
        raise PermissionDenied
