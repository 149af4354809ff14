"""The ports at which the domains of the joint offering meet."""

import datetime as dt
from decimal import Decimal

import pytest

from osaamo.ports import attainments, learned, offers, prices, seats

NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch):
    for module, name in (
        (offers, "_sources"), (seats, "_sources"), (attainments, "_sources"), (attainments, "_listeners"),
        (learned, "_listeners"), (prices, "_sources"), (prices, "_listeners"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, {})


def offer(**more):
    made = {"key": "k", "course": "c", "title": {}, "host": "laurea", "credits": Decimal(5)}
    return offers.Offer(**{"ref": "offering.realisation:1", **made, **more})


def test_an_offer_is_found_by_the_kind_in_its_reference():
    @offers.offers("offering.realisation")
    def found(refs):
        return {ref: offer(ref=ref) for ref in refs if not ref.endswith(":9")}

    assert set(offers.find_all(["offering.realisation:1", "offering.realisation:9", "gone.model:2"])) == {
        "offering.realisation:1"
    }
    assert offers.find("offering.realisation:1").key == "k"
    assert offers.find("offering.realisation:9") is None


@pytest.mark.parametrize(
    ("facts", "is_open"),
    [
        ({}, True),
        ({"published": False}, False),
        ({"cancelled": True}, False),
        ({"enrol_from": NOON, "enrol_until": NOON}, True),
        ({"enrol_from": NOON + HOUR}, False),
        ({"enrol_until": NOON - HOUR}, False),
    ],
)
def test_when_one_can_enrol(facts, is_open):
    assert offer(**facts).is_open(NOON) is is_open


def test_seats_of_no_source_are_unknown_and_two_sources_are_refused():
    assert seats.left(["a:1"]) == {}
    seats.seats("a.seats")(lambda refs: {ref: seats.Seats(3, 1) for ref in refs})
    assert seats.left(["a:1"]) == {"a:1": seats.Seats(3, 1)}
    with pytest.raises(ValueError, match="keep one"):
        seats.seats("b.seats")(lambda _refs: {})


def test_every_listener_hears_in_order_of_name():
    heard = []
    attainments.listener("b")(lambda told: heard.append(("b", told)))
    attainments.listener("a")(lambda told: heard.append(("a", told)))
    attainments.tell("it")
    assert heard == [("a", "it"), ("b", "it")]
    with pytest.raises(ValueError, match="rename one"):
        attainments.listener("a")(print)


def test_attainments_of_all_sources_in_order_of_name():
    attainments.attainments("b")(lambda start, end: iter([(start, end, "b")]))
    attainments.attainments("a")(lambda start, end: iter([(start, end, "a")]))
    assert list(attainments.all_attainments(1, 2)) == [(1, 2, "a"), (1, 2, "b")]


def test_what_is_learned_and_paid_reaches_the_listeners():
    heard = []
    learned.listener("profiles")(heard.append)
    prices.paid_listener("crossstudy")(heard.append)
    learned.tell("badge")
    prices.tell_paid("enrolment:1")
    assert heard == ["badge", "enrolment:1"]


def test_one_source_of_prices():
    assert prices.source() is None
    first = object()
    assert prices.register("payments", first) is prices.source()
    with pytest.raises(ValueError, match="keep one"):
        prices.register("other", object())
