"""What the rectors' council reads of a quarter: every group's report on one screen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from osaamo.domains.governance.enums import NoteKind, ReportState
from osaamo.domains.governance.models import Body, Report
from osaamo.domains.governance.queries.payloads import content_of
from osaamo.domains.governance.queries.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


STATUSES = ("good", "risk", "late", "none")
MONEY = "finance.lines"
MONEY_COLUMNS = ("now", "booked", "promised", "forecast", "left")
ACTIVITIES = "steering.activities"
INDICATORS = "indicators.values"


@dataclass(frozen=True, slots=True)
class Council:
    """A group's quarter in short.

    Attributes:
        body: whose.
        report: its report, or ``None`` when nobody began one.
        is_late: it was due and the group has not accepted it.
        due: the last day in time.
        statuses: how many indicators and activities stand how, by ``good``, ``risk``, ``late`` and ``none``.
        money: euros by column of the budget; empty where the report has none.
        late: rows that are late, each with ``title`` and ``url``.
        asks: decisions asked of the council.
        risks: what the group sees coming.
        content: the whole report.
    """

    body: Body
    report: Report | None
    due: date
    is_late: bool
    statuses: Mapping[str, int] = field(default_factory=dict)
    money: Mapping[str, Decimal] = field(default_factory=dict)
    late: tuple[Mapping[str, Any], ...] = ()
    asks: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict)


def council(quarter: Quarter, *, on: date) -> list[Council]:
    """Each group that owes reports, with its report on the quarter as it stands."""
    found = {
        report.body_id: report
        for report in Report.objects.filter(year=quarter.year, quarter=quarter.number)
        .exclude(state=ReportState.SUPERSEDED)
        .select_related("body__organisation")
    }
    owing = Body.objects.filter(reports_per_year__gt=0).select_related("organisation")
    return [_in_short(body, found.get(body.pk), quarter, on) for body in owing]


def reported_quarters() -> list[Quarter]:
    """The quarters on which there are reports, newest first."""
    rows = Report.objects.exclude(state=ReportState.SUPERSEDED).order_by().values_list("year", "quarter").distinct()
    return sorted((Quarter(year, number) for year, number in rows), reverse=True)


def _in_short(body: Body, report: Report | None, quarter: Quarter, on: date) -> Council:
    is_late = on > quarter.due and (report is None or report.is_open)
    if report is None:
        return Council(body, None, quarter.due, is_late)
    content = content_of(report)
    by_key = {section["key"]: section["rows"] for section in content["sections"]}
    followed = [*by_key.get(INDICATORS, ()), *by_key.get(ACTIVITIES, ())]
    counted = Counter(row.get("status", "none") for row in followed)
    return Council(
        body,
        report,
        quarter.due,
        is_late,
        statuses={status: counted.get(status, 0) for status in STATUSES},
        money=money_of(by_key.get(MONEY, ())),
        late=tuple(
            {"title": row.get("name") or row.get("title"), "url": row.get("url", "")}
            for row in by_key.get(ACTIVITIES, ())
            if row.get("status") == "late"
        ),
        asks=_notes(content, NoteKind.ASK),
        risks=_notes(content, NoteKind.RISK),
        content=content,
    )


def money_of(rows: Any) -> dict[str, Decimal]:
    """The sums of the budget's columns over the lines; a row without a reference is a sum already and is left out."""
    lines = [row for row in rows if row.get("ref")]
    if not lines:
        return {}
    return {column: sum((_amount(row.get(column)) for row in lines), Decimal(0)) for column in MONEY_COLUMNS}


def _amount(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)


def _notes(content: Mapping[str, Any], kind: NoteKind) -> tuple[str, ...]:
    return tuple(note["text"] for note in content["notes"] if note["kind"] == kind)
