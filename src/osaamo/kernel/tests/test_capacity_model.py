"""The engine of seats beside a simple model of it: whatever is asked, answered and freed, both say the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from osaamo.kernel import capacity
from osaamo.kernel.models import Pool, Ticket, TicketEvent
from osaamo.kernel.tests.test_capacity import seats_by_search

POOL = "t.pool:1"
START = datetime(2026, 9, 1, 12, tzinfo=UTC)
KEYS = st.frozensets(st.sampled_from("ab"), max_size=2)
QUOTAS = st.dictionaries(st.sampled_from("ab"), st.integers(0, 2), max_size=2)
ANSWERS = st.sampled_from(["accept", "decline"])
pytestmark = pytest.mark.django_db


@dataclass
class Wish:
    """What the model remembers of a ticket."""

    keys: frozenset[str]
    party: int
    state: str = ""
    until: datetime | None = None


@dataclass
class Model:
    """Seats by trying every way to seat everybody, and a list as the queue."""

    quotas: dict[str, int]
    shared: int
    wishes: list[Wish] = field(default_factory=list)

    def of(self, *states: str) -> list[Wish]:
        return [wish for wish in self.wishes if wish.state in states]

    def fits(self, more: list[Wish]) -> bool:
        crowd = [wish.keys for wish in [*self.of("held", "offered"), *more]]
        return seats_by_search(crowd, self.quotas, self.shared)

    def parties(self) -> list[list[Wish]]:
        waiting = self.of("waiting")
        return [[w for w in waiting if w.party == party] for party in dict.fromkeys(w.party for w in waiting)]

    def promote(self, now: datetime) -> None:
        for party in self.parties():
            if self.fits(party):
                for wish in party:
                    wish.state, wish.until = "offered", now + timedelta(hours=48)


class Seats(RuleBasedStateMachine):
    """People who come, together and alone, answer, forget to answer and leave, while the office moves seats about."""

    @initialize(quotas=QUOTAS, shared=st.integers(0, 3))
    def open(self, quotas, shared):
        for model in (TicketEvent, Ticket, Pool):
            model.objects.all().delete()
        self.now = START
        self.model = Model(quotas, shared)
        capacity.open_pool(pool=POOL, size=shared + sum(quotas.values()), quotas=quotas)

    @rule(members=st.lists(KEYS, min_size=1, max_size=3))
    def ask(self, members):
        first = len(self.model.wishes)
        wishes = [Wish(keys, first) for keys in members]
        state = "held" if self.model.fits(wishes) else "waiting"
        for wish in wishes:
            wish.state = state
        self.model.wishes += wishes
        askers = [capacity.Asker(f"t.holder:{first + place}", tuple(keys)) for place, keys in enumerate(members)]
        if len(askers) == 1:
            capacity.ask(pool=POOL, holder=askers[0].holder, keys=askers[0].keys, now=self.now)
        else:
            capacity.ask_together(pool=POOL, askers=askers, now=self.now)

    @precondition(lambda self: self.model.of("offered"))
    @rule(which=st.integers(0), how=ANSWERS)
    def answer(self, which, how):
        offered = self.model.of("offered")
        wish = offered[which % len(offered)]
        getattr(capacity, how)(ticket=self.ticket(wish), now=self.now)
        wish.state, wish.until = ("held" if how == "accept" else "declined"), None
        self.model.promote(self.now)

    @precondition(lambda self: self.model.of("waiting", "offered", "held"))
    @rule(which=st.integers(0))
    def leave(self, which):
        live = self.model.of("waiting", "offered", "held")
        wish = live[which % len(live)]
        capacity.release(ticket=self.ticket(wish), now=self.now)
        wish.state, wish.until = "released", None
        self.model.promote(self.now)

    @rule(hours=st.sampled_from([1, 24, 48]))
    def let_time_pass(self, hours):
        self.now += timedelta(hours=hours)
        capacity.expire(now=self.now)
        for wish in self.model.of("offered"):
            if wish.until <= self.now:
                wish.state, wish.until = "expired", None
        self.model.promote(self.now)

    @rule(quotas=QUOTAS, shared=st.integers(0, 3))
    def reshape(self, quotas, shared):
        wanted = Model(quotas, shared, self.model.wishes)
        size = shared + sum(quotas.values())
        if not wanted.fits([]):
            with pytest.raises(capacity.SeatsTaken):
                capacity.reshape(pool=POOL, size=size, quotas=quotas, now=self.now)
            return
        capacity.reshape(pool=POOL, size=size, quotas=quotas, now=self.now)
        self.model = wanted
        self.model.promote(self.now)

    @invariant()
    def both_say_the_same(self):
        rows = Ticket.objects.order_by("number").values_list("holder_ref", "state", "offered_until")
        assert list(rows) == [(f"t.holder:{n}", w.state, w.until) for n, w in enumerate(self.model.wishes)]

    @invariant()
    def everybody_who_sits_has_a_seat_and_nobody_waits_beside_one(self):
        assert self.model.fits([])
        assert not any(self.model.fits(party) for party in self.model.parties())
        assert capacity.audit_pools(now=self.now) == []

    @invariant()
    def the_queue_knows_ranks(self):
        for rank, wish in enumerate(self.model.of("waiting"), start=1):
            assert capacity.standing(self.ticket(wish)).rank == rank

    def ticket(self, wish):
        number = next(n for n, known in enumerate(self.model.wishes) if known is wish)
        return capacity.ticket_of(pool=POOL, holder=f"t.holder:{number}")


def test_the_engine_does_what_the_model_does():
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
