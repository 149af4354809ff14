"""Numbers of events for the plan. An event counts once it is over, in the period it ended in, for its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F

from osaamo.domains.events.enums import Kind
from osaamo.domains.events.models import AttendanceCount, EventArea
from osaamo.domains.events.queries import held
from osaamo.kernel.measuring import QueryTally
from osaamo.ports.measures import Kind as Flow
from osaamo.ports.measures import measure

if TYPE_CHECKING:
    from osaamo.ports.measures import Period, Tally


@measure("events.events", unit="events", kind=Flow.FLOW, by=("area",))
def events(period: Period, area: str = "") -> Tally:
    """Events held."""
    return QueryTally(held(period, area), organisation="owner")


@measure("events.hackathons", unit="events", kind=Flow.FLOW, by=("area",))
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
