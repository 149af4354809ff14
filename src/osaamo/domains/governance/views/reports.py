"""Quarterly reports, and what the rectors' council reads of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.governance import forms, queries, services
from osaamo.domains.governance.enums import NoteKind, ReportState
from osaamo.domains.governance.exports import in_words
from osaamo.domains.governance.models import Report, ReportNote
from osaamo.domains.governance.views.asking import apart, did, status_for, wrote
from osaamo.domains.governance.views.bodies import body_for
from osaamo.kernel.access import get_for, may
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.governance.queries import Quarter

REPORT = Report.objects.select_related("body__organisation__parent", "approved_by", "frozen_by", "superseded_by")
QUARTERS_BACK = 4
"""So many quarters that are over can be begun."""


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see, and for those who prepare them what is due."""
    today = timezone.localdate()
    found = [row for row in REPORT.all() if may(request.user, "view", row)]
    known = {(row.body_id, row.year, row.quarter) for row in found if row.state != ReportState.SUPERSEDED}
    due = []
    quarter = queries.quarter_of(today)
    owing = [body for body in queries.bodies().filter(reports_per_year__gt=0) if may(request.user, "manage", body)]
    for _ in range(QUARTERS_BACK):
        due += [
            (body, quarter, today > quarter.due)
            for body in owing
            if (body.pk, quarter.year, quarter.number) not in known
        ]
        quarter = quarter.before
    place = queries.alliance()
    overseen = queries.bodies().first()
    context = {
        "reports": [(row, _is_late(row)) for row in found],
        "due": due,
        "oversees": bool(place and overseen and may(request.user, "oversee", overseen)),
    }
    return render(request, "governance/reports.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, key: str, year: int, quarter: int) -> HttpResponse:
    """A report is begun."""
    row = body_for(request, key, "manage")
    try:
        asked = queries.Quarter(year, quarter)
        if asked.period.start > timezone.localdate():
            raise Http404
        begun = services.draft_report(body=row, quarter=asked, by=request.user)
    except (ValueError, services.NoReports) as error:
        raise Http404 from error
    return redirect("gov-report", begun.pk)


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: from data while it is open, from its frozen payload alone afterwards."""
    return _page(request, get_for(request.user, REPORT, pk, "view"))


@login_required
@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The group says something."""
    row = get_for(request.user, REPORT, pk, "comment")
    form = forms.NoteForm(request.POST, areas=row.body.areas)
    if wrote(
        request,
        form,
        lambda: services.note(report=row, by=request.user, **form.cleaned_data),
        gettext("It is in the report."),
    ):
        return redirect("gov-report", row.pk)
    return _page(request, row, note_form=form)


@login_required
@require_POST
def remove_note(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """Something is taken out of the report."""
    row = get_for(request.user, REPORT, pk, "prepare")
    found = ReportNote.objects.filter(pk=note, report=row).select_related("report").first()
    if found is None:
        raise Http404
    did(
        request,
        lambda: services.remove_note(note=found, by=request.user),
        gettext("It is taken out of the report."),
    )
    return redirect("gov-report", row.pk)


@login_required
@require_POST
def summarise(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary is written."""
    row = get_for(request.user, REPORT, pk, "prepare")
    form = forms.SummaryForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.summarise(report=row, summary=form.values(), by=request.user),
        gettext("The summary is saved."),
    ):
        return redirect("gov-report", row.pk)
    return _page(request, row, summary_form=form)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The group stands behind the report."""
    row = get_for(request.user, REPORT, pk, "prepare")
    did(
        request,
        lambda: services.approve_report(report=row, on=timezone.localdate(), by=request.user),
        gettext("The report is approved."),
    )
    return redirect("gov-report", row.pk)


@login_required
@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """The report is frozen for good."""
    row = get_for(request.user, REPORT, pk, "freeze")
    did(
        request,
        lambda: services.freeze(report=row, by=request.user),
        gettext("The report is frozen. It will read the same for ever."),
    )
    return redirect("gov-report", row.pk)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A frozen report is superseded by a new draft."""
    row = get_for(request.user, REPORT, pk, "freeze")
    form = forms.ReasonForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.take_back(report=row, reason=form.cleaned_data["reason"], by=request.user),
        gettext("A new draft is open. The frozen report stays beside it with the reason."),
    ):
        return redirect("gov-reports")
    return _page(request, row, reason_form=form)


@login_required
@require_GET
def council(request: HttpRequest, year: int | None = None, quarter: int | None = None) -> HttpResponse:
    """A quarter of all groups on one screen; by default the last one that is over."""
    overseen = queries.bodies().first()
    if overseen is None or not may(request.user, "oversee", overseen):
        raise PermissionDenied
    today = timezone.localdate()
    try:
        asked = queries.Quarter(year, quarter) if year and quarter else queries.quarter_of(today).before
        period = asked.period
    except ValueError as error:
        raise Http404 from error
    groups = queries.council(asked, on=today)
    context = {
        "quarter": asked,
        "period": period,
        "groups": groups,
        "known": queries.reported_quarters(),
        "asks": [(group, text) for group in groups for text in group.asks],
    }
    return render(request, "governance/council.html", context)


def _is_late(row: Report) -> bool:
    return row.is_open and timezone.localdate() > queries.Quarter(row.year, row.quarter).due


def _page(request: HttpRequest, row: Report, **bound: Any) -> HttpResponse:
    content = queries.content_of(row)
    before = queries.previous_frozen(row)
    prepares = may(request.user, "prepare", row)
    quarter: Quarter = queries.Quarter(row.year, row.quarter)
    shown = apart(
        note_form=bound.get("note_form") or forms.NoteForm(areas=row.body.areas),
        summary_form=bound.get("summary_form") or forms.SummaryForm(initial=row.summary),
        reason_form=bound.get("reason_form") or forms.ReasonForm(),
    )
    names = {item.key: item.title for item in planning.items(planning.Kind.AREA)}
    context = {
        "report": row,
        "body": row.body,
        "content": content,
        "quarter": quarter,
        "is_late": _is_late(row),
        "is_untouched": row.is_sealed and queries.is_untouched(row),
        "sections": [_section(section) for section in content["sections"]],
        "notes": [(kind.label, _notes(row, content, kind, names)) for kind in NoteKind],
        "before": before,
        "changes": _changes(queries.changes_between(queries.content_of(before), content)) if before else (),
        "prepares": prepares and row.is_open,
        "comments": may(request.user, "comment", row) and row.is_open,
        "freezes": may(request.user, "freeze", row),
        "forms": tuple(MEDIA_TYPES),
        **shown,
    }
    return render(request, "governance/report.html", context, status=status_for(*shown.values()))


def _notes(row: Report, content: Mapping[str, Any], kind: NoteKind, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The notes of a kind: of an open report with their keys, so that they can be taken out."""
    if row.is_open:
        return [
            {"pk": note.pk, "text": note.text, "area": names.get(note.area)}
            for note in row.notes.all()
            if note.kind == kind
        ]
    return [
        {"text": note["text"], "area": names.get(note["area"])} for note in content["notes"] if note["kind"] == kind
    ]


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    language = get_language() or "fi"
    return {
        **section,
        "lines": [
            {
                "cells": [in_words(row.get(key), language) for key, _ in section["columns"]],
                "url": row.get("url", ""),
                "status": row.get("status", ""),
            }
            for row in section["rows"]
        ],
    }


def _changes(found: list[queries.Change]) -> list[dict[str, Any]]:
    language = get_language() or "fi"
    return [
        {
            "section": change.section,
            "kind": change.kind,
            "title": in_words(change.title, language),
            "url": change.url,
            "values": [(title, in_words(old, language), in_words(new, language)) for title, old, new in change.values],
        }
        for change in found
    ]
