"""Imports: hand in a file, say what its columns are, try it, run it, mend what is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.offering import forms, queries, services
from osaamo.domains.offering.enums import BrokenState, ImportFormat, ImportState
from osaamo.domains.offering.models import BrokenRecord, ImportRun
from osaamo.domains.offering.services.refusals import field_name, reason
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

MAPPED = (ImportFormat.TABLE, ImportFormat.JSON)
PREVIEWED = 5
MOST_BROKEN = 200


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the institutions one imports for, and the form for a new one."""
    places = queries.places_of(request.user, Role.PLANNER, Role.IT_ADMIN)
    if not places:
        raise PermissionDenied
    sent = request.method == "POST"
    form = (
        forms.UploadForm(request.POST or None, request.FILES or None, places=places)
        if sent
        else forms.UploadForm(places=places)
    )
    problem: Exception | None = None
    if sent and form.is_valid():
        place = get_for(request.user, Organisation, form.cleaned_data["institution"].pk, "import-offering")
        file = form.cleaned_data["file"]
        try:
            run = services.receive_file(
                institution=place,
                who=request.user,
                form=form.cleaned_data["format"],
                filename=file.name,
                data=file.read(),
            )
            return redirect("import-run", pk=run.pk)
        except ConnectorError as error:
            problem = error
    context = {"form": form, "problem": problem, "runs": queries.import_runs(places)[:100]}
    return render(request, "offering/imports.html", context, status=422 if sent else 200)


@login_required
@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its columns, what it would do, what it did, and what is in quarantine."""
    run = _run(request, pk)
    context: dict[str, Any] = {"run": run, "waits": run.state == ImportState.WAITING, "problem": _problem(run)}
    if run.state == ImportState.WAITING:
        try:
            context |= _preview(run)
            if request.GET.get("try"):
                context["tried"] = _told(services.try_run(run=run))
        except ConnectorError as error:
            context["problem"] = error
    broken = run.broken_records.all()[:MOST_BROKEN]
    context["broken"] = [(one, reason(one.code, one.values)) for one in broken]
    context["open"] = run.broken_records.filter(state=BrokenState.OPEN).count()
    return render(request, "offering/imports_run.html", context)


@login_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column is which field."""
    run = _run(request, pk)
    try:
        columns, _ = services.columns_of(bytes(run.content), run.filename)
        chosen = {column: request.POST.get(f"column-{at}", "") for at, column in enumerate(columns)}
        services.choose_columns(run=run, columns=chosen, who=request.user)
    except services.Refused as refusal:
        messages.error(request, reason(refusal.code, {"value": field_name(refusal.values.get("value", ""))}))
        return redirect("import-run", pk=pk)
    except ConnectorError:
        # The page tells what is wrong with the file.
        return redirect("import-run", pk=pk)
    return redirect(f"{request.path.removesuffix('columns/')}?try=1")


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the import in the background."""
    run = _run(request, pk)
    services.start_import(run=run, who=request.user)
    messages.success(request, gettext("The import has begun. Load this page again to see how far it is."))
    return redirect("import-run", pk=pk)


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try all that is in quarantine once more."""
    run = _run(request, pk)
    count = services.retry_all(run=run, who=request.user)
    messages.success(request, gettext("Imported from the quarantine: {count}.").format(count=count))
    return redirect("import-run", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def broken(request: HttpRequest, pk: int) -> HttpResponse:
    """One broken record: edit its fields and try again, or leave it out."""
    row = get_for(request.user, BrokenRecord.objects.select_related("run", "institution"), pk, "mend")
    cells = {name: text for name, text in row.cells.items() if name != "kind"}
    said = reason(row.code, row.values)
    if request.method == "POST" and row.state == BrokenState.OPEN:
        if request.POST.get("drop"):
            services.drop(broken=row, who=request.user)
            return redirect("import-run", pk=row.run_id)
        cells = {name: request.POST.get(f"cell-{name}", text) for name, text in cells.items()}
        added, text = request.POST.get("add", ""), request.POST.get("added", "")
        if added in services.FIELDS and text.strip():
            cells[added] = text
        try:
            services.mend(broken=row, cells=cells, who=request.user)
        except services.Refused as refusal:
            said = reason(refusal.code, refusal.values)
        else:
            messages.success(request, gettext("The record is imported."))
            return redirect("import-run", pk=row.run_id)
    context = {
        "row": row,
        "reason": said,
        "cells": [(name, field_name(name), text) for name, text in cells.items()],
        "fields": [(name, field_name(name)) for name in services.FIELDS if name not in cells],
        "open": row.state == BrokenState.OPEN,
    }
    return render(request, "offering/imports_broken.html", context, status=422 if request.method == "POST" else 200)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_for(request.user, ImportRun.objects.select_related("institution", "by"), pk, "view")


def _preview(run: ImportRun) -> dict[str, Any]:
    """The columns with their fields and their first values; nothing for formats that name their fields."""
    if run.format not in MAPPED:
        return {}
    columns, rows = services.columns_of(bytes(run.content), run.filename)
    mapping = run.mapping or services.guess(columns)
    told = [
        (at, column, mapping.get(column, ""), [row[column][:80] for row in rows if row.get(column)][:PREVIEWED])
        for at, column in enumerate(columns)
    ]
    return {"columns": told, "fields": [(name, field_name(name)) for name in services.FIELDS]}


def _told(tried: services.DryRun) -> dict[str, Any]:
    """The dry run as the page shows it."""
    return {
        "counts": tried.counts,
        "report": tried.report,
        "changes": [
            (one.key, [(field_name(name), old, new) for name, (old, new) in one.differences.items()])
            for one in tried.changes
        ],
        "broken": [(one.record.line, reason(one.refusal.code, one.refusal.values)) for one in tried.broken],
    }


def _problem(run: ImportRun) -> ConnectorError | None:
    """The error that stopped the run, as pages put it into words."""
    if run.state != ImportState.FAILED:
        return None
    problem = ConnectorError("", **run.error["values"])
    problem.code = run.error["code"]
    return problem
