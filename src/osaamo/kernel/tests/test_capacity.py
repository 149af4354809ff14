"""Seats and waiting lists: who is admitted, who waits, who is next, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from osaamo.kernel import capacity
from osaamo.kernel.capacity import changing
from osaamo.kernel.capacity.seating import Shape
from osaamo.kernel.models import Pool, Ticket, TicketEvent
from osaamo.kernel.periodic import tasks

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
POOL = "offering.realisation:42"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def opened(size, **quotas):
    return capacity.open_pool(pool=POOL, size=size, quotas=quotas)


def ask(number, *keys, **more):
    return capacity.ask(pool=POOL, holder=f"t.holder:{number}", keys=keys, now=NOW, **more)


def together(*numbers, keys=()):
    askers = [capacity.Asker(f"t.holder:{number}", tuple(keys)) for number in numbers]
    return capacity.ask_together(pool=POOL, askers=askers, now=NOW)


def states():
    """The newest state of every holder, by number."""
    return {int(t.holder_ref.partition(":")[2]): t.state for t in Ticket.objects.order_by("number")}


def ticket(number):
    return capacity.ticket_of(pool=POOL, holder=f"t.holder:{number}")


def free(number):
    return capacity.release(ticket=ticket(number), now=NOW)


def codes(number):
    return {reason.code: dict(reason.facts) for reason in capacity.standing(ticket(number)).reasons}


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(changing, "_listeners", {})
    changes = []
    capacity.listener("t.holder")(changes.append)
    return changes


def test_the_first_are_admitted_and_the_rest_wait_in_order():
    opened(2)
    assert [ask(number).state for number in (1, 2, 3, 4)] == ["held", "held", "waiting", "waiting"]
    assert [t.number for t in Ticket.objects.all()] == [1, 2, 3, 4]
    assert capacity.left(pools=[POOL, "t.other:1"]) == {POOL: capacity.Left(2, 2, 2)}
    assert capacity.standing(ticket(4)).rank == 2
    assert codes(4) == {"all-taken": {"size": 2}, "people-before": {"before": 1}}


def test_a_freed_seat_is_offered_to_the_first_until_they_answer(heard):
    opened(1)
    for number in (1, 2, 3):
        ask(number)
    free(1)
    assert states() == {1: "released", 2: "offered", 3: "waiting"}
    (told,) = heard
    assert (told.holder, told.pool, told.state, told.reason) == ("t.holder:2", POOL, "offered", "seat-freed")
    assert told.offered_until == ticket(2).offered_until == NOW + 48 * HOUR
    assert capacity.accept(ticket=ticket(2), now=NOW).state == "held"
    assert capacity.accept(ticket=ticket(2), now=NOW + 100 * HOUR).state == "held"
    with pytest.raises(capacity.NotOffered):
        capacity.accept(ticket=ticket(3))
    with pytest.raises(capacity.NotOffered):
        capacity.decline(ticket=ticket(3))


def test_a_declined_and_an_expired_offer_go_to_the_next(heard):
    opened(1)
    for number in (1, 2, 3, 4):
        ask(number)
    free(1)
    capacity.decline(ticket=ticket(2), now=NOW)
    capacity.decline(ticket=ticket(2), now=NOW)
    assert states() == {1: "released", 2: "declined", 3: "offered", 4: "waiting"}
    assert capacity.expire(now=NOW + 47 * HOUR) == 0
    with pytest.raises(capacity.OfferExpired):
        capacity.accept(ticket=ticket(3), now=NOW + 48 * HOUR)
    assert capacity.expire(now=NOW + 48 * HOUR) == 1
    assert states() == {1: "released", 2: "declined", 3: "expired", 4: "offered"}
    assert [(change.holder, change.state) for change in heard] == [
        ("t.holder:2", "offered"), ("t.holder:3", "offered"), ("t.holder:3", "expired"), ("t.holder:4", "offered"),
    ]  # fmt: skip
    assert [e.state for e in TicketEvent.objects.filter(ticket=ticket(3))] == ["waiting", "offered", "expired"]
    assert codes(3) == {"not-answered": {}}


def test_the_kernel_expires_offers_every_five_minutes():
    (task,) = [task for task in tasks() if task.name == "kernel.capacity-expire"]
    assert task.every == timedelta(minutes=5)
    opened(1)
    ask(1)
    ask(2)
    free(1)
    Ticket.objects.filter(state="offered").update(offered_until=NOW)
    assert task.run() == "1 offers ran out"


def test_a_seat_of_a_quota_is_kept_for_its_people_until_it_is_released():
    opened(3, laurea=2)
    assert ask(1).state == "held"
    assert ask(2).state == "waiting"
    assert codes(2) == {"held-for-others": {"free": 2}}
    assert ask(3, "laurea").state == "held"
    assert codes(2) == {"held-for-others": {"free": 1}, "passed": {"passed": 1}}
    assert capacity.free_for(pool=POOL, keys=["laurea"]) == 1
    assert capacity.free_for(pool=POOL, keys=["metropolia"]) == 0
    capacity.reshape(pool=POOL, size=3, quotas={}, now=NOW)
    assert states()[2] == "offered"
    assert capacity.free_for(pool="t.none:1", keys=[]) is None


def test_somebody_of_a_quota_moves_to_its_seat_when_one_gets_free():
    opened(2, laurea=1)
    assert [ask(1, "laurea").state, ask(2, "laurea").state, ask(3).state] == ["held", "held", "waiting"]
    free(1)  # the second sits on Laurea's seat now, so the seat that is free is everybody's
    assert states()[3] == "offered"


def test_who_belongs_to_two_quotas_takes_no_seat_from_one_who_belongs_to_one():
    opened(2, **{"laurea": 1, "audience:open": 1})
    assert ask(1, "laurea", "audience:open").state == "held"
    assert ask(2, "laurea").state == "held"
    assert ask(3, "audience:open").state == "waiting"


def test_a_group_gets_seats_together_or_waits_together():
    opened(4)
    assert [t.state for t in together(1, 2, 3)] == ["held"] * 3
    assert [t.state for t in together(4, 5)] == ["waiting"] * 2
    assert codes(4) == {"group-too-large": {"party": 2, "free": 1}}
    assert ask(6).state == "held"  # one seat is of no use to two
    assert codes(4) == {"all-taken": {"size": 4}, "passed": {"passed": 1}}
    free(1)
    assert states()[4] == states()[5] == "waiting"
    free(2)
    assert states()[4] == states()[5] == "offered"
    capacity.accept(ticket=ticket(4), now=NOW)
    capacity.decline(ticket=ticket(5), now=NOW)
    assert (states()[4], states()[5]) == ("held", "declined")


def test_a_waiting_group_that_gets_smaller_may_fit():
    opened(2)
    ask(1)
    together(2, 3)
    free(3)
    assert states() == {1: "held", 2: "offered", 3: "released"}


def test_a_group_has_members_each_once():
    opened(4)
    ask(1)
    for askers in (
        [],
        [capacity.Asker("t.holder:2")] * 2,
        [capacity.Asker("t.holder:1"), capacity.Asker("t.holder:2")],
    ):
        with pytest.raises(ValueError, match="group"):
            capacity.ask_together(pool=POOL, askers=askers)
    assert states() == {1: "held"}


def test_asking_again_changes_nothing():
    opened(1)
    first = ask(1, idempotency_key="message 1")
    assert ask(1, idempotency_key="message 2") == ask(1) == first
    free(1)
    assert ask(1, idempotency_key="message 1").state == "released"  # a message that came twice, the second time late
    assert ask(1, idempotency_key="message 3").state == "held"
    with pytest.raises(ValueError, match="another request"):
        ask(2, idempotency_key="message 1")
    askers = [capacity.Asker("t.holder:7"), capacity.Asker("t.holder:8")]
    group = capacity.ask_together(pool=POOL, askers=askers, idempotency_key="g")
    assert capacity.ask_together(pool=POOL, askers=askers, idempotency_key="g") == group
    assert Ticket.objects.count() == 4


def test_a_ticket_is_held_by_a_row_and_not_by_a_person():
    opened(1)
    for holder in ("kernel.person:5", ""):
        with pytest.raises(ValueError, match="row of a domain"):
            capacity.ask(pool=POOL, holder=holder)


def test_without_a_limit_everybody_gets_in():
    opened(None)
    assert {ask(number).state for number in range(30)} == {"held"}
    assert capacity.left(pools=[POOL])[POOL].free is None
    assert capacity.free_for(pool=POOL, keys=[]) is None


def test_opening_again_leaves_the_pool_as_it_is():
    opened(2)
    assert opened(9).size == 2
    assert capacity.reshape(pool=POOL, size=2).last_number == 0


def test_more_seats_are_offered_at_once_and_taken_ones_cannot_go():
    opened(1)
    for number in (1, 2, 3):
        ask(number)
    capacity.reshape(pool=POOL, size=2, now=NOW)
    assert states() == {1: "held", 2: "offered", 3: "waiting"}
    for size, quotas in ((1, {}), (2, {"laurea": 1})):
        with pytest.raises(capacity.SeatsTaken, match="2 seats"):
            capacity.reshape(pool=POOL, size=size, quotas=quotas)
    assert Pool.objects.get().size == 2


@pytest.mark.parametrize(
    ("size", "quotas", "says"),
    [
        (3, {"a": 2, "b": 2}, "hold 4 seats; there are 3"),
        (None, {"a": 1}, "no limit"),
        (3, {"a": -1}, "fewer than no seats"),
        (-3, {}, "fewer than no seats"),
        (3, {"a b": 1}, "without spaces"),
        (99, {f"k{n}": 1 for n in range(11)}, "at most 10 quotas"),
    ],
)
def test_quotas_that_cannot_be(size, quotas, says):
    with pytest.raises(capacity.BadQuotas, match=says):
        capacity.open_pool(pool=POOL, size=size, quotas=quotas)
    assert not Pool.objects.exists()


def test_a_closed_pool_lets_nobody_in_and_nobody_out_who_sits(heard):
    opened(1)
    for number in (1, 2, 3):
        ask(number)
    capacity.close_pool(pool=POOL, reason="cancelled", now=NOW)
    capacity.close_pool(pool=POOL, reason="cancelled", now=NOW)
    assert states() == {1: "held", 2: "expired", 3: "expired"}
    assert [(change.holder, change.reason) for change in heard] == [
        ("t.holder:2", "cancelled"), ("t.holder:3", "cancelled"),
    ]  # fmt: skip
    assert ask(1).state == "held"
    with pytest.raises(capacity.PoolClosed):
        ask(4)
    free(1)
    assert capacity.left(pools=[POOL])[POOL].free == 0 == capacity.free_for(pool=POOL, keys=[])
    assert capacity.audit_pools() == []


def test_a_pool_that_nobody_opened():
    with pytest.raises(capacity.NoSuchPool, match=POOL):
        ask(1)
    assert ticket(1) is None


def test_a_holder_who_is_forgotten_leaves_the_seat_and_no_trace():
    opened(1)
    ask(1, idempotency_key="of person one")
    ask(2)
    assert capacity.forget(holder="t.holder:1", now=NOW) == 1
    gone = Ticket.objects.get(number=1)
    assert (gone.state, gone.reason, gone.holder_ref, gone.idempotency_key) == ("released", "forgotten", "", "")
    assert states_of_two() == "offered"
    assert free(2).state == free(2).state == "released"


def states_of_two():
    return ticket(2).state


def test_a_listener_may_change_the_pool_it_hears_of(monkeypatch):
    monkeypatch.setattr(changing, "_listeners", {})

    @capacity.listener("t.holder")
    def refuses(change):
        if change.state == "offered" and change.holder == "t.holder:2":
            capacity.decline(ticket=Ticket.objects.get(pk=change.ticket), now=NOW)

    opened(1)
    for number in (1, 2, 3):
        ask(number)
    free(1)
    assert states() == {1: "released", 2: "declined", 3: "offered"}
    capacity.listener("t.holder")(refuses)
    with pytest.raises(ValueError, match="keep one"):
        capacity.listener("t.holder")(print)


def test_the_auditor_sees_what_must_never_be(capsys):
    opened(2, laurea=1)
    ask(1, "laurea")
    ask(2)
    ask(3)
    assert capacity.audit_pools() == []
    call_command("check_capacity")
    assert "in order" in capsys.readouterr().out
    for change, code in (
        ({"state": "held"}, "over-full"),
        ({"state": "held", "number": 3}, "over-full"),
    ):
        Ticket.objects.filter(number=3).update(**change)
        assert [finding.code for finding in capacity.audit_pools()] == [code]
    with pytest.raises(SystemExit) as ended:
        call_command("check_capacity")
    assert ended.value.code == 1
    assert capsys.readouterr().out == f"{POOL}\tover-full\t3 of 2\n"
    Ticket.objects.filter(number=1).update(state="released")
    assert [finding.code for finding in capacity.audit_pools()] == ["quota-broken"]
    Ticket.objects.filter(number__gt=1).update(state="waiting")
    assert [finding.code for finding in capacity.audit_pools()] == ["seat-idle"]
    Pool.objects.update(is_closed=True)
    assert [finding.code for finding in capacity.audit_pools()] == ["in-closed"]
    Pool.objects.update(is_closed=False, last_number=2)
    Ticket.objects.filter(number=2).update(state="offered", offered_until=NOW)
    Ticket.objects.filter(number=3).update(state="released")
    assert [f.code for f in capacity.audit_pools(now=NOW + HOUR)] == ["offer-late", "number-beyond"]
    assert [f.code for f in capacity.audit_pools(now=NOW)] == ["number-beyond"]


def test_every_reason_is_a_sentence():
    opened(1)
    ask(1)
    ask(2)
    ask(3)
    with translation.override("en"):
        assert [reason.sentence for reason in capacity.standing(ticket(3)).reasons] == [
            "The only seat is taken.", "1 person joined the queue before you.",
        ]  # fmt: skip
        free(1)
        assert capacity.standing(ticket(2)).reasons[0].sentence.startswith("A seat is yours if you accept it by")
        capacity.release(ticket=ticket(3), reason="home-grown", now=NOW)
        assert [reason.sentence for reason in capacity.standing(ticket(3)).reasons] == ["Your request has ended."]
        assert [reason.sentence for reason in capacity.standing(ticket(1)).reasons] == [
            "You gave up your seat or your place in the queue."
        ]


QUOTAS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=3)
PEOPLE = st.lists(st.frozensets(st.sampled_from("abcd"), max_size=3), max_size=8)


def seats_by_search(people, quotas, shared):
    """Whether everybody gets a seat, found by trying every way."""
    if not people:
        return True
    first, rest = people[0], people[1:]
    return (shared > 0 and seats_by_search(rest, quotas, shared - 1)) or any(
        quotas.get(key, 0) > 0 and seats_by_search(rest, {**quotas, key: quotas[key] - 1}, shared) for key in first
    )


@given(QUOTAS, st.integers(0, 3), PEOPLE, st.frozensets(st.sampled_from("abcd"), max_size=3))
def test_who_fits_is_what_trying_every_way_finds(quotas, shared, people, keys):
    shape = Shape(sum(quotas.values()) + shared, quotas)
    crowd = {some: people.count(some) for some in people}
    fits = seats_by_search(people, quotas, shared)
    assert shape.fits(crowd) is fits
    if fits:
        more = shape.free_for(keys, crowd)
        assert seats_by_search([*people, *[keys] * more], quotas, shared)
        assert not seats_by_search([*people, *[keys] * (more + 1)], quotas, shared)
