"""Reads of events: the calendar, who has a seat, what was counted and said."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from osaamo.domains.events.models import AttendanceCount, CalendarKey, Cost, Event, EventArea, Registration
from osaamo.kernel import capacity
from osaamo.kernel.models import Organisation, Ticket
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports import budgets
from osaamo.ports.budgets import ZERO, Costs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from osaamo.kernel.capacity import Left, Standing
    from osaamo.kernel.models import Person
    from osaamo.ports.measures import Period

ENOUGH = 3
"""Feedback is shown from so many answers on: of fewer one could guess whose they are."""


def events() -> QuerySet[Event]:
    """All events, with what a page of them needs."""
    return Event.objects.select_related("owner__parent__parent").prefetch_related("areas", "co_organisers")


def public_events(*, area: str = "", kind: str = "", institution: str = "") -> QuerySet[Event]:
    """The events of the calendar; narrowed to an area, a kind, and an institution that holds or helps to hold it."""
    rows = events().filter(published_at__isnull=False)
    if area:
        rows = rows.filter(Exists(EventArea.objects.filter(event=OuterRef("pk"), area=area)))
    if kind:
        rows = rows.filter(kind=kind)
    if institution:
        helps = Event.co_organisers.through.objects.filter(event=OuterRef("pk"), organisation__code=institution)
        rows = rows.filter(Q(owner__code=institution) | Exists(helps))
    return rows


def held(period: Period, area: str = "") -> QuerySet[Event]:
    """The published events that ended in the period and were not cancelled; of one area, if one is given."""
    # As moments, not as dates of them: a database can find those by an index.
    begin, end = (timezone.make_aware(dt.datetime.combine(day, dt.time.min)) for day in (period.start, period.end))
    rows = Event.objects.filter(
        published_at__isnull=False, cancelled_at__isnull=True, ends__gte=begin, ends__lt=end, ends__lte=timezone.now()
    )
    return rows.filter(Exists(EventArea.objects.filter(event=OuterRef("pk"), area=area))) if area else rows


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of days from Monday on, with the events of each day; days of other months are ``None``."""

    first: dt.date
    weeks: tuple[tuple[tuple[dt.date, tuple[Event, ...]] | None, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Whether it has no event."""
        return not any(cell and cell[1] for week in self.weeks for cell in week)

    @property
    def before(self) -> str:
        """The month before, as an address writes it; empty before the first year a calendar can have."""
        return _month_of(self.first - dt.timedelta(days=1)) if self.first > dt.date(1901, 1, 1) else ""

    @property
    def after(self) -> str:
        """The month after."""
        return _month_of(self.first + dt.timedelta(days=31)) if self.first < dt.date(2200, 1, 1) else ""


def _month_of(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def month_of(rows: QuerySet[Event], first: dt.date) -> Month:
    """The month that begins on ``first`` with the events among the rows whose day is known; each on all its days."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    begin, end = (
        timezone.make_aware(dt.datetime.combine(day, dt.time.min)) for day in (first, last + dt.timedelta(days=1))
    )
    of_day: dict[dt.date, list[Event]] = {}
    for event in rows.filter(is_approximate=False, starts__lt=end, ends__gte=begin):
        day = max(first, timezone.localtime(event.starts).date())
        while day <= min(last, timezone.localtime(event.ends).date()):
            of_day.setdefault(day, []).append(event)
            day += dt.timedelta(days=1)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        tuple(
            tuple((day, tuple(of_day.get(day, ()))) if day.month == first.month else None for day in week)
            for week in weeks
        ),
    )


def institution_of(person: Person) -> Organisation | None:
    """The institution a person belongs to today, by their oldest membership in one; ``None`` for others."""
    for membership in memberships_on().filter(person=person).order_by("starts", "pk"):
        for place in membership.organisation.lineage():
            if place.kind == Organisation.Kind.INSTITUTION:
                return place
    return None


def institutions() -> QuerySet[Organisation]:
    """The institutions people come from."""
    return Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).order_by("code")


