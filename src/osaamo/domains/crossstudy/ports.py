"""What the domain offers to the others, and what it hears of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from osaamo.domains.crossstudy.enums import HELD, TERMINAL, Delivery, ResultStatus, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment, Outgoing, Party, Result
from osaamo.domains.crossstudy.queries import passed_keys
from osaamo.domains.crossstudy.services import completed, erase, hear_paid, hear_seat, held_about
from osaamo.kernel import capacity
from osaamo.kernel.duties import end_of, holders, holds, how_many, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Role, Ticket
from osaamo.kernel.refs import ref_of
from osaamo.ports import duties
from osaamo.ports.attainments import Attainment, attainments, passed_courses
from osaamo.ports.enrolled import Run, enrolled
from osaamo.ports.erasing import Eraser, register
from osaamo.ports.prices import paid_listener
from osaamo.ports.seats import Seats, seats

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

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


REFUSED = (State.DENIED, State.CANCELLED, State.LAPSED)
"""Ends that the student did not choose."""

LOOKED_AT_FOR = timedelta(days=14)
"""So long a refusal is to be looked at."""

UNDER_WAY = tuple(state for state in State if state not in TERMINAL)
"""States that are no end."""

ANSWERED_WITHIN = timedelta(days=3)
"""A host that has not answered a withdrawal by then is asked."""


def _desks(day: date, key: int = 0) -> QuerySet[Party]:
    """The parties with the enrolments that wait for their study offices, counted; nobody handles their own."""
    rows = Enrolment.objects.exclude(person=key)
    at_home, at_host = rows.filter(side=Side.HOME), rows.filter(side=Side.HOST)
    on_its_way = Outgoing.objects.filter(
        Q(delivered_at__isnull=True) | Q(delivered_at__gte=end_of(day - ANSWERED_WITHIN)), enrolment=OuterRef("pk")
    )
    withdrawn = at_home.filter(~Exists(on_its_way), wish=Wish.WITHDRAW, state__in=UNDER_WAY)
    return Party.objects.select_related("organisation").annotate(
        approve=how_many(at_home.filter(state=State.ASKED), "home"),
        withdrawn=how_many(withdrawn, "home"),
        decide=how_many(at_host.filter(state=State.RECEIVED), "host"),
        grade=how_many(at_host.filter(state=State.ENROLLED, ends__lte=day), "host"),
    )


def _to_mend() -> Mapping[int, Mapping[str, int]]:
    """By party, how many of its messages failed (``repair``), and of its results were not taken (``refused``)."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    failed = Outgoing.objects.filter(delivery=Delivery.FAILED).order_by()
    for side, home, host in failed.values_list("enrolment__side", "enrolment__home", "enrolment__host"):
        found[home if side == Side.HOME else host]["repair"] += 1
    refused = Result.objects.filter(status=ResultStatus.VALID, recognised=False, enrolment__side=Side.HOST)
    for host in refused.order_by().values_list("enrolment__host", flat=True):
        found[host]["refused"] += 1
    return found


