"""The table of states, and two sides that agree in the end whatever happens to their messages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.connectors.ripa_messages import SelectionStatus
from osaamo.domains.crossstudy.enums import (
    ASSOCIATION_STATES,
    HOST_MOVES,
    MOVES,
    RIPA_STATUSES,
    TERMINAL,
    UNSENT,
    Side,
    State,
    Wish,
)
from osaamo.domains.crossstudy.rules import (
    IllegalMove,
    Standing,
    home_hears,
    home_wishes,
    host_hears,
    may_move,
    moved,
    reachable,
)


def test_every_state_has_a_name_in_both_standards():
    assert set(ASSOCIATION_STATES) == set(RIPA_STATUSES) == set(State)
    assert set(RIPA_STATUSES.values()) == set(SelectionStatus)


@pytest.mark.parametrize("side", Side)
def test_nothing_follows_an_end_and_every_other_state_leads_to_one(side):
    for state in State:
        assert bool(MOVES[side].get(state)) == (
            state not in TERMINAL and not (side == Side.HOST and state in {State.ASKED, State.SENT})
        )
    for state in MOVES[side]:
        seen, ahead = set(), [state]
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead.extend(MOVES[side].get(one, ()))
        assert seen & TERMINAL


@given(side=st.sampled_from(Side), was=st.sampled_from(State), to=st.sampled_from(State))
def test_what_may_not_move_does_not(side, was, to):
    if may_move(side, was, to):
        assert moved(side, was, to) == to
        assert was not in TERMINAL
    else:
        with pytest.raises(IllegalMove):
            moved(side, was, to)


def test_the_host_reaches_what_its_moves_lead_to():
    assert reachable(State.RECEIVED, State.COMPLETED)
    assert reachable(State.QUEUED, State.LAPSED)
    assert not reachable(State.ENROLLED, State.QUEUED)
    assert not reachable(State.WITHDRAWN, State.ENROLLED)


@given(state=st.sampled_from(State), wish=st.sampled_from(Wish), told=st.sampled_from(State))
def test_an_end_at_home_is_an_end_and_what_was_not_sent_is_nobody_elses_business(state, wish, told):
    heard = home_hears(Standing(state, wish), told)
    assert heard.wish == wish
    if state in TERMINAL | UNSENT:
        assert heard.state == state
    elif state != State.SENT:
        assert reachable(state, heard.state)


@given(state=st.sampled_from(State), wish=st.sampled_from(Wish), pays=st.booleans())
def test_a_wish_moves_the_host_one_legal_step_or_not_at_all(state, wish, pays):
    heard = host_hears(Standing(state), wish, pays=pays)
    assert heard.state == state or may_move(Side.HOST, state, heard.state)


@given(st.data())
def test_both_sides_agree_when_every_message_has_arrived(data):  # noqa: C901 - a play with two actors
    """Student and host act when they like; each side's messages arrive in their order, any time later, and twice.

    A host of a home's student takes no payment.
    """
    home, host = Standing(State.SENT), Standing(State.RECEIVED)
    wishes: list[Wish] = []  # said at home, not heard at the host
    answers: list[State] = [host.state]  # said by the host, not heard at home
    path = [host.state]
    for _ in range(data.draw(st.integers(0, 25))):
        match data.draw(st.sampled_from(("student", "host", "to-host", "to-home", "again"))):
            case "student":
                wish = data.draw(st.sampled_from(Wish))
                try:
                    home = home_wishes(home, wish)
                    wishes.append(home.wish)
                except IllegalMove:
                    pass
            case "host" if HOST_MOVES.get(host.state):
                host = Standing(data.draw(st.sampled_from(sorted(HOST_MOVES[host.state] - {State.UNPAID}))), host.wish)
                answers.append(host.state)
                path.append(host.state)
            case "to-host" if wishes:
                host = host_hears(host, wishes.pop(0))
                answers.append(host.state)
                path.append(host.state)
            case "to-home" if answers:
                home = home_hears(home, answers.pop(0))
            case "again" if home.state != State.SENT:
                assert home_hears(home, home.state) == home
    while wishes or answers:
        if wishes:
            host = host_hears(host, wishes.pop(0))
            answers.append(host.state)
            path.append(host.state)
        if answers:
            home = home_hears(home, answers.pop(0))
    assert home.state == host.state
    assert all(was == to or may_move(Side.HOST, was, to) for was, to in pairwise(path))
    if home.wish == Wish.WITHDRAW:
        assert host.wish == Wish.WITHDRAW or host.state in TERMINAL
        assert host.state in TERMINAL