def left_of(rows: Sequence[Event]) -> dict[int, Left]:
    """The seats of events by primary key; an event without an own pool is left out."""
    pools = {ref_of(event): event.pk for event in rows}
    return {pools[ref]: left for ref, left in capacity.left(pools=list(pools)).items()}


def ticket_of(registration: Registration) -> Ticket | None:
    """The newest ticket of a registration."""
    return capacity.ticket_of(pool=f"events.event:{registration.event_id}", holder=ref_of(registration))


def standing_of(registration: Registration) -> Standing | None:
    """Where a registration stands, and why; ``None`` without a ticket."""
    ticket = ticket_of(registration)
    return capacity.standing(ticket) if ticket else None


def registration_of(event: Event, person: Person) -> Registration | None:
    """The person's registration for an event."""
    return Registration.objects.select_related("event", "person").filter(event=event, person=person).first()


def registrations_of(person: Person) -> list[tuple[Registration, Standing | None]]:
    """All of a person's registrations, the next event first, with where each stands."""
    rows = Registration.objects.filter(person=person).select_related("event__owner", "person").order_by("event__starts")
    return [(row, standing_of(row)) for row in rows]


def seated(event: Event) -> QuerySet[Registration]:
    """The registrations of an event that hold a seat."""
    held = Ticket.objects.filter(pool__ref=ref_of(event), state=Ticket.State.HELD).values_list("holder_ref", flat=True)
    keys = [int(ref.rpartition(":")[2]) for ref in held if ref]
    return event.registrations.filter(pk__in=keys).select_related("person", "organisation")


def attended_of(keys: Collection[int]) -> dict[int, int]:
    """How many came to events, by primary key; one nobody counted at is left out."""
    rows = AttendanceCount.objects.filter(event__in=keys).order_by().values("event")
    return {
        event: came + more
        for event, came, more in rows.annotate(a=Sum("came"), b=Sum("walked_in")).values_list("event", "a", "b")
    }


@dataclass(frozen=True, slots=True)
class EventCosts:
    """What an event costs: the rows of the budget that are for it, and what is not in the budget's books."""

    budget: Costs = field(default_factory=Costs)
    other: tuple[Cost, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """Euros of all rows together; ``None`` where there are none."""
        if not self.budget.rows and not self.other:
            return None
        return self.budget.total + sum((one.amount for one in self.other), ZERO)


def costs_of(event: Event) -> EventCosts:
    """What an event costs, with its rows."""
    ref = ref_of(event)
    return EventCosts(budgets.costs([ref]).get(ref, Costs()), tuple(event.costs.all()))


def cost_of(keys: Collection[int]) -> dict[int, Decimal]:
    """What events cost in euros, by primary key; one without a row is left out."""
    rows = Cost.objects.filter(event__in=keys).order_by().values("event").annotate(total=Sum("amount"))
    found: dict[int, Decimal] = dict(rows.values_list("event", "total"))
    refs = {f"events.event:{key}": key for key in keys}
    for ref, costs in budgets.costs(list(refs)).items():
        found[refs[ref]] = found.get(refs[ref], ZERO) + costs.total
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """The feedback on an event: how many answered, the mean grade and the texts, both empty of too few answers."""

    count: int
    mean: float | None = None
    texts: tuple[str, ...] = ()


def said_of(event: Event) -> Said:
    """What those who were there thought of an event."""
    told = event.feedback.aggregate(count=Count("pk"), mean=Avg("grade"))
    if told["count"] < ENOUGH:
        return Said(told["count"])
    texts = event.feedback.exclude(text="").values_list("text", flat=True)
    return Said(told["count"], float(told["mean"]), tuple(texts))


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def owner_of_calendar(key: str) -> Person | None:
    """Whose calendar a key opens; ``None`` where it opens none."""
    row = CalendarKey.objects.select_related("person").filter(digest=digest_of(key), person__is_active=True).first()
    return row.person if row else None


def held_about(person: int) -> dict[str, int]:
    """The rows that lead to a person, by label of the model."""
    return {
        "events.Registration": Registration.objects.filter(person=person).count(),
        "events.CalendarKey": CalendarKey.objects.filter(person=person).count(),
    }
