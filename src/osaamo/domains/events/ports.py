"""What events tell other domains: rows behind numbers, a part of reports, duties, erasing people; and offered seats."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from osaamo.domains.events import queries, services
from osaamo.domains.events.models import AttendanceCount, Event, EventArea
from osaamo.domains.events.rules import HOLDS
from osaamo.kernel import capacity
from osaamo.kernel.duties import end_of, holders, holds, key_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.models import Ticket
from osaamo.kernel.refs import ref_of
from osaamo.ports import budgets, duties, erasing, planning
from osaamo.ports.reporting import Question, Section, section
from osaamo.ports.shown import Shown, shown_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

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


@budgets.purpose_source("events.events")
def purposes(line: str) -> tuple[budgets.Purpose, ...]:
    """The events planned from a line of the budget that were not cancelled."""
    rows = Event.objects.filter(budget_line=line, cancelled_at__isnull=True) if line else ()
    return tuple(budgets.Purpose(ref_of(row), row.title, row.activity, row.spearhead) for row in rows)


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


TO_TELL = 30
"""Days after an event in which its holders are reminded to write down who came."""


def _untold(day: date) -> QuerySet[Event]:
    """The published events of the last weeks at which nobody wrote down who came."""
    over = {"ends__gte": end_of(day - timedelta(days=TO_TELL)), "ends__lt": end_of(day - timedelta(days=1))}
    rows = Event.objects.filter(published_at__isnull=False, cancelled_at__isnull=True, **over)
    return rows.filter(~Exists(AttendanceCount.objects.filter(event=OuterRef("pk")))).order_by("ends", "pk")


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    for event in _untold(day).filter(holds(key_of(person), *HOLDS, on=day, at="owner")):
        yield duties.Duty(
            "events.attendance",
            ref_of(event),
            f"/events/{event.pk}/",
            said(
                lambda language, event=event: (
                    gettext("Write down who came to “%(title)s”.") % {"title": translated(event.title, language)}
                )
            ),
        )


def _people(day: date) -> set[str]:
    places = list(_untold(day).order_by().values_list("owner", flat=True).distinct())
    return holders(places, *HOLDS, on=day) if places else set()


duties.register("events.events", duties.Source(_people, _duties))
