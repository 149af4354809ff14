"""What leaves the calendar as files: iCalendar for programs, counts of attendance as a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar
from icalendar import Event as Entry

from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from osaamo.domains.events.models import AttendanceCount, Event

CALENDAR_TYPE = "text/calendar; charset=utf-8"
CSV_TYPE = "text/csv; charset=utf-8"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def events_calendar(
    events: Iterable[Event], *, name: str, language: str, with_link: Collection[int] = (), surely: Collection[int] = ()
) -> bytes:
    """The events as a calendar (RFC 5545) called ``name``; the same events give the same bytes.

    Args:
        events: those to write; one whose day is not known takes whole days and blocks none of them.
        name: shown as the name of the calendar.
        language: ``fi``, ``sv`` or ``en``.
        with_link: primary keys of the events whose link may be told.
        surely: primary keys of the events that block the time of whoever reads this.
    """
    made = Calendar()
    made.add("prodid", "-//Osaamo//Events//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for event in events:
        made.add_component(_entry(event, language, link=event.pk in with_link, blocks=event.pk in surely))
    return bytes(made.to_ical())


def _entry(event: Event, language: str, *, link: bool, blocks: bool) -> Entry:
    entry = Entry()
    entry.add("uid", f"event-{event.key}@osaamo")
    entry.add("summary", translated(event.title, language))
    if event.is_approximate:
        # Whole days; the end is the day after the last (RFC 5545, 3.6.1).
        entry.add("dtstart", timezone.localtime(event.starts).date())
        entry.add("dtend", timezone.localtime(event.ends).date() + dt.timedelta(days=1))
    else:
        entry.add("dtstart", event.starts.astimezone(dt.UTC))
        entry.add("dtend", event.ends.astimezone(dt.UTC))
    entry.add("dtstamp", event.changed_at.astimezone(dt.UTC))
    entry.add("last-modified", event.changed_at.astimezone(dt.UTC))
    entry.add("sequence", event.sequence)
    lines = [translated(event.description, language), event.link if link else ""]
    if any(lines):
        entry.add("description", "\n\n".join(filter(None, lines)))
    if event.place:
        entry.add("location", event.place)
    entry.add("url", urljoin(settings.OSAAMO_ADDRESS, reverse("event", args=[event.pk])))
    entry.add("status", "CONFIRMED" if event.cancelled_at is None else "CANCELLED")
    entry.add("transp", "OPAQUE" if blocks else "TRANSPARENT")
    return entry


def attendance_csv(counts: Iterable[AttendanceCount], *, language: str) -> bytes:
    """A row for each event and institution, as CSV that spreadsheets take for text and numbers, never for formulas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            gettext("Event"), gettext("Begins"), gettext("Institution"), gettext("Registered"),
            gettext("Came"), gettext("Came without registering"),
        ]
    )  # fmt: skip
    for row in counts:
        place = row.organisation.code if row.organisation else gettext("others")
        begins = timezone.localtime(row.event.starts).isoformat(timespec="minutes")
        cells = [translated(row.event.title, language), begins, place, row.registered, row.came, row.walked_in]
        writer.writerow([_safe(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