def _piles(party: Party, mend: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    """The piles of a party of :func:`_desks` that hold anything, in the order they are told."""
    counts = {code: mend.get(party.pk, {}).get(code, 0) if code in TO_MEND else getattr(party, code) for code in SAYS}
    return {code: count for code, count in counts.items() if count}


SAYS: dict[str, Callable[[int], str]] = {
    "repair": lambda n: ngettext(
        "%(school)s: %(n)d message to another institution did not arrive. Repair it.",
        "%(school)s: %(n)d messages to other institutions did not arrive. Repair them.",
        n,
    ),
    "approve": lambda n: ngettext(
        "%(school)s: %(n)d of your students' enrolments elsewhere waits for approval.",
        "%(school)s: %(n)d of your students' enrolments elsewhere wait for approval.",
        n,
    ),
    "withdrawn": lambda n: ngettext(
        "%(school)s: the host has not confirmed the withdrawal of %(n)d of your students. Ask it.",
        "%(school)s: hosts have not confirmed the withdrawal of %(n)d of your students. Ask them.",
        n,
    ),
    "decide": lambda n: ngettext(
        "%(school)s: %(n)d enrolment from elsewhere waits for your decision.",
        "%(school)s: %(n)d enrolments from elsewhere wait for your decision.",
        n,
    ),
    "grade": lambda n: ngettext(
        "%(school)s: %(n)d result of a course that is over is to be entered.",
        "%(school)s: %(n)d results of courses that are over are to be entered.",
        n,
    ),
    "refused": lambda n: ngettext(
        "%(school)s: the home institution did not take %(n)d credit you sent. Find out why.",
        "%(school)s: the home institutions did not take %(n)d credits you sent. Find out why.",
        n,
    ),
}
"""What each pile of a study office says."""

OF_TEACHERS = ("grade",)
"""Piles that teachers may work on, too."""

TO_MEND = ("repair", "refused")
"""Piles of :func:`_to_mend`."""


def _of_office(key: int, day: date) -> Iterator[duties.Duty]:
    """The piles of the study offices where the person works; a teacher's are the results to enter."""
    planned = Party.objects.filter(holds(key, Role.PLANNER, on=day), pk=OuterRef("pk"))
    places = _desks(day, key).filter(holds(key, Role.PLANNER, Role.TEACHER, on=day)).annotate(office=Exists(planned))
    parties = list(places)
    mend = _to_mend() if any(party.office for party in parties) else {}
    for party in parties:
        for code, count in _piles(party, mend).items():
            if party.office or code in OF_TEACHERS:
                values = {"school": party.organisation.short_name, "n": count}
                sentence = said(lambda _, code=code, values=values: SAYS[code](values["n"]) % values)
                yield duties.Duty(f"crossstudy.{code}", ref_of(party), "/crossstudy/desk/", sentence)


def _for_students(day: date) -> QuerySet[Enrolment]:
    """The enrolments that ask something of their students: a seat to take or to pay, a refusal to look at."""
    asks = Q(state=State.OFFERED, wish=Wish.STUDY) | Q(state=State.UNPAID)
    refused = Q(state__in=REFUSED, changed_at__gte=end_of(day - LOOKED_AT_FOR))
    return Enrolment.objects.filter(asks | refused, person__is_active=True).order_by(
        F("offered_until").asc(nulls_last=True), "pk"
    )


def _of_student(key: int, day: date) -> Iterator[duties.Duty]:
    for row in _for_students(day).filter(person=key):
        code = "look" if row.state in REFUSED else "pay" if row.state == State.UNPAID else "take"
        yield duties.Duty(
            f"crossstudy.{code}",
            ref_of(row),
            f"/crossstudy/{row.pk}/",
            said(lambda language, row=row: _to_student(row) % {"title": translated(row.title, language)}),
            timezone.localdate(row.offered_until) if row.offered_until else None,
        )


def _to_student(row: Enrolment) -> str:
    if row.state == State.OFFERED:
        return gettext("A seat is offered to you on “%(title)s”. Take it in time, or it goes to the next.")
    if row.state == State.UNPAID:
        return gettext("Your seat on “%(title)s” is kept until you pay. Pay in time, or it goes to the next.")
    if row.state == State.LAPSED:
        return gettext("Your seat on “%(title)s” ran out. See what happened.")
    if row.state == State.CANCELLED:
        return gettext("Your enrolment on “%(title)s” was cancelled. See why.")
    return gettext("Your enrolment on “%(title)s” was not accepted. See why.")


def _people(day: date) -> set[str]:
    mend = _to_mend()
    waiting = {party.organisation_id: _piles(party, mend) for party in _desks(day)}
    offices = [place for place, piles in waiting.items() if piles]
    grading = [place for place in offices if not waiting[place].keys().isdisjoint(OF_TEACHERS)]
    found = refs_of(_for_students(day).order_by().values_list("person", flat=True).distinct())
    found |= holders(offices, Role.PLANNER, on=day) if offices else set()
    return found | (holders(grading, Role.TEACHER, on=day) if grading else set())


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    yield from _of_student(key_of(person), day)
    yield from _of_office(key_of(person), day)


duties.register("crossstudy.enrolments", duties.Source(_people, _duties))
