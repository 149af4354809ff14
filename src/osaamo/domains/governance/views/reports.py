"""Quarterly reports, and what the rectors' council reads of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.connectors.papers_values import written
from osaamo.domains.governance import forms, queries, services
from osaamo.domains.governance.enums import NoteKind, ReportState
from osaamo.domains.governance.exports import cell
from osaamo.domains.governance.models import Report, ReportNote
from osaamo.domains.governance.views.bodies import body_for
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import apart, status_for, wrote
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.governance.models import AgendaItem

REPORT = Report.objects.select_related("body__organisation__parent", "approved_by", "frozen_by", "superseded_by")
QUARTERS_BACK = 4
"""So many quarters, the one that goes on among them, can be begun."""
STANDINGS = (("good", _("on track")), ("risk", _("at risk")), ("late", _("late")), ("none", _("no data")))
SUMS = ("now", "booked", "left")
SHOWN = 5
"""So many rows of a kind are listed on the council's screen; the rest is a click away."""


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see, and for those who prepare them what is due."""
    today = timezone.localdate()
    found = [row for row in REPORT.all() if may(request.user, "view", row)]
    known = {(row.body_id, row.year, row.quarter) for row in found if row.state != ReportState.SUPERSEDED}
    due = []
    quarter = queries.quarter_of(today)
    owing = [body for body in queries.bodies().filter(reports_per_year__gt=0) if may(request.user, "manage", body)]
    for _back in range(QUARTERS_BACK):
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
    wrote(
        request,
        None,
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
    """The group stands behind the report, which freezes if its quarter is over; what it asks for goes to a meeting."""
    row, today = get_for(request.user, REPORT, pk, "approve"), timezone.localdate()
    form = forms.ApproveForm(request.POST)
    done = wrote(
        request,
        form,
        lambda: services.accept_report(report=row, on=today, by=request.user, **form.cleaned_data),
        lambda made: (
            gettext("The report is approved and frozen. It will read the same for ever.")
            if made.is_sealed
            else gettext("The report is approved. It can be frozen when the quarter is over.")
        ),
    )
    if not done:
        return _page(request, row, approve_form=form)
    _bring(request, row)
    return redirect("gov-report", row.pk)


@login_required
@require_POST
def bring_asks(request: HttpRequest, pk: int) -> HttpResponse:
    """The decisions asked for are put on the agenda of whom the group reports to."""
    row = get_for(request.user, REPORT, pk, "prepare")
    _bring(request, row)
    return redirect("gov-report", row.pk)


def _bring(request: HttpRequest, row: Report) -> None:
    def brought(items: list[AgendaItem]) -> str:
        if not items:
            return gettext("Nothing waits to be put on an agenda.")
        day = items[0].meeting.day
        return ngettext(
            "%(count)s decision asked for is on the agenda of %(day)s.",
            "%(count)s decisions asked for are on the agenda of %(day)s.",
            len(items),
        ) % {"count": len(items), "day": f"{day.day}.{day.month}.{day.year}"}

    wrote(
        request,
        None,
        lambda: services.bring_asks(report=row, on=timezone.localdate(), by=request.user),
        brought,
    )


@login_required
@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """The report is frozen for good."""
    row = get_for(request.user, REPORT, pk, "freeze")
    wrote(
        request,
        None,
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
        due = asked.due
    except ValueError as error:
        raise Http404 from error
    groups = queries.council(asked, on=today)
    context = {
        "quarter": asked,
        "due": due,
        "titles": [title for _, title in STANDINGS],
        "rows": [_in_figures(group) for group in groups],
        "groups": groups,
        "known": queries.reported_quarters(),
        "asked": [(group, one) for group in groups for one in group.asked],
        "late": _once((row["url"], row) for group in groups for row in group.late),
        "risks": [(group, text) for group in groups for text in group.risks],
        "changes": _once((one["url"] or one["title"], one) for group in groups for one in _changes(group.changes)),
        "shown": SHOWN,
    }
    return render(request, "governance/council.html", context)


def _once(rows: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows by what tells them, each once: areas that two groups share are in both reports."""
    return list(dict(rows).values())


def _in_figures(group: queries.Council) -> dict[str, Any]:
    """A group's line of the council's table: a cell for each standing, and the sums of money."""
    return {
        "group": group,
        "cells": [
            (standing, title, group.statuses.get(standing, 0), group.trend.get(standing, 0))
            for standing, title in STANDINGS
        ],
        "sums": [group.money.get(column) for column in SUMS],
    }


