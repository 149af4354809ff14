"""Numbers of events for the plan. An event counts once it is over, in the period it ended in, for its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from osaamo.domains.events.enums import Kind
from osaamo.domains.events.models import AttendanceCount, Event, EventArea
from osaamo.domains.events.queries import held
from osaamo.kernel.measuring import QueryTally, beginning_of
from osaamo.ports.measures import Kind as Flow
from osaamo.ports.measures import Period, Pipeline, Stage, measure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.ports.measures import Tally

PUBLISHED = {
    "fi": "julkaistut tapahtumat, eivät vielä pidetyt",
    "sv": "publicerade evenemang som inte har hållits",
    "en": "published events, not held yet",
}


def _coming(**chosen: str) -> Callable[..., Pipeline]:
    """The pipeline of events that were published and not over when a day began."""

    def pipeline(period: Period, on: date, area: str = "") -> Pipeline:
        split = max(period.start, min(on, period.end))
        day, end = beginning_of(on), beginning_of(period.end)
        rows = Event.objects.filter(
            Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=day),
            published_at__lt=day,
            ends__gte=beginning_of(split),
            ends__lt=end,
            **chosen,
        )
        if area:
            rows = rows.filter(Exists(EventArea.objects.filter(event=OuterRef("pk"), area=area)))
        came = rows.filter(pk__in=held(Period(split, period.end), area).values("pk"))
        done = held(Period(period.start, split), area).filter(**chosen)
        return Pipeline(_of_owner(done), (Stage("published", PUBLISHED, _of_owner(rows), _of_owner(came)),))

    return pipeline


def _of_owner(rows: QuerySet[Event]) -> QueryTally:
    return QueryTally(rows, organisation="owner")


@measure("events.events", unit="events", kind=Flow.FLOW, by=("area",), pipeline=_coming())
def events(period: Period, area: str = "") -> Tally:
    """Events held."""
    return QueryTally(held(period, area), organisation="owner")


@measure("events.hackathons", unit="events", kind=Flow.FLOW, by=("area",), pipeline=_coming(kind=Kind.HACKATHON))
def hackathons(period: Period, area: str = "") -> Tally:
    """Hackathons held."""
    return QueryTally(held(period, area).filter(kind=Kind.HACKATHON), organisation="owner")


@measure("events.joint", unit="events", kind=Flow.FLOW)
def joint(period: Period) -> Tally:
    """Events held by two areas or more together."""
    several = EventArea.objects.values("event").annotate(areas=Count("pk")).filter(areas__gte=2)
    return QueryTally(held(period).filter(pk__in=several.values("event")), organisation="owner")


@measure("events.participants", unit="people", kind=Flow.FLOW, by=("area",))
def participants(period: Period, area: str = "") -> Tally:
    """People who came, by the institution they came from; somebody who came to two events counts twice."""
    rows = AttendanceCount.objects.filter(event__in=held(period, area))
    return QueryTally(rows, value=F("came") + F("walked_in"))
