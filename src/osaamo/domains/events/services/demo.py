"""The sample calendar: the dated events of the plan of 2021, and two to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.events.enums import Kind
from osaamo.domains.events.models import Event, EventArea
from osaamo.domains.events.services.holding import publish
from osaamo.domains.events.services.registering import register
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.kernel.models import Person

ALLIANCE = "3amk"
FRIDAY = 4

KINDS = {
    "ev21-pub-webinar": Kind.WEBINAR,
    "ev21-open-rdi": Kind.WEBINAR,
    "ev21-innovation-culture": Kind.WORKSHOP,
    "ev21-areas-workshop": Kind.WORKSHOP,
    "ev21-teaching-rdi": Kind.INFORMATION,
    "ev21-eu-office": Kind.NETWORKING,
    "ev21-hackathon": Kind.HACKATHON,
}
"""What the plan's rows are; the rest are other events."""

TERMS = {
    "ev21-booster-spring": (date(2021, 1, 1), date(2021, 7, 31)),
    "ev21-booster-autumn": (date(2021, 8, 1), date(2021, 12, 31)),
}
"""Rows of which the plan tells the term only."""

COMING: tuple[dict[str, Any], ...] = (
    {
        "key": "sample-ai-hackathon", "days": 24, "hours": (9, 16), "kind": Kind.HACKATHON, "seats": 40,
        "quotas": {"haaga-helia": 10, "laurea": 10, "metropolia": 10}, "areas": ("ai", "entrepreneurship"),
        "place": "Metropolia, Myllypuro", "owner": "metropolia", "helpers": ("haaga-helia", "laurea"),
        "registers": True,
        "title": {
            "fi": "Tekoälyhackathon: arjen pienet avut", "sv": "AI-hackathon: små hjälpmedel i vardagen",
            "en": "AI hackathon: small help for everyday life",
        },
        "description": {
            "fi": "Päivässä tiimit rakentavat kokeilun yrityksen antamasta aiheesta. Aiempaa kokemusta ei tarvita.",
            "sv": "På en dag bygger teamen ett försök utifrån ett företags utmaning. Ingen erfarenhet behövs.",
            "en": "In a day, teams build a trial on a challenge set by a company. No experience is needed.",
        },
    },
    {
        "key": "sample-open-rdi", "days": 49, "hours": (13, 15), "kind": Kind.WEBINAR, "seats": None, "quotas": {},
        "areas": ("rdi",), "place": "", "owner": ALLIANCE, "helpers": (), "registers": False,
        "title": {
            "fi": "Avoin TKI käytännössä", "sv": "Öppen FUI i praktiken", "en": "Open RDI in practice",
        },
        "description": {
            "fi": "Kolme hanketta kertoo, mitä ne avasivat, mitä eivät ja miksi.",
            "sv": "Tre projekt berättar vad de öppnade, vad de inte öppnade och varför.",
            "en": "Three projects tell what they opened, what they did not, and why.",
        },
    },
)  # fmt: skip


@transaction.atomic
def load_demo(
    *,
    events: Iterable[Mapping[str, Any]],
    activities: Iterable[Mapping[str, Any]],
    on: date,
    people: Mapping[str, Person],
) -> int:
    """How many events were written; those that are there already stay as they are.

    The plan tells the period of each of its events, not the day, and nothing of who came or of the cost: so each is
    over a period, without attendance, and with the line of the budget it was planned from.

    Args:
        events: the rows of the plan with ``id``, ``name``, ``area``, ``activity`` and ``budget_line``.
        activities: the plan's activities with ``id``, ``start``, ``end``, ``other_areas`` and ``src``.
        on: today.
        people: the sample people by role.
    """
    of_key = {row["id"]: row for row in activities}
    made = sum(_past(row, of_key[row["activity"]]) for row in events if row["activity"] in of_key)
    return made + sum(_coming(row, on, people.get("student")) for row in COMING)


def _past(row: Mapping[str, Any], activity: Mapping[str, Any]) -> bool:
    first, last = TERMS.get(row["id"], (activity["start"], activity["end"]))
    event, is_new = Event.objects.get_or_create(
        key=row["id"],
        defaults={
            "title": row["name"],
            "kind": KINDS.get(row["id"], Kind.OTHER),
            "activity": row["activity"],
            "budget_line": row.get("budget_line") or "",
            "owner": Organisation.objects.get(code=ALLIANCE),
            "starts": _moment(first, 0),
            "ends": _moment(last + timedelta(days=1), 0) - timedelta(minutes=1),
            "is_approximate": True,
            "published_at": timezone.now(),
            "source": f"plan 2021-2024 {activity.get('src', '')}".strip(),
        },
    )
    for area in (row["area"], *activity.get("other_areas", ())) if is_new else ():
        EventArea.objects.get_or_create(event=event, area=area)
    return is_new


def _coming(row: Mapping[str, Any], on: date, student: Person | None) -> bool:
    begins, ends = row["hours"]
    day = on + timedelta(days=row["days"])
    if day.weekday() > FRIDAY:
        day += timedelta(days=7 - day.weekday())
    same = ("title", "description", "kind", "seats", "quotas", "place")
    event, is_new = Event.objects.get_or_create(
        key=row["key"],
        defaults={
            **{name: row[name] for name in same},
            "owner": Organisation.objects.get(code=row["owner"]),
            "starts": _moment(day, begins),
            "ends": _moment(day, ends),
        },
    )
    if is_new:
        event.co_organisers.set(Organisation.objects.filter(code__in=row["helpers"]))
        for area in row["areas"]:
            EventArea.objects.create(event=event, area=area)
        event = publish(event=event, by=None)
        if student is not None and row["registers"]:
            register(event=event, person=student)
    return is_new


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
