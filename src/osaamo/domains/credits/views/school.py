"""Rows of schools' systems: uploaded, mapped, mended, and reconciled where home and host differ."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError, TooLarge
from osaamo.domains.credits import forms, queries, services
from osaamo.domains.credits.enums import ImportStatus, Problem, Taken
from osaamo.domains.credits.models import AsideRow, Import
from osaamo.domains.credits.views.asking import DROPPED, alliance_for, year_in, years
from osaamo.domains.credits.views.statistics import names_of
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.credits.queries import Joined

_SAMPLE = 5
_MOST_SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The files of a planner's schools; a new one is uploaded here."""
    places = queries.places_of(request.user, Role.PLANNER)
    if not places:
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.UploadForm(*posted, places=places)
    problem: ConnectorError | None = None
    if request.method == "POST":
        if request.META.get(DROPPED):
            problem = TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
        elif form.is_valid():
            place = get_for(request.user, Organisation, form.cleaned_data["organisation"].pk, "import-credits")
            file = form.cleaned_data["file"]
            try:
                begun = services.begin_import(
                    organisation=place, who=request.user, data=file.read(), filename=file.name or ""
                )
            except ConnectorError as error:
                problem = error
            else:
                return redirect("credit-import", pk=begun.pk)
    context = {
        "form": form,
        "problem": problem,
        "imports": Import.objects.filter(organisation__in=places).select_related("organisation").defer("rows")[:50],
    }
    return render(request, "credits/imports.html", context, status=422 if problem or form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """A file: its columns to confirm, or what became of its rows."""
    started = get_for(request.user, Import.objects.select_related("organisation"), pk, "change")
    form = forms.MappingForm(request.POST if request.method == "POST" else None, started=started)
    if request.method == "POST" and started.status == ImportStatus.MAPPING and form.is_valid():
        services.run_import(started=started, mapping=form.mapping, who=request.user)
        return redirect("credit-import", pk=pk)
    aside = list(started.aside.filter(solved_at__isnull=True)[:_MOST_SHOWN])
    context = {
        "import": started,
        "form": form,
        "sample": [[row.get("cells", {}).get(name, "") for name in started.columns] for row in started.rows[:_SAMPLE]],
        "aside": [(row, said_of(row), fields_of(row)) for row in aside],
        "solved": started.aside.filter(solved_at__isnull=False).count(),
    }
    return render(request, "credits/import.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """A row that was set aside is mended, or left out."""
    row = AsideRow.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    started = get_for(request.user, Import.objects.select_related("organisation"), row.source_id, "change")
    if request.POST.get("do") == "leave-out":
        services.leave_out(row=row, who=request.user)
        messages.success(request, gettext("The row is left out."))
    elif services.mend_row(row=row, values=request.POST.dict(), who=request.user):
        messages.error(request, gettext("The row needs another look; it says what is still wrong."))
    else:
        messages.success(request, gettext("The row is stored."))
    return redirect("credit-import", pk=started.pk)


@login_required
@require_GET
def reconcile(request: HttpRequest) -> HttpResponse:
    """The enrolments whose reports differ or lack a side, those to decide on first."""
    alliance = alliance_for(request.user, "see-credits")
    year = year_in(request)
    found = [one for one in queries.joined(date(year, 1, 1), date(year + 1, 1, 1)) if one.differences]
    found.sort(key=lambda one: (not one.needs_decision, one.group))
    names = names_of(Organisation.Kind.INSTITUTION)
    context = {
        "year": year,
        "years": years(),
        "rows": [shown(one, names) for one in found[:_MOST_SHOWN]],
        "count": len(found),
        "open": sum(one.needs_decision for one in found),
        "taken": Taken.choices,
        "may_decide": may(request.user, "decide-credits", alliance),
    }
    return render(request, "credits/reconcile.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, group: str) -> HttpResponse:
    """A planner decides which report is counted."""
    alliance = alliance_for(request.user, "decide-credits")
    year = year_in(request)
    form = forms.DecideForm(request.POST)
    found = {one.group: one for one in queries.joined(date(year, 1, 1), date(year + 1, 1, 1))}
    one = found.get(group)
    if one is None:
        raise Http404
    if one.seen != request.POST.get("seen"):
        messages.error(request, gettext("The reports have changed meanwhile. Look at them again."))
    elif not form.is_valid():
        messages.error(request, gettext("Choose what is counted, and write the reason."))
    else:
        services.decide(
            joined=one,
            taken=Taken(form.cleaned_data["taken"]),
            reason=form.cleaned_data["reason"],
            who=request.user,
            organisation=alliance,
        )
        messages.success(request, gettext("Decided."))
    return redirect(f"{reverse('credit-reconcile')}?year={year}")


def said_of(row: AsideRow) -> list[str]:
    """What is wrong with a row, in words."""
    labels = dict(Problem.choices)
    return [str(labels[problem]) for problem in row.problems]


def fields_of(row: AsideRow) -> list[tuple[str, Any, str]]:
    """The fields of a row: code, name and text."""
    return [(field, forms.FIELD_NAMES[field], row.values.get(field, "")) for field in services.FIELDS]


def shown(one: Joined, names: Mapping[str, str]) -> dict[str, Any]:
    """An enrolment with its reports as the page shows it; ``names`` are those of the institutions by code."""
    words = {
        "credits": gettext("the credits differ"),
        "on": gettext("the days differ"),
        "home": gettext("the home institutions differ"),
        "audience": gettext("the audiences differ"),
        "kind": gettext("what was completed differs"),
        "missing-at-host": gettext("the host does not report it"),
        "missing-at-home": gettext("the home institution does not report it"),
    }
    return {
        "one": one,
        "differences": [words[name] for name in one.differences],
        "reports": [(names.get(report.by, gettext("this service")), report) for report in one.reports],
        "title": one.reports[0].title or one.reports[0].course,
    }
