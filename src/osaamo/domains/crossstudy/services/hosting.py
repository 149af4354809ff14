"""What the host does with an enrolment: takes it in, gives a seat or a place in the queue, decides, cancels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.ripa_messages import MessageType
from osaamo.domains.crossstudy.enums import AT_HOST, Audience, Reason, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.queries import host_says, offer_with_key, unmet
from osaamo.domains.crossstudy.rules import Standing, host_hears
from osaamo.domains.crossstudy.services import composing, paying, seating
from osaamo.domains.crossstudy.services.moving import begin, change, in_order_of_locks, locked, move
from osaamo.domains.crossstudy.services.posting import post
from osaamo.kernel import capacity
from osaamo.kernel.models import Ticket
from osaamo.kernel.trails import audit
from osaamo.ports import offers

if TYPE_CHECKING:
    from uuid import UUID

    from osaamo.connectors.ripa_messages import Registration, StudyRightUpdate
    from osaamo.domains.crossstudy.models import Party
    from osaamo.kernel.models import Person


def hear_registration(message: Registration, *, key: UUID, home: Party, host: Party) -> Enrolment:
    """The host's row after a registration: a new one is judged and seated, a known one follows the student's wish."""
    known = Enrolment.objects.filter(key=key, side=Side.HOST).first()
    if known is not None:
        return _follow(locked(known), composing.wish_in(message))
    enrolment = _taken_in(message, key=key, home=home, host=host)
    refused = next((answer for answer in host_says(enrolment) if answer.blocks), None)
    if refused is not None:
        move(enrolment, State.DENIED, reason=refused.reason)
    elif not host.decides and not unmet(enrolment):
        admit(enrolment, who=None)
    answer(enrolment)
    return enrolment


def _taken_in(message: Registration, *, key: UUID, home: Party, host: Party) -> Enrolment:
    chosen = message.selections[0].selection_item_id
    offer = offer_with_key(chosen, host.organisation.code)
    return begin(
        Enrolment(
            key=key,
            side=Side.HOST,
            home=home,
            host=host,
            student=message.student.body(),
            network=message.network_identifier,
            audience=Audience.DEGREE,
            offer_ref=offer.ref if offer else "",
            offer_key=chosen,
            course_key=offer.course if offer else "",
            title=dict(offer.title) if offer else {"fi": chosen},
            credits=offer.credits if offer else 0,
            starts=offer.starts if offer else None,
            ends=offer.ends if offer else None,
            languages=list(offer.languages) if offer else [],
            state=State.RECEIVED,
            asked_at=message.enrolment_date_time,
        ),
        who=None,
    )


def _follow(enrolment: Enrolment, wish: Wish) -> Enrolment:
    """The known enrolment after another wish; the answer says what there is, also where the wish came too late."""
    heard = host_hears(Standing(State(enrolment.state), Wish(enrolment.wish)), wish)
    change(enrolment, wish=heard.wish)
    if heard.state == State.WITHDRAWN != enrolment.state:
        _end(enrolment, State.WITHDRAWN, reason=Reason.BY_STUDENT, who=None)
    elif heard.state == State.ENROLLED != enrolment.state:
        _take_offer(enrolment, who=None)
    answer(enrolment)
    return enrolment


def admit(enrolment: Enrolment, *, who: Person | None) -> None:
    """The received enrolment with a seat, or in the queue where there is none."""
    ticket = seating.ask(enrolment)
    if ticket.state == Ticket.State.HELD:
        seat(enrolment, who=who)
    else:
        move(enrolment, State.QUEUED, who=who, reason=Reason.QUEUE_POSITION, rank=capacity.standing(ticket).rank)


def seat(enrolment: Enrolment, *, who: Person | None) -> None:
    """The enrolment that just got a seat: it waits for payment, or the study right begins."""
    if enrolment.home is None and paying.charge(enrolment):
        move(enrolment, State.UNPAID, who=who, reason="", rank=None, offered_until=paying.deadline())
        return
    enrol(enrolment, who=who)


def enrol(enrolment: Enrolment, *, who: Person | None) -> None:
    """The enrolment with a seat and a study right for the time of the course."""
    first, last = composing.days_of_right(enrolment, timezone.localdate())
    move(
        enrolment,
        State.ENROLLED,
        who=who,
        reason="",
        rank=None,
        offered_until=None,
        right_key=f"{enrolment.host.tk_code}-{enrolment.key.hex[:12]}",
        right_starts=first,
        right_ends=last,
        student_number=f"R{enrolment.pk:07d}",
    )


def _take_offer(enrolment: Enrolment, *, who: Person | None) -> None:
    """The offered seat, taken; an offer that ran out meanwhile has lapsed."""
    ticket = seating.ticket_of(enrolment)
    assert ticket is not None  # noqa: S101 - whoever was offered a seat has a ticket
    try:
        capacity.accept(ticket=ticket)
    except (capacity.OfferExpired, capacity.NotOffered):
        move(enrolment, State.LAPSED, who=who, reason=Reason.NOT_TAKEN, offered_until=None)
    else:
        seat(enrolment, who=who)


def _end(
    enrolment: Enrolment, to: State, *, reason: Reason, who: Person | None, note: dict[str, str] | None = None
) -> None:
    """The enrolment at its end: its seat is free, its study right over, what was unpaid is void."""
    ended = {"right_ends": max(enrolment.right_starts, timezone.localdate())} if enrolment.right_starts else {}
    move(enrolment, to, who=who, reason=reason, note=note or {}, rank=None, offered_until=None, **ended)
    seating.release(enrolment, reason=to.value)
    paying.release(enrolment)


def answer(enrolment: Enrolment) -> None:
    """Tell the home the state there is; in open studies there is nobody to tell."""
    if enrolment.home is not None:
        post(enrolment, MessageType.REGISTRATION_REPLY, composing.reply(enrolment, seats=seating.size(enrolment)))


@transaction.atomic
def withdraw_for_home(*, enrolment: Enrolment) -> Enrolment:
    """The host's row after its student's home withdrew it by other means than a message; the home is told.

    Raises:
        IllegalMove: it is over.
    """
    row = locked(enrolment)
    _end(row, State.WITHDRAWN, reason=Reason.BY_STUDENT, who=None)
    answer(row)
    return row


@transaction.atomic
def decide(*, enrolment: Enrolment, accept: bool, who: Person, note: dict[str, str] | None = None) -> Enrolment:
    """The host's study office says yes or no to an enrolment it received.

    Raises:
        IllegalMove: it was decided meanwhile, or withdrawn.
    """
    row = locked(enrolment)
    if accept and row.state == State.RECEIVED:
        admit(row, who=who)
    else:
        move(row, State.DENIED, who=who, reason=Reason.BY_HOST, note=note or {})
    answer(row)
    return row


@transaction.atomic
def cancel(
    *, enrolment: Enrolment, who: Person | None, reason: Reason = Reason.BY_HOST, note: dict[str, str] | None = None
) -> Enrolment:
    """The host ends an enrolment that was under way.

    Raises:
        IllegalMove: it has ended already.
    """
    row = locked(enrolment)
    _end(row, State.CANCELLED, reason=reason, who=who, note=note)
    answer(row)
    return row


@transaction.atomic
def join_open(*, enrolment: Enrolment, who: Person) -> Enrolment:
    """A new enrolment in open studies, seated or queued at once; what it requires and is not known is checked first."""
    row = begin(enrolment, who=who)
    if not unmet(row):
        admit(row, who=who)
    return row


@transaction.atomic
def wish_open(*, enrolment: Enrolment, wish: Wish, who: Person) -> Enrolment:
    """The enrolment in open studies after its student withdrew or took the offered seat."""
    row = locked(enrolment)
    change(row, wish=wish)
    if wish == Wish.ACCEPT and row.state == State.OFFERED:
        _take_offer(row, who=who)
    elif wish == Wish.WITHDRAW:
        _end(row, State.WITHDRAWN, reason=Reason.BY_STUDENT, who=who)
    return row


def hear_seat(holder: Enrolment, *, offered: bool, until: Any, closed: bool) -> None:
    """The queue moved: a seat is offered, or an offer (or with ``closed`` the whole queue) ran out."""
    row = locked(holder)
    if offered and row.state == State.QUEUED:
        move(row, State.OFFERED, reason="", rank=None, offered_until=until)
    elif not offered and row.state == State.OFFERED:
        move(row, State.LAPSED, reason=Reason.NOT_TAKEN, offered_until=None)
    elif closed and row.state == State.QUEUED:
        move(row, State.CANCELLED, reason=Reason.COURSE_CANCELLED, rank=None)
    else:
        return
    answer(row)


def hear_study_right(enrolment: Enrolment, message: StudyRightUpdate) -> None:
    """The host's copy of a changed study right at home."""
    if enrolment.student:
        change(enrolment, student=enrolment.student | {"homeStudyRight": message.home_study_right.body()})
    audit(verb="crossstudy.study-right", about=enrolment, organisation=enrolment.organisation)


