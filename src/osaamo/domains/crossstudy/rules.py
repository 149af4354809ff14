"""How an enrolment moves, as plain functions; and who may do what to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rules.predicates import predicate

from osaamo.domains.crossstudy.enums import AT_HOST, HOST_MOVES, MOVES, TERMINAL, UNSENT, Delivery, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment, Outgoing
from osaamo.kernel.access import allow, has_role, is_self, owns
from osaamo.kernel.models import Organisation, Person, Role

if TYPE_CHECKING:
    from datetime import date


class IllegalMove(Exception):
    """An enrolment cannot go there from where it is."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an enrolment stands on one side, and what the student wants as far as that side knows."""

    state: State
    wish: Wish = Wish.STUDY


def may_move(side: Side, was: State, to: State) -> bool:
    """Whether an enrolment of that side can go from ``was`` to ``to`` in one step."""
    return to in MOVES[side].get(was, frozenset())


def moved(side: Side, was: State, to: State) -> State:
    """``to``.

    Raises:
        IllegalMove: nothing leads there from ``was``.
    """
    if not may_move(side, was, to):
        raise IllegalMove(f"{side}: {was} -> {to}")
    return to


def reachable(was: State, to: State) -> bool:
    """Whether the host can come from ``was`` to ``to`` in any number of steps, none included."""
    seen, ahead = set(), [was]
    while ahead:
        state = ahead.pop()
        if state == to:
            return True
        if state not in seen:
            seen.add(state)
            ahead.extend(HOST_MOVES.get(state, ()))
    return False


def host_hears(standing: Standing, wish: Wish, *, pays: bool = False) -> Standing:
    """The host's standing after the student's wish came in; ``pays``: a seat that is taken is paid for first.

    A wish that comes too late changes nothing but the wish: the host answers with the state there is.
    """
    state = standing.state
    if wish == Wish.WITHDRAW and may_move(Side.HOST, state, State.WITHDRAWN):
        state = State.WITHDRAWN
    elif wish == Wish.ACCEPT and state == State.OFFERED:
        state = State.UNPAID if pays else State.ENROLLED
    # What was withdrawn stays so: a wish that was overtaken does not undo it.
    return Standing(state, standing.wish if standing.wish == Wish.WITHDRAW else wish)


def home_hears(standing: Standing, told: State) -> Standing:
    """The home's standing after the host said what the state is there.

    Before it was sent, and after an end, the host has nothing to say, and never that home's own states are there; what
    it says comes in its order.
    """
    if standing.state in TERMINAL | UNSENT or told in UNSENT:
        return standing
    if standing.state != State.SENT and not reachable(standing.state, told):
        return standing
    return Standing(told, standing.wish)


def home_wishes(standing: Standing, wish: Wish) -> Standing:
    """The home's standing after the student said what they want; only what was not sent yet ends at once.

    Raises:
        IllegalMove: it is over, or no seat is offered that could be taken.
    """
    if standing.state in TERMINAL or (wish == Wish.ACCEPT and standing.state != State.OFFERED):
        raise IllegalMove(f"{standing.state}: {wish}")
    if wish == Wish.WITHDRAW and standing.state in UNSENT:
        return Standing(State.WITHDRAWN, wish)
    return Standing(standing.state, standing.wish if standing.wish == Wish.WITHDRAW else wish)


def can_withdraw(enrolment: Enrolment, on: date) -> bool:
    """Whether the student may still withdraw by themselves: until the course begins, or its seat is offered later."""
    if enrolment.is_over or enrolment.wish == Wish.WITHDRAW:
        return False
    return enrolment.state != State.ENROLLED or enrolment.starts is None or on < enrolment.starts


@predicate
def is_home(user: Any, row: Enrolment) -> bool:  # noqa: ARG001 - a predicate's signature
    """The row is the home's view."""
    return row.side == Side.HOME


@predicate
def is_host(user: Any, row: Enrolment) -> bool:  # noqa: ARG001 - a predicate's signature
    """The row is the host's view."""
    return row.side == Side.HOST


@predicate
def waits_at_home(user: Any, row: Enrolment) -> bool:  # noqa: ARG001 - a predicate's signature
    """The home institution has not said yes or no."""
    return row.state == State.ASKED


@predicate
def waits_at_host(user: Any, row: Enrolment) -> bool:  # noqa: ARG001 - a predicate's signature
    """The host institution has not said yes or no."""
    return row.state == State.RECEIVED


@predicate
def is_under_way(user: Any, row: Enrolment) -> bool:  # noqa: ARG001 - a predicate's signature
    """The host knows it, and it has not ended."""
    return row.state in AT_HOST


@predicate
def is_graded(user: Any, row: Enrolment) -> bool:  # noqa: ARG001 - a predicate's signature
    """Somebody studies or has studied: a grade can be entered, corrected or removed."""
    return row.state in {State.ENROLLED, State.COMPLETED}


@predicate
def is_not_own(user: Any, row: Enrolment) -> bool:
    """The enrolment is not that of the person who asks."""
    return not isinstance(user, Person) or row.person_id != user.pk


@predicate
def failed(user: Any, row: Outgoing) -> bool:  # noqa: ARG001 - a predicate's signature
    """The message did not arrive and is not tried any more."""
    return row.delivery == Delivery.FAILED


def _of_message(message: Outgoing) -> Organisation:
    return message.organisation


# The study office's work is the offering planner's until a role of its own is needed.
in_office = has_role(Role.PLANNER)
teaches = has_role(Role.PLANNER, Role.TEACHER)

allow(Organisation, "handle-enrolments", in_office)
allow(Organisation, "enter-results", teaches)
allow(Person, "enrol-elsewhere", is_self)
allow(Enrolment, "view", owns | in_office | (is_host & teaches))
allow(Enrolment, "wish", owns)
allow(Enrolment, "approve", is_home & in_office & waits_at_home & is_not_own)
allow(Enrolment, "decide", is_host & in_office & waits_at_host & is_not_own)
allow(Enrolment, "cancel", is_host & in_office & is_under_way & is_not_own)
allow(Enrolment, "grade", is_host & teaches & is_graded & is_not_own)
allow(Outgoing, "view", has_role(Role.PLANNER, at=_of_message))
allow(Outgoing, "repair", has_role(Role.PLANNER, at=_of_message) & failed)
