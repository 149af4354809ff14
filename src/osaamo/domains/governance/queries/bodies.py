"""Bodies, who sits in them on a day, and who chairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from osaamo.domains.governance.enums import SeatRole
from osaamo.domains.governance.models import Body, FollowUp, LeadTurn, Meeting, Seat
from osaamo.domains.governance.rules import chair_people, held_on
from osaamo.kernel.models import Organisation, Person

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def bodies() -> QuerySet[Body]:
    """The bodies in the order of the plan."""
    return Body.objects.select_related("organisation__parent")


def alliance() -> Organisation | None:
    """The alliance whose bodies these are; ``None`` before any is written."""
    first = bodies().first()
    return first.organisation if first else None


def seats_on(day: date) -> QuerySet[Seat]:
    """The seats that are held on the day."""
    return Seat.objects.filter(held_on(day)).select_related("person", "organisation", "body")


def lead_on(alliance: Organisation, day: date) -> Organisation | None:
    """The member that leads the alliance on the day, or ``None`` where no turn is written down."""
    turn = LeadTurn.objects.filter(held_on(day), alliance=alliance).select_related("organisation").first()
    return turn.organisation if turn else None


def chair_of(body: Body, day: date) -> tuple[Organisation | None, Person | None]:
    """The chair's organisation and person: with the lead turn where the chair rotates, else who holds the seat."""
    person = Person.objects.filter(pk__in=chair_people(body, day)).first()
    if body.chair_rotates:
        return lead_on(body.organisation, day), person
    seat = seats_on(day).filter(body=body, role=SeatRole.CHAIR).first()
    return (seat.organisation, person) if seat else (None, None)


def student_seats(day: date) -> tuple[QuerySet[Body], QuerySet[Body]]:
    """The bodies that have a student member on the day, and those that should have one."""
    should = Body.objects.filter(needs_student=True)
    held = seats_on(day).filter(body=OuterRef("pk"), role=SeatRole.STUDENT)
    return should.filter(Exists(held)), should


def open_follow_ups(body: Body | None = None) -> QuerySet[FollowUp]:
    """What decisions left to be done, earliest first."""
    rows = FollowUp.objects.filter(done_on__isnull=True).select_related("person", "decision__item__meeting__body")
    return rows if body is None else rows.filter(decision__item__meeting__body=body)


def next_meeting(key: str, on: date) -> Meeting | None:
    """The next meeting of the body with the key that is called for the day or later and was not held yet."""
    rows = Meeting.objects.filter(body__key=key, day__gte=on, held=False)
    return rows.select_related("body__organisation__parent").order_by("day", "pk").first()
