"""What events tell other domains: rows behind numbers, a section of reports, erasing people; and offered seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from osaamo.domains.events import queries, services
from osaamo.domains.events.models import AttendanceCount, Event, EventArea
from osaamo.kernel import capacity
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.models import Ticket
from osaamo.kernel.refs import ref_of
from osaamo.ports import erasing, planning
from osaamo.ports.reporting import Question, Section, section
from osaamo.ports.shown import Shown, shown_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TELL_OFFER = "osaamo.domains.events.jobs.tell_offer"

TITLE = {"fi": "Pidetyt tapahtumat", "sv": "Hållna evenemang", "en": "Events held"}
COLUMNS = {
    "title": {"fi": "Tapahtuma", "sv": "Evenemang", "en": "Event"},
    "areas": {"fi": "Alueet", "sv": "Områden", "en": "Areas"},
    "ended": {"fi": "Päättyi", "sv": "Slutade", "en": "Ended"},
    "attended": {"fi": "Osallistujia", "sv": "Deltagare", "en": "Attended"},
    "cost": {"fi": "Kustannus, €", "sv": "Kostnad, €", "en": "Cost, €"},
}
UNCOUNTED = {
    "fi": "Osallistujia ei ole merkitty: {title}",
    "sv": "Deltagarna har inte antecknats: {title}",
    "en": "Nobody wrote down who came: {title}",
}


@section("events.held")
def held_section(question: Question) -> Section:
    """The events that ended in the period, with how many came and what they cost; what nobody wrote is not known."""
    events = queries.held(question.period).prefetch_related("areas").order_by("ends", "pk")
    if question.areas:
        events = events.filter(Exists(EventArea.objects.filter(event=OuterRef("pk"), area__in=question.areas)))
    keys = [event.pk for event in events]
    attended, cost = queries.attended_of(keys), queries.cost_of(keys)
    areas = {item.key: dict(item.title) for item in planning.items(planning.Kind.AREA)}
    rows: list[dict[str, Any]] = []
    for event in events:
        amount = cost.get(event.pk)
        rows.append(
            {
                "title": dict(event.title),
                "areas": _joined([areas.get(one.area, {"fi": one.area}) for one in event.areas.all()]),
                "ended": timezone.localtime(event.ends).date().isoformat(),
                "attended": attended.get(event.pk),
                "cost": None if amount is None else f"{amount:.2f}",
                "ref": ref_of(event),
                "url": f"/events/{event.pk}/",
                "status": "good" if event.pk in attended else "none",
            }
        )
    silent = [event for event in events if event.pk not in attended]
    warnings = tuple(
        {code: text.format(title=_in(event.title, code)) for code, text in UNCOUNTED.items()} for event in silent
    )
    return Section("events.held", TITLE, COLUMNS, tuple(rows), warnings)


def _in(text: Mapping[str, str], code: str) -> str:
    return text.get(code) or next(iter(text.values()), "")


def _joined(titles: list[dict[str, str]]) -> dict[str, str]:
    return {code: ", ".join(_in(title, code) for title in titles) for code in erasing.LANGUAGES}


@shown_rows("events.event")
def show_events(refs: Collection[str]) -> dict[str, Shown]:
    """The published ones, with the day they end."""
    rows = Event.objects.filter(pk__in=map(_key, refs), published_at__isnull=False)
    return {ref_of(row): _shown(row) for row in rows}


@shown_rows("events.attendancecount")
def show_counts(refs: Collection[str]) -> dict[str, Shown]:
    """Each by its event and the institution."""
    rows = AttendanceCount.objects.filter(pk__in=map(_key, refs), event__published_at__isnull=False)
    return {
        ref_of(row): _shown(row.event, row.organisation.short_name if row.organisation else "")
        for row in rows.select_related("event", "organisation")
    }


def _shown(event: Event, detail: str = "") -> Shown:
    return Shown(event.title, f"/events/{event.pk}/", detail or timezone.localtime(event.ends).date().isoformat())


def _key(ref: str) -> int:
    """The primary key in a reference."""
    return int(ref.rpartition(":")[2])


@capacity.listener("events.registration")
def hear(change: capacity.Change) -> None:
    """Whoever is offered a seat is written to, by a job that starts once the offer is stored."""
    if change.state == Ticket.State.OFFERED:
        enqueue(TELL_OFFER, _key(change.holder))


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(removed=services.erase(person=_key(person)))


def _held(person: str) -> Mapping[str, int]:
    return queries.held_about(_key(person))


erasing.register(erasing.Eraser("events.registrations", ("events.Registration", "events.CalendarKey"), _erase, _held))
