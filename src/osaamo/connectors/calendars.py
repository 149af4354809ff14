"""A study path as an iCalendar file (RFC 5545) that any calendar can take in."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.plaintext import clean
from osaamo.connectors.study_values import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ZONE = ZoneInfo("Europe/Helsinki")
MEDIA_TYPE = "text/calendar; charset=utf-8"

_PRODUCT = "-//Osaamo//Osaamo//EN"
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f]+")
_CREDITS = {"fi": "op", "sv": "sp", "en": "credits"}


class BadStep(ConnectorError):
    """A step of the plan ends before it starts; ``step`` is its id."""

    code = "bad-calendar-step"


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """One realisation of a plan.

    Attributes:
        id: of the realisation; the events keep their identity as long as it stays the same.
        title: language code to name.
        institution, campus: names, or ``""``.
        starts, ends: first and last day; an event is made when both or one of them is known.
        meetings: begin and end of each, with a zone or in local Finnish time.
        credits: ECTS credits, or ``None``.
        url: page of the course, or ``""``; anything but a web address is left out.
        note: a text in the user's language, such as the gap the step closes, or ``""``.
    """

    id: str
    title: Mapping[str, str]
    institution: str = ""
    campus: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None
    meetings: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    credits: float | None = None
    url: str = ""
    note: str = ""


def plan_calendar(steps: Iterable[CalendarStep], name: str, language: str, *, at: dt.datetime) -> bytes:
    """The steps as a calendar called ``name``: an all-day event over each course, a timed event for each meeting.

    All-day events do not block the days; meetings do. Taken in again, changed steps replace their old events: the UIDs
    hang on the ids of the steps and the beginnings of the meetings, not on their order. The same arguments give the
    same bytes.

    Args:
        steps: the dated steps; one without any date makes no event.
        name: shown as the name of the calendar.
        language: ``fi``, ``sv`` or ``en``, for titles and units.
        at: when the plan was made (with a zone).

    Raises:
        BadStep: a step or meeting ends before it starts.
    """
    calendar = Calendar.new(prodid=_PRODUCT, language=language, uid=uuid.uuid5(uuid.NAMESPACE_OID, name))
    # RFC 7986 has NAME; X-WR-CALNAME is what Google, Apple and Outlook read. The library escapes neither by itself.
    calendar["NAME"] = calendar["X-WR-CALNAME"] = vText(clean(name))
    calendar.add("X-WR-TIMEZONE", str(ZONE))
    for step in steps:
        for event in _events(step, language, at):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(step: CalendarStep, language: str, at: dt.datetime) -> Iterator[Event]:
    first, last = step.starts or step.ends, step.ends or step.starts
    if first is not None and last is not None:
        if last < first:
            raise BadStep(f"The course {step.id} ends on {last}, before it starts on {first}.", step=step.id)
        # DTEND is the day after the last one (RFC 5545, 3.6.1).
        yield _event(step, "days", language, at, start=first, end=last + dt.timedelta(days=1), blocks=False)
    taken: set[str] = set()
    for begins, ends in dict.fromkeys(step.meetings):
        begin, end = _local(begins), _local(ends)
        if end.astimezone(dt.UTC) < begin.astimezone(dt.UTC):
            raise BadStep(f"A meeting of {step.id} ends at {ends}, before it starts at {begins}.", step=step.id)
        key = begin.astimezone(dt.UTC).isoformat()
        if key in taken:  # two groups that meet at once
            key = f"{key} {end.astimezone(dt.UTC).isoformat()}"
        taken.add(key)
        yield _event(step, key, language, at, start=begin, end=end, blocks=True)


def _event(
    step: CalendarStep, key: str, language: str, at: dt.datetime, *, start: dt.date, end: dt.date, blocks: bool
) -> Event:
    title = clean(step.title.get(language) or shown_name(step.title)) or step.id
    event = Event.new(
        uid=f"{uuid.uuid5(uuid.NAMESPACE_OID, f'{step.id} {key}')}@osaamo",
        stamp=at.astimezone(dt.UTC),
        summary=title,
        start=start,
        end=end,
        location=", ".join(filter(None, map(clean, (step.institution, step.campus)))) or None,
        description=_description(step, language) or None,
        url=step.url if _WEB.fullmatch(step.url) else None,
    )
    event.add("TRANSP", "OPAQUE" if blocks else "TRANSPARENT")
    return event


def _description(step: CalendarStep, language: str) -> str:
    extent = f"{step.credits:g} {_CREDITS.get(language, _CREDITS['en'])}" if step.credits is not None else ""
    if language in {"fi", "sv"}:
        extent = extent.replace(".", ",")
    return "\n".join(filter(None, (extent, clean(step.note))))


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
