"""Bodies, who sits in them on a day, and who chairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from osaamo.domains.governance.enums import SeatRole
from osaamo.domains.governance.models import Body, FollowUp, LeadTurn, Seat
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.queries import people_with

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.kernel.models import Person


def bodies() -> QuerySet[Body]:
    """The bodies in the order of the plan."""
    return Body.objects.select_related("organisation__parent")


def alliance() -> Organisation | None:
    """The alliance whose bodies these are; ``None`` before any is written."""
    first = bodies().first()
    return first.organisation if first else None


def seats_on(day: date) -> QuerySet[Seat]:
    """The seats that are held on the day."""
    return Seat.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day).select_related(
        "person", "organisation", "body"
    )


def lead_on(alliance: Organisation, day: date) -> Organisation | None:
    """The member that leads the alliance on the day, or ``None`` where no turn is written down."""
    turn = LeadTurn.objects.filter(alliance=alliance, starts__lte=day, ends__gte=day).select_related("organisation")
    found = turn.first()
    return found.organisation if found else None


def chair_of(body: Body, day: date) -> tuple[Organisation | None, Person | None]:
    """The chair's organisation and person: with the lead turn where the chair rotates, else who holds the seat."""
    if body.chair_rotates:
        leads = lead_on(body.organisation, day)
        return leads, people_with(Role.RECTOR, leads, on=day).first() if leads else None
    seat = seats_on(day).filter(body=body, role=SeatRole.CHAIR).first()
    return (seat.organisation, seat.person) if seat else (None, None)


def student_seats(day: date) -> tuple[QuerySet[Body], QuerySet[Body]]:
    """The bodies that have a student member on the day, and those that should have one."""
    should = Body.objects.filter(needs_student=True)
    held = seats_on(day).filter(body=OuterRef("pk"), role=SeatRole.STUDENT)
    return should.filter(Exists(held)), should


def open_follow_ups(body: Body | None = None) -> QuerySet[FollowUp]:
    """What decisions left to be done, earliest first."""
    rows = FollowUp.objects.filter(done_on__isnull=True).select_related("person", "decision__item__meeting__body")
    return rows if body is None else rows.filter(decision__item__meeting__body=body)
