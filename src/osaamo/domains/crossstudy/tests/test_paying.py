# ruff: noqa: ARG002 - the arguments are those of the port
"""Open studies that cost something, and the numbers for the plan."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, State, Wish
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.queries import eligibility
from osaamo.domains.crossstudy.tests.making import again, enrolled, graded, make_offer, make_student, settle
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import measures, prices
from osaamo.ports.measures import Period
from osaamo.ports.prices import Price

pytestmark = pytest.mark.django_db


class Till:
    """Prices as a domain of payments has them: fifteen euros a credit in open studies, nothing else."""

    def __init__(self) -> None:
        self.orders: dict[str, str] = {}

    def quote(self, offer, *, audience, home, on, person="") -> Price:
        return Price(15 * offer.credits if audience == "open" else Decimal(0), {"en": "15 euros a credit"})

    def charge(self, offer, *, audience, home, on, person, enrolment) -> bool:
        if audience == "open":
            self.orders.setdefault(enrolment, "open")
        return audience == "open"

    def release(self, *, enrolment) -> None:
        if enrolment in self.orders:
            self.orders[enrolment] = "void"


@pytest.fixture
def till(schools, monkeypatch) -> Till:
    made = Till()
    monkeypatch.setattr(prices, "_sources", {"test": made})
    return made


@pytest.fixture
def offer(catalogue):
    made = make_offer()
    catalogue[made.ref] = made
    return made


def test_the_price_is_known_before_and_study_begins_with_the_payment(till, offer):
    person = make_person()
    assert eligibility(person, offer, audience=Audience.OPEN, language="fi").price.amount == 75
    row = enrolled(person, offer, audience=Audience.OPEN)
    assert (row.state, till.orders) == (State.UNPAID, {ref_of(row): "open"})
    prices.tell_paid(ref_of(row))
    prices.tell_paid(ref_of(row))
    assert again(row).state == State.ENROLLED
    assert again(row).right_key


def test_a_seat_that_is_not_paid_for_goes_to_the_next(till, catalogue):
    offer = make_offer(seats=1)
    catalogue[offer.ref] = offer
    first, second = (enrolled(make_person(), offer, audience=Audience.OPEN) for _ in range(2))
    assert (first.state, second.state) == (State.UNPAID, State.QUEUED)
    Enrolment.objects.filter(pk=first.pk).update(offered_until=timezone.now() - timedelta(minutes=1))
    assert services.let_lapse_unpaid() == 1
    assert (again(first).state, again(second).state) == (State.LAPSED, State.OFFERED)
    assert till.orders[ref_of(first)] == "void"
    services.wish(enrolment=second, wish=Wish.ACCEPT, who=second.person)
    assert again(second).state == State.UNPAID


def test_who_withdraws_before_the_course_pays_nothing(till, offer):
    row = enrolled(make_person(), offer, audience=Audience.OPEN)
    services.wish(enrolment=row, wish=Wish.WITHDRAW, who=row.person)
    assert (again(row).state, till.orders[ref_of(row)]) == (State.WITHDRAWN, "void")


def test_degree_students_pay_nothing_and_leave_no_order(till, schools, offer):
    assert enrolled(make_student(schools["laurea"]), offer).state == State.ENROLLED
    assert till.orders == {}


def test_the_numbers_of_the_plan(till, schools, catalogue):
    offer = make_offer(seats=2)
    catalogue[offer.ref] = offer
    graded(enrolled(make_student(schools["laurea"]), offer))
    paid = enrolled(make_person(), offer, audience=Audience.OPEN)
    prices.tell_paid(ref_of(paid))
    enrolled(make_student(schools["haaga-helia"]), offer)
    settle()
    today = timezone.localdate()
    period = Period(today, today + timedelta(days=1))

    def number(key, organisation=None):
        return measures.find(f"crossstudy.{key}").tally(period).total(organisation)

    assert [number(key) for key in ("applicants", "enrolments", "open-enrolments", "seats", "connected")] == [
        3, 2, 1, 2, 2,
    ]  # fmt: skip
    assert (number("enrolments", "metropolia"), number("enrolments", "laurea")) == (2, 0)
    assert list(measures.find("crossstudy.open-enrolments").tally(period).refs()) == [ref_of(paid)]
    before = Period(today - timedelta(days=9), today)
    assert measures.find("crossstudy.applicants").tally(before).total() == 0
