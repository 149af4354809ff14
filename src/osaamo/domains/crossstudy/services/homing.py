"""What the home does with an enrolment of its student: approves, sends, follows the host, recognises the credit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.ripa_messages import MessageType
from osaamo.domains.crossstudy.enums import TERMINAL, Audience, Reason, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment, StudyRight
from osaamo.domains.crossstudy.queries import eligibility
from osaamo.domains.crossstudy.rules import Standing, home_hears, home_wishes
from osaamo.domains.crossstudy.services import composing, hosting, paying
from osaamo.domains.crossstudy.services.moving import begin, change, in_order_of_locks, locked, move
from osaamo.domains.crossstudy.services.posting import post
from osaamo.kernel.models import Person
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.connectors.ripa_messages import RegistrationReply
    from osaamo.domains.crossstudy.queries import Eligibility
    from osaamo.ports.offers import Offer


class NotEligible(Exception):
    """Somebody said no since the form was shown. ``found`` has the answers."""

    def __init__(self, found: Eligibility) -> None:
        super().__init__(", ".join(answer.reason for answer in found.answers if answer.blocks))
        self.found = found


@transaction.atomic
def enrol(*, person: Person, offer: Offer, audience: Audience, language: str) -> Enrolment:
    """The person's new enrolment on the offer, asked for at home and host; both are asked once more.

    Raises:
        NotEligible: one of them says no.
    """
    # Two clicks at a time: the second waits here, and then finds that the person has enrolled.
    Person.objects.select_for_update().get(pk=person.pk)
    found = eligibility(person, offer, audience=audience, language=language)
    if not found.may_enrol or found.host is None:
        raise NotEligible(found)
    enrolment = Enrolment(
        side=Side.HOME if found.home else Side.HOST,
        home=found.home,
        host=found.host,
        person=person,
        home_right=found.right,
        network=found.network,
        audience=audience,
        offer_ref=offer.ref,
        offer_key=offer.key,
        course_key=offer.course,
        title=dict(offer.title),
        credits=offer.credits,
        starts=offer.starts,
        ends=offer.ends,
        languages=list(offer.languages),
        state=State.ASKED if found.home else State.RECEIVED,
    )
    if found.home is None:
        return hosting.join_open(enrolment=enrolment, who=person)
    row = begin(enrolment, who=person)
    if not found.home.approves:
        _go_on(row, who=person)
    return row


@transaction.atomic
def approve(*, enrolment: Enrolment, who: Person) -> Enrolment:
    """The home's study office agrees; it goes to the host, or waits for payment first.

    Raises:
        IllegalMove: it was decided meanwhile, or withdrawn.
    """
    row = locked(enrolment)
    _go_on(row, who=who)
    return row


@transaction.atomic
def deny(*, enrolment: Enrolment, who: Person, note: dict[str, str] | None = None) -> Enrolment:
    """The home's study office does not agree.

    Raises:
        IllegalMove: it was decided meanwhile, or withdrawn.
    """
    row = locked(enrolment)
    return move(row, State.DENIED, who=who, reason=Reason.BY_HOME, note=note or {})


def _go_on(enrolment: Enrolment, *, who: Person | None) -> None:
    if enrolment.state == State.ASKED and paying.charge(enrolment):
        move(enrolment, State.UNPAID, who=who, offered_until=paying.deadline())
        return
    move(enrolment, State.SENT, who=who, offered_until=None)
    _say(enrolment, Wish.STUDY)


def _say(enrolment: Enrolment, wish: Wish) -> None:
    """Tell the host what the student wants."""
    assert enrolment.home_right is not None  # noqa: S101 - nobody enrols elsewhere without one
    post(enrolment, MessageType.REGISTRATION, composing.registration(enrolment, enrolment.home_right, wish))


@transaction.atomic
def wish(*, enrolment: Enrolment, wish: Wish, who: Person) -> Enrolment:
    """The enrolment after its student withdrew or took the offered seat; the host has the last word.

    Raises:
        IllegalMove: it is over, or no seat is offered.
    """
    row = locked(enrolment)
    wished = home_wishes(Standing(State(row.state), Wish(row.wish)), wish)
    if row.side == Side.HOST:
        return hosting.wish_open(enrolment=row, wish=wished.wish, who=who)
    if row.wish == wished.wish and row.state == wished.state:
        return row
    change(row, wish=wished.wish)
    audit(verb="crossstudy.wish", who=who, about=row, organisation=row.organisation, details={"wish": str(wished.wish)})
    if wished.state == State.WITHDRAWN:
        paying.release(row)
        return move(row, State.WITHDRAWN, who=who, reason=Reason.BY_STUDENT, offered_until=None)
    _say(row, wished.wish)
    return row


def hear_reply(enrolment: Enrolment, message: RegistrationReply) -> None:
    """The home's row after the host said what the state is."""
    told, changes = composing.state_in(message)
    heard = home_hears(Standing(State(enrolment.state), Wish(enrolment.wish)), told)
    if heard.state == enrolment.state:
        if told == heard.state:
            change(enrolment, **changes)
        return
    move(enrolment, heard.state, **changes)
    if heard.state in TERMINAL:
        paying.release(enrolment)


def let_lapse_unpaid() -> int:
    """How many enrolments were not paid in time, at home or in open studies, and are over."""
    # Two transactions: the home's rows are never held while the host takes the lock on seats.
    return _let_lapse_at_home() + hosting.let_lapse_unpaid()


@transaction.atomic
def _let_lapse_at_home() -> int:
    late = Enrolment.objects.filter(side=Side.HOME, state=State.UNPAID, offered_until__lt=timezone.now())
    rows = [locked(row) for row in in_order_of_locks(late)]
    for row in rows:
        move(row, State.LAPSED, reason=Reason.NOT_PAID, offered_until=None)
        paying.release(row)
    return len(rows)


def hear_paid(enrolment: Enrolment) -> None:
    """The enrolment was paid: what waited goes to the host, or study begins. Heard twice, it changes nothing."""
    row = locked(enrolment)
    if row.state != State.UNPAID:
        return
    if row.side == Side.HOME:
        _go_on(row, who=None)
    else:
        hosting.enrol(row, who=None)


@transaction.atomic
def change_study_right(*, right: StudyRight, who: Person | None = None, **changes: Any) -> StudyRight:
    """The changed study right; every host where its student studies is told."""
    for name, value in changes.items():
        setattr(right, name, value)
    right.full_clean(exclude=["person", "party"])
    right.save()
    audit(verb="crossstudy.change-right", who=who, about=right, organisation=right.party.organisation)
    under_way = Enrolment.objects.filter(side=Side.HOME, home_right=right, sent__gt=0).exclude(state__in=TERMINAL)
    for enrolment in in_order_of_locks(under_way):
        post(locked(enrolment), MessageType.STUDY_RIGHT, composing.study_right_update(right))
    return right
