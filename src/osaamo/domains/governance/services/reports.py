"""Quarterly reports: drafted from data, commented, approved, frozen for good; taking one back leaves it and a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

import osaamo
from osaamo.domains.governance.enums import NoteKind, ReportState
from osaamo.domains.governance.models import AgendaItem, Body, Report, ReportNote
from osaamo.domains.governance.queries.areas import area_titles, uncommented
from osaamo.domains.governance.queries.payloads import draft_payload, written
from osaamo.domains.governance.queries.quarters import Quarter
from osaamo.domains.governance.services.errors import (
    NoArea,
    NoReason,
    NoReports,
    NotNext,
    NotOpen,
    NotOver,
    Uncommented,
)
from osaamo.kernel.i18n import translated
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from osaamo.kernel.models import Person


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update().select_related("body__organisation").get(pk=report.pk)


def _open(report: Report) -> Report:
    """The report, locked until the transaction ends.

    Raises:
        NotOpen: its words stay.
    """
    fresh = _locked(report)
    if not fresh.is_open:
        raise NotOpen
    return fresh


@transaction.atomic
def draft_report(*, body: Body, quarter: Quarter, by: Person | None) -> Report:
    """The body's report on the quarter, begun now or before; its data are read from the domains until it is frozen.

    Raises:
        NoReports: the body owes none.
    """
    if not body.reports_per_year:
        raise NoReports
    # The body's row is the lock: two who begin at once get the same report.
    Body.objects.select_for_update().get(pk=body.pk)
    known = (
        Report.objects.filter(body=body, year=quarter.year, quarter=quarter.number)
        .exclude(state=ReportState.SUPERSEDED)
        .first()
    )
    if known is not None:
        return known
    row = Report.objects.create(body=body, year=quarter.year, quarter=quarter.number)
    audit(verb="governance.report", who=by, about=row, details={"quarter": str(quarter)})
    return row


@transaction.atomic
def note(*, report: Report, kind: str, text: str, by: Person | None, area: str = "", activity: str = "") -> ReportNote:
    """A comment, a risk or a decision asked for; the first comment makes the draft a commented one.

    ``activity`` is the key of what the decision is about.

    Raises:
        NotOpen: the report is approved.
        NoArea: a comment names no area of the body, which has some.
    """
    report = _open(report)
    if kind == NoteKind.COMMENT and report.body.areas and area not in report.body.areas:
        raise NoArea
    row = ReportNote.objects.create(report=report, kind=kind, area=area, activity=activity, text=text, by=by)
    if kind == NoteKind.COMMENT and report.state == ReportState.DRAFT:
        report.state = ReportState.COMMENTED
        report.save(update_fields=["state"])
    audit(verb="governance.report-note", who=by, about=report, details={"kind": str(kind)})
    return row


@transaction.atomic
def remove_note(*, note: ReportNote, by: Person | None) -> None:
    """Take a note out of a report that is still open.

    Raises:
        NotOpen: the report is approved.
    """
    report = _open(note.report)
    note.delete()
    if report.state == ReportState.COMMENTED and not report.notes.filter(kind=NoteKind.COMMENT).exists():
        report.state = ReportState.DRAFT
        report.save(update_fields=["state"])
    audit(verb="governance.report-note-removed", who=by, about=report)


@transaction.atomic
def summarise(*, report: Report, summary: Mapping[str, str], by: Person | None) -> Report:
    """The report with its summary in up to three languages.

    Raises:
        NotOpen: the report is approved.
    """
    report = _open(report)
    report.summary = dict(summary)
    report.save(update_fields=["summary"])
    audit(verb="governance.report-summary", who=by, about=report)
    return report


@transaction.atomic
def approve_report(*, report: Report, on: date, by: Person | None, without: str = "") -> Report:
    """The report the group stands behind; each of its areas commented it, or ``without`` says why one did not.

    Raises:
        NotNext: it is approved already, or nobody said anything.
        Uncommented: an area has not commented, and no reason was given.
    """
    report = _locked(report)
    silent = uncommented(report)
    reason = without.strip()
    if not report.is_open or (report.state == ReportState.DRAFT and not silent):
        raise NotNext
    if silent and not reason:
        titles, language = area_titles(), get_language() or "fi"
        raise Uncommented(areas=", ".join(translated(titles.get(key, {}), language) or key for key in silent))
    report.state, report.approved_on, report.approved_by = ReportState.APPROVED, on, by
    report.silent, report.silent_reason = silent, reason[:300] if silent else ""
    report.save(update_fields=["state", "approved_on", "approved_by", "silent", "silent_reason"])
    audit(verb="governance.report-approve", who=by, about=report, details={"on": on, "without": silent})
    return report


@transaction.atomic
def accept_report(*, report: Report, on: date, by: Person | None, without: str = "") -> Report:
    """The report approved and, where its quarter is over, frozen at once: what the group saw is what stays.

    Raises:
        NotNext, Uncommented: as :func:`approve_report`.
    """
    report = approve_report(report=report, on=on, by=by, without=without)
    return freeze(report=report, by=by) if on >= Quarter(report.year, report.quarter).period.end else report


@transaction.atomic
def freeze(*, report: Report, by: Person | None, at: datetime | None = None) -> Report:
    """The report with everything it says copied, its hash, the software and the time; from now on it never changes.

    Raises:
        NotNext: it is not approved, or frozen already.
        NotOver: the quarter goes on.
    """
    report = _locked(report)
    if report.state != ReportState.APPROVED:
        raise NotNext
    at = at or timezone.now()
    today = timezone.localdate(at)
    period = Quarter(report.year, report.quarter).period
    if today < period.end:
        raise NotOver(until=f"{period.end:%-d.%-m.%Y}")
    report.payload, report.digest = written(draft_payload(report, frozen_on=today))
    report.state, report.software = ReportState.FROZEN, osaamo.__version__
    report.frozen_at, report.frozen_by = at, by
    report.save()
    audit(verb="governance.report-freeze", who=by, about=report, details={"digest": report.digest})
    return report


@transaction.atomic
def take_back(*, report: Report, reason: str, by: Person | None) -> Report:
    """A new draft with the same words; the frozen report stays, superseded, with the reason.

    Raises:
        NotNext: the report is not frozen.
        NoReason: none was given.
    """
    report = _locked(report)
    if report.state != ReportState.FROZEN:
        raise NotNext
    if not reason.strip():
        raise NoReason
    report.state, report.superseded_at = ReportState.SUPERSEDED, timezone.now()
    report.superseded_by, report.superseded_reason = by, reason[:300]
    report.save(update_fields=["state", "superseded_at", "superseded_by", "superseded_reason"])
    notes = list(report.notes.all())
    is_commented = any(one.kind == NoteKind.COMMENT for one in notes)
    row = Report.objects.create(
        body=report.body,
        year=report.year,
        quarter=report.quarter,
        summary=report.summary,
        state=ReportState.COMMENTED if is_commented else ReportState.DRAFT,
    )
    for one in notes:
        again = ReportNote.objects.create(
            report=row, kind=one.kind, area=one.area, activity=one.activity, text=one.text, by=one.by,
            made_at=one.made_at,
        )  # fmt: skip
        # What is on an agenda stays there, once: the new report asks for it now.
        AgendaItem.objects.filter(note=one).update(note=again)
    audit(verb="governance.report-take-back", who=by, about=report, details={"next": f"governance.report:{row.pk}"})
    return row
