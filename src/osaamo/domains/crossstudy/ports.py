"""What the domain offers to the others, and what it hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.queries import passed_keys
from osaamo.domains.crossstudy.services import completed, erase, hear_paid, hear_seat, held_about
from osaamo.kernel import capacity
from osaamo.kernel.models import Ticket
from osaamo.ports.attainments import Attainment, attainments, passed_courses
from osaamo.ports.erasing import Eraser, register
from osaamo.ports.prices import paid_listener
from osaamo.ports.seats import Seats, seats

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

HOLDER = "crossstudy.enrolment"
COURSE_GONE = "cancelled"


@seats("crossstudy.enrolments")
def seats_left(refs: Collection[str]) -> Mapping[str, Seats]:
    """Free seats and how many wait, of the offers somebody enrolled on."""
    return {ref: Seats(left.free, left.waiting) for ref, left in capacity.left(pools=refs).items()}


@attainments("crossstudy.results")
def results(start: date, end: date) -> Iterator[Attainment]:
    """What was completed in the days and stands."""
    return completed(start, end)


@passed_courses("crossstudy.results")
def passed(person: str) -> Collection[str]:
    """Keys of the courses that a person passed by enrolling here."""
    return passed_keys(person)


@paid_listener("crossstudy.paid")
def paid(enrolment: str) -> None:
    """An enrolment was paid."""
    row = _enrolment(enrolment)
    if row is not None:
        hear_paid(row)


@capacity.listener(HOLDER)
def seat_changed(change: capacity.Change) -> None:
    """A seat is offered to somebody in the queue, or the offer or the queue ended."""
    row = _enrolment(change.holder)
    if row is not None:
        hear_seat(
            row,
            offered=change.state == Ticket.State.OFFERED,
            until=change.offered_until,
            closed=change.reason == COURSE_GONE,
        )


register(
    Eraser(
        "crossstudy.enrolments",
        models=("crossstudy.Enrolment", "crossstudy.Result", "crossstudy.StudyRight"),
        erase=erase,
        held=held_about,
    )
)


def _enrolment(ref: str) -> Enrolment | None:
    label, _, pk = ref.partition(":")
    return Enrolment.objects.filter(pk=pk).first() if label == HOLDER and pk.isdecimal() else None