def _is_late(row: Report) -> bool:
    return row.is_open and timezone.localdate() > queries.Quarter(row.year, row.quarter).due


def _page(request: HttpRequest, row: Report, **bound: Any) -> HttpResponse:
    reads_inside, today = may(request.user, "read-inside", row), timezone.localdate()
    edition = (lambda content: content) if reads_inside else queries.public_part
    content = edition(queries.content_of(row))
    before = queries.previous_frozen(row)
    only = request.GET.get("only", "")
    shown = apart(
        note_form=bound.get("note_form") or forms.NoteForm(areas=row.body.areas),
        summary_form=bound.get("summary_form") or forms.SummaryForm(initial=row.summary),
        reason_form=bound.get("reason_form") or forms.ReasonForm(),
        approve_form=bound.get("approve_form") or forms.ApproveForm(),
    )
    asked = queries.asked_in([row])[row.pk]
    activities = {item.key: item for item in planning.items(planning.Kind.ACTIVITY)} if asked else {}
    voices = queries.voices(row.body, today, row) if row.is_open and reads_inside else []
    context = {
        "report": row,
        "body": row.body,
        "content": content,
        "quarter": queries.Quarter(row.year, row.quarter),
        "is_late": _is_late(row),
        "is_untouched": row.is_sealed and queries.is_untouched(row),
        "inside": reads_inside,
        "only": only,
        "sections": [_section(section, only) for section in content["sections"]],
        "notes": [
            (kind.label, notes) for kind in (NoteKind.COMMENT, NoteKind.RISK) if (notes := _notes(row, content, kind))
        ],
        "asked": [
            {
                "note": one.note,
                "asked": one,
                "activity": activities.get(one.note.activity),
                "opens": one.meeting is not None and may(request.user, "view", one.meeting),
            }
            for one in asked
            if reads_inside or one.is_public
        ],
        "silent": [queries.area_names(content).get(key, {"en": key}) for key in content["silent"]["areas"]],
        "voices": voices,
        "missing": [one for one in voices if not one.has_commented],
        "before": before,
        "changes": _changes(queries.changes_between(edition(queries.content_of(before)), content)) if before else (),
        "prepares": may(request.user, "prepare", row),
        "comments": may(request.user, "comment", row) and row.is_open,
        "approves": may(request.user, "approve", row) and row.is_open,
        "freezes": may(request.user, "freeze", row),
        "waiting": row.is_accepted and any(one.item is None for one in asked),
        "receiver": queries.bodies().filter(key=row.body.reports_to).first(),
        "forms": tuple(MEDIA_TYPES),
        **shown,
    }
    return render(request, "governance/report.html", context, status=status_for(*shown.values()))


def _notes(row: Report, content: Mapping[str, Any], kind: NoteKind) -> list[dict[str, Any]]:
    """The notes of a kind: of an open report with their keys and who wrote them, so that they can be taken out."""
    names = queries.area_names(content)
    if row.is_open:
        return [
            {"pk": note.pk, "text": note.text, "area": names.get(note.area), "by": note.by}
            for note in row.notes.select_related("by")
            if note.kind == kind
        ]
    return [
        {"text": note["text"], "area": names.get(note["area"])} for note in content["notes"] if note["kind"] == kind
    ]


def _shown(value: Any) -> str:
    """A value of a row as the page writes it, numbers as in the papers."""
    language = get_language() or "fi"
    return written(cell(value, language), language)


def _section(section: Mapping[str, Any], only: str) -> dict[str, Any]:
    """The section in words; with ``only`` the rows of that status alone, where its rows have one."""
    rows = [row for row in section["rows"] if not only or row.get("status", only) == only]
    return {
        **section,
        "anchor": section["key"].replace(".", "-"),
        "lines": [
            {
                "cells": [_shown(row.get(key)) for key, _title in section["columns"]],
                "url": row.get("url", ""),
                "status": row.get("status", ""),
            }
            for row in rows
        ],
    }


def _changes(found: Iterable[queries.Change]) -> list[dict[str, Any]]:
    return [
        {
            "section": change.section,
            "kind": change.kind,
            "title": _shown(change.title),
            "url": change.url,
            "values": [(title, _shown(old), _shown(new)) for title, old, new in change.values],
        }
        for change in found
    ]
