"""What the rectors' council reads of a quarter: every group's report on one screen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from osaamo.domains.governance.enums import NoteKind, ReportState
from osaamo.domains.governance.models import Body, Report
from osaamo.domains.governance.queries.decisions import Asked, asked_in
from osaamo.domains.governance.queries.payloads import Change, area_names, changes_between, content_of
from osaamo.domains.governance.queries.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


STATUSES = ("good", "risk", "late", "none")
MONEY = "finance.lines"
MONEY_COLUMNS = ("now", "booked", "promised", "forecast", "left")
FOLLOWED = ("indicators.values", "steering.activities")
"""Sections whose rows have a status."""


@dataclass(frozen=True, slots=True)
class Council:
    """A group's quarter in short.

    Attributes:
        body: whose.
        report: its report, or ``None`` when nobody began one.
        is_late: it was due and the group has not accepted it.
        due: the last day in time.
        before: its frozen report on the quarter before, or ``None``.
        statuses: how many indicators and activities stand how, by ``good``, ``risk``, ``late`` and ``none``.
        trend: how many more than in the frozen report on the quarter before; empty where there is none.
        money: euros by column of the budget; empty where the report has none.
        late: rows that are late, each with ``title`` and ``url``.
        changes: how the report differs from the frozen one on the quarter before.
        asked: decisions asked of the council, with what became of them.
        risks: what the group sees coming.
        silent: titles of the areas without whose comment the report stands.
        summary: the report's, by language.
    """

    body: Body
    report: Report | None
    due: date
    is_late: bool
    before: Report | None = None
    statuses: Mapping[str, int] = field(default_factory=dict)
    trend: Mapping[str, int] = field(default_factory=dict)
    money: Mapping[str, Decimal] = field(default_factory=dict)
    late: tuple[Mapping[str, Any], ...] = ()
    changes: tuple[Change, ...] = ()
    asked: tuple[Asked, ...] = ()
    risks: tuple[str, ...] = ()
    silent: tuple[Mapping[str, str], ...] = ()
    summary: Mapping[str, str] = field(default_factory=dict)


def council(quarter: Quarter, *, on: date) -> list[Council]:
    """Each group that owes reports, with its report on the quarter as it stands beside the one before."""
    now = _reports(quarter)
    before = {key: row for key, row in _reports(quarter.before).items() if row.state == ReportState.FROZEN}
    asked = asked_in(now.values())
    owing = Body.objects.filter(reports_per_year__gt=0).select_related("organisation__parent")
    return [_in_short(body, now.get(body.pk), before.get(body.pk), asked, quarter, on) for body in owing]


def reported_quarters() -> list[Quarter]:
    """The quarters on which there are reports, newest first."""
    rows = Report.objects.exclude(state=ReportState.SUPERSEDED).order_by().values_list("year", "quarter").distinct()
    return sorted((Quarter(year, number) for year, number in rows), reverse=True)


def _reports(quarter: Quarter) -> dict[int, Report]:
    rows = Report.objects.filter(year=quarter.year, quarter=quarter.number).exclude(state=ReportState.SUPERSEDED)
    return {row.body_id: row for row in rows.select_related("body__organisation__parent").prefetch_related("notes")}


def _in_short(
    body: Body,
    report: Report | None,
    before: Report | None,
    asked: Mapping[int, list[Asked]],
    quarter: Quarter,
    on: date,
) -> Council:
    is_late = on > quarter.due and (report is None or report.is_open)
    if report is None:
        return Council(body, None, quarter.due, is_late)
    content = content_of(report)
    names = area_names(content)
    earlier = content_of(before) if before else None
    statuses = statuses_of(content)
    then = statuses_of(earlier) if earlier else {}
    return Council(
        body,
        report,
        quarter.due,
        is_late,
        before=before,
        statuses=statuses,
        trend={status: statuses[status] - count for status, count in then.items()},
        money=money_of(_rows(content, MONEY)),
        late=tuple(
            {"title": row.get("name") or row.get("title"), "url": row.get("url", "")}
            for row in _followed(content)
            if row.get("status") == "late"
        ),
        changes=tuple(changes_between(earlier, content)) if earlier else (),
        asked=tuple(asked[report.pk]),
        risks=tuple(note["text"] for note in content["notes"] if note["kind"] == NoteKind.RISK),
        silent=tuple(names.get(key, {"en": key}) for key in content["silent"]["areas"]),
        summary=content["summary"],
    )


def statuses_of(content: Mapping[str, Any]) -> dict[str, int]:
    """How many of a payload's indicators and activities stand how."""
    counted = Counter(row.get("status", "none") for row in _followed(content))
    return {status: counted[status] for status in STATUSES}


def _followed(content: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (row for key in FOLLOWED for row in _rows(content, key))


def _rows(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return next((section["rows"] for section in content["sections"] if section["key"] == key), [])


def money_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
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
