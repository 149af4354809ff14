"""What leaves the evaluation as files: the calendar of calls, a statement as a table."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from icalendar import Calendar, Event

from osaamo.domains.evaluation.enums import Earns, Unit
from osaamo.domains.evaluation.queries import stored_lines
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from osaamo.domains.evaluation.models import Call, Statement

CALENDAR_TYPE = "text/calendar; charset=utf-8"
CSV_TYPE = "text/csv; charset=utf-8"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def calls_calendar(calls: Iterable[Call], *, language: str) -> bytes:
    """The calls as whole-day events (RFC 5545): the time to propose, and the day of the decision."""
    calendar = Calendar()
    calendar.add("prodid", "-//Osaamo//Osaamo//EN")
    calendar.add("version", "2.0")
    for call in calls:
        title = translated(call.title, language)
        open_ = gettext("%(title)s: open") % {"title": title}
        decision = gettext("%(title)s: decision") % {"title": title}
        calendar.add_component(_event(f"{call.key}-open", open_, call.opens_on, call.closes_on, call))
        calendar.add_component(_event(f"{call.key}-gate", decision, call.gate_on, call.gate_on, call))
    return bytes(calendar.to_ical())


def _event(uid: str, summary: str, first: date, last: date, call: Call) -> Event:
    event = Event()
    event.add("uid", f"{uid}@osaamo")
    event.add("summary", summary)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    # The same dates give the same file, so that calendars see no change where there is none.
    event.add("dtstamp", call.opens_on)
    return event


def statement_csv(statement: Statement) -> bytes:
    """The lines of a statement as CSV that spreadsheets take for text and numbers, never for formulas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            gettext("Proposal"), gettext("Earned by"), gettext("Unit"), gettext("Amount"), gettext("Share, %"),
            gettext("Count"), gettext("Result"), gettext("Rules, version"), gettext("Rows counted"),
        ]
    )  # fmt: skip
    for line in stored_lines(statement):
        count, result = (line.count, line.result) if line.has_source else (gettext("no source"), "")
        cells = [
            line.proposal, Earns(line.earns).label, Unit(line.unit).label, line.amount, line.share, count, result,
            statement.rules.version, " ".join(line.refs),
        ]  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
