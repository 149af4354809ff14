"""The plan as files: the whole of it to read, its activities as a workbook that can come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from osaamo.connectors import papers_docx, papers_pdf
from osaamo.domains.steering import exports, forms, queries, services
from osaamo.domains.steering.enums import ItemKind
from osaamo.domains.steering.exports.sheets import XLSX_TYPE
from osaamo.domains.steering.models import Activity, Sheet
from osaamo.domains.steering.queries.differences import ItemChange, What
from osaamo.domains.steering.views.showing import page, version_of
from osaamo.kernel.writing import wrote

if TYPE_CHECKING:
    from django.http import HttpRequest

    from osaamo.domains.steering.models import PlanVersion

WRITERS = {
    "pdf": (papers_pdf.pdf, "application/pdf"),
    "docx": (papers_docx.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_GET
def paper(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The whole version in the language of the page, as PDF or DOCX."""
    row = version_of(request, year, "view")
    if form not in WRITERS:
        raise Http404
    write, content_type = WRITERS[form]
    language = get_language() or "fi"
    data = write(exports.plan_paper(row, language=language))
    return _file(data, content_type, f"{row.plan.key}-{row.year}-{language}.{form}")


@require_GET
def workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The version's activities as a workbook."""
    row = version_of(request, year, "view")
    return _file(exports.activities_workbook(row), XLSX_TYPE, f"{row.plan.key}-{row.year}.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, year: int) -> HttpResponse:
    """Hand in a workbook, see what it would change, and confirm."""
    row = version_of(request, year, "edit")
    if request.method == "POST" and "confirm" in request.POST:
        return _confirmed(request, row)
    form = forms.SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"edition": row, "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = exports.read_activities(file.read(), file.name, version=row)
        except exports.UnreadableSheet as error:
            form.add_error("file", _unreadable(error))
        else:
            services.keep_sheet(version=row, person=request.user, rows=read.rows)
            context |= {"read": read, "changes": _preview(row, read.rows)}
    return page(request, "take_in.html", context, status=422 if form.errors else 200)


def _confirmed(request: HttpRequest, row: PlanVersion) -> HttpResponse:
    kept = Sheet.objects.filter(version=row, person=request.user).select_related("version").first()
    if kept is None:
        messages.error(request, gettext("The workbook is not kept any more. Hand it in again."))
        return redirect("steering-import", year=row.year)
    done = wrote(
        request,
        None,
        lambda: services.apply_sheet(sheet=kept, who=request.user),
        lambda count: (
            ngettext("%(count)s activity was changed.", "%(count)s activities were changed.", count) % {"count": count}
        ),
    )
    return redirect("steering-changes" if done else "steering-import", year=row.year)


def _preview(row: PlanVersion, rows: list[dict[str, object]]) -> list[ItemChange]:
    """What the rows would change in the draft as it is now."""
    known = {item.key: queries.item_content(item) for item in Activity.objects.filter(version=row)}
    found = []
    for given in rows:
        values = {name: value for name, value in given.items() if name != "key"}
        before = known.get(str(given["key"]))
        fields = queries.field_changes({name: before[name] for name in values} if before else {}, values)
        if fields:
            what = What.CHANGED if before else What.ADDED
            found.append(ItemChange(ItemKind.ACTIVITY, str(given["key"]), what, values["title"], fields))
    return found


def _unreadable(error: exports.UnreadableSheet) -> str:
    if error.code == "missing-columns":
        told = gettext("The sheet lacks the columns %(names)s. Take out the workbook anew and keep its first row.")
        return told % {"names": error.names}
    return gettext("The file cannot be read as a workbook. Save it as .xlsx and try again.")


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
