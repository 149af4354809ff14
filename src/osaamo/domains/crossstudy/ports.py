"""What the domain offers to the others, and what it hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from osaamo.domains.crossstudy.enums import HELD, Side
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.queries import passed_keys
from osaamo.domains.crossstudy.services import completed, erase, hear_paid, hear_seat, held_about
from osaamo.kernel import capacity
from osaamo.kernel.models import Ticket
from osaamo.ports.attainments import Attainment, attainments, passed_courses
from osaamo.ports.enrolled import Run, enrolled
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


@enrolled("crossstudy.enrolments")
def runs(keys: Collection[str]) -> Mapping[str, tuple[Run, ...]]:
    """How many asked and hold a seat, of each dated run, as its host counts; a run nobody asked for is not seen."""
    rows = Enrolment.objects.filter(side=Side.HOST, starts__isnull=False, course_key__in=keys)
    held = Count("pk", filter=Q(state__in=HELD))
    counted = list(
        rows.values("course_key", "offer_ref", "starts")
        .annotate(asked=Count("pk"), admitted=held)
        .order_by("starts", "offer_ref")
    )
    pools = capacity.left(pools={row["offer_ref"] for row in counted})
    found: dict[str, list[Run]] = {}
    for row in counted:
        pool = pools.get(row["offer_ref"])
        run = Run(row["starts"], row["asked"], row["admitted"], pool.size if pool else None)
        found.setdefault(row["course_key"], []).append(run)
    return {key: tuple(of_key) for key, of_key in found.items()}


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