@transaction.atomic
def let_lapse_unpaid() -> int:
    """How many enrolments were not paid in time and gave their seat back."""
    late = Enrolment.objects.filter(side=Side.HOST, state=State.UNPAID, offered_until__lt=timezone.now())
    rows = [locked(row) for row in in_order_of_locks(late)]
    for row in rows:
        _end(row, State.LAPSED, reason=Reason.NOT_PAID, who=None)
    return len(rows)


@transaction.atomic
def tell_ranks() -> int:
    """How many who wait have another place in the queue than they were told; their home is told."""
    moved_on = 0
    for waiting in in_order_of_locks(Enrolment.objects.filter(side=Side.HOST, state=State.QUEUED)):
        row = locked(waiting)
        ticket = seating.ticket_of(row)
        rank = capacity.standing(ticket).rank if ticket is not None else None
        if row.state == State.QUEUED and rank is not None and rank != row.rank:
            change(row, rank=rank)
            answer(row)
            moved_on += 1
    return moved_on


@transaction.atomic
def follow_offers() -> int:
    """How many enrolments ended because their course is cancelled; pools take the seats their offers have now."""
    under_way = Enrolment.objects.filter(side=Side.HOST, state__in=AT_HOST).exclude(offer_ref="")
    refs = sorted(set(under_way.values_list("offer_ref", flat=True)))
    found = offers.find_all(refs)
    ended = 0
    for ref in refs:
        offer = found.get(ref)
        if offer is not None and not offer.cancelled:
            seating.reshape(offer)
            continue
        for row in under_way.filter(offer_ref=ref):
            cancel(enrolment=row, who=None, reason=Reason.COURSE_CANCELLED)
            ended += 1
        seating.close(ref)
    return ended
