"""What payers and those who manage payments must do now, and that the page of each opens to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.payments import services
from osaamo.domains.payments.models import Order, Payment
from osaamo.domains.payments.tests.making import make_alliance, make_offer, make_version, order_for
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import duties, prices

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["payments.orders"]
TODAY = timezone.localdate()


def told(person):
    """Code, English sentence and last day of what the person must do; they are asked for, and each page opens."""
    found = list(SOURCE.of(ref_of(person), TODAY))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} for one in found)
    assert (ref_of(person) in SOURCE.people(TODAY)) == bool(found)
    return [(one.code.partition(".")[2], one.sentence["en"], one.due_on) for one in found]


@pytest.fixture
def laurea(monkeypatch):
    monkeypatch.setattr(prices, "_listeners", {})
    make_alliance()
    place = Organisation.objects.get(code="laurea")
    make_version(place)
    return place


@pytest.fixture
def planner(laurea):
    return make_person(Role.PLANNER, laurea)


def test_who_ordered_pays_by_the_due_day(laurea, planner):
    order = order_for(offer=make_offer(title={"fi": "Tilastot", "en": "Statistics"}))
    assert told(order.person) == [("pay", "Pay your order “Statistics”.", order.due_on)]
    assert told(planner) == told(make_person()) == []
    services.release_order(enrolment=order.enrolment_ref)
    assert told(order.person) == []


def test_who_manages_payments_settles_asks_and_pays_back(laurea, planner):
    above = make_person(Role.PLANNER, laurea.parent)
    other = make_person(Role.PLANNER, Organisation.objects.get(code="metropolia"))
    teacher = make_person(Role.TEACHER, laurea)
    Payment.objects.create(host=laurea, archive_id="A1", problem="no-order", line=2)
    Payment.objects.create(host=laurea, archive_id="A2", problem="no-order", line=3, returned_on=TODAY)
    late, owed, due = (order_for() for _ in range(3))
    Order.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=1))
    Order.objects.filter(pk=owed.pk).update(state="refund_due")
    Order.objects.filter(pk=due.pk).update(due_on=TODAY)
    said = [
        ("settle", "Laurea: 1 payment did not find its order. Book it or return it.", None),
        ("late", "Laurea: 1 order is unpaid past its due day.", None),
        ("refund", "Laurea: 1 order is to be paid back.", None),
    ]
    assert [told(person) for person in (planner, above, other, teacher)] == [said, said, [], []]
    Payment.objects.update(returned_on=TODAY)
    Order.objects.update(state="paid")
    assert told(planner) == []


def test_it_is_cheap(laurea, planner, django_assert_max_num_queries):
    for _ in range(3):
        order_for(planner)
    Order.objects.update(due_on=TODAY - timedelta(days=1))
    with django_assert_max_num_queries(2):
        assert len(list(SOURCE.of(ref_of(planner), TODAY))) == 4
    with django_assert_max_num_queries(3):
        assert SOURCE.people(TODAY) == {ref_of(planner)}
