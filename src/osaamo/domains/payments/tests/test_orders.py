"""Orders from enrolment to the end, and the money that comes in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from osaamo.connectors.tables import read_rows
from osaamo.domains.payments import measures, services
from osaamo.domains.payments.models import Order, OrderRow, Payment
from osaamo.domains.payments.queries import orders_at, sum_of_rows, totals_of, waiting_payments
from osaamo.domains.payments.tests.making import DAY, make_alliance, make_offer, make_version, order_for
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.traces import leftovers
from osaamo.ports import erasing, prices
from osaamo.ports.measures import Period

HEADER = "Kirjauspäivä;Määrä;Saaja/Maksaja;Viite;Arkistointitunnus\n"


@given(st.integers(1, 10**9))
def test_a_reference_number_is_read_back_however_it_is_written(number):
    reference = services.reference_for(number)
    assert services.national(reference) == reference
    assert services.national(f"  000{services.shown(reference)} ") == reference
    assert services.national(services.as_rf(reference)) == reference
    assert services.national(services.shown(services.as_rf(reference)).lower()) == reference


@given(st.integers(1, 10**9), st.integers(0, 8), st.integers(1, 9))
def test_a_wrong_digit_is_noticed(number, place, change):
    reference = services.reference_for(number)
    at = place % len(reference)
    wrong = f"{reference[:at]}{(int(reference[at]) + change) % 10}{reference[at + 1 :]}"
    if wrong[0] != "0":
        with pytest.raises(services.BadReference):
            services.national(wrong)


def test_known_reference_numbers():
    assert services.as_rf("539007547034") == "RF18539007547034"  # the example of ISO 11649
    assert services.as_rf("1232") == "RF111232"  # by hand: 1232271500 = 97 * 12703829 + 87
    assert services.national("0001 23456 1") == "1234561"  # by hand: 6*7 + 5*3 + 4 + 3*7 + 2*3 + 1 = 89
    for bad in ("", "1233", "12", "RF121232", "RF34", "viite 1232", "1" * 21):
        with pytest.raises(services.BadReference):
            services.national(bad)
    with pytest.raises(ValueError, match="begin at 1"):
        services.reference_for(0)


@pytest.fixture
def laurea(db):
    make_alliance()
    place = Organisation.objects.get(code="laurea")
    make_version(place, "15")
    return place


@pytest.fixture
def paid(monkeypatch):
    monkeypatch.setattr(prices, "_listeners", {})
    told = []
    prices.paid_listener("t")(told.append)
    return told


def statement(laurea, *rows, header=HEADER, by=None):
    return services.import_payments(host=laurea, rows=read_rows((header + "\n".join(rows)).encode(), "a.csv"), by=by)


def row(order, amount="75,00", archive="A1", day="2.10.2026"):
    return f"{day};{amount};Maija Maksaja;{services.shown(order.reference)};{archive}"


def test_an_order_holds_the_price_by_the_rule_and_never_changes(laurea):
    person, offer = make_person(), make_offer()
    order = order_for(person, offer, enrolment="t.enrolment:1")
    assert (order.price, sum_of_rows(order), order.state) == (Decimal(75), Decimal(75), "open")
    make_version(laurea, "99", number=2)
    again = order_for(person, offer, enrolment="t.enrolment:1")
    assert (again, again.price, again.version.number) == (order, Decimal(75), 1)
    assert order_for(person, offer).price == 495
    order.refresh_from_db()
    assert (order.price, order.reason["en"]) == (
        Decimal(75), "5 credits at €15.00 each, by the price rule of Laurea.",
    )  # fmt: skip


def test_what_costs_nothing_makes_no_order(laurea):
    assert order_for(audience="degree") is None
    assert order_for(offer=make_offer(host="nobody")) is None
    assert order_for(offer=make_offer("0")) is None
    assert not Order.objects.exists()


def test_a_cap_over_time_counts_the_orders_that_were_not_undone(laurea):
    make_version(laurea, "15", number=2, cap=Decimal(100), cap_per="year")
    person = make_person()
    first, second = order_for(person), order_for(person)
    assert (first.price, second.price, order_for(person)) == (Decimal(75), Decimal(25), None)
    assert order_for(make_person()).price == 75
    services.release_order(enrolment=first.enrolment_ref)
    assert order_for(person).price == 75
    quoted = services.quote(make_offer(), audience="open", home="", on=DAY, person=ref_of(person))
    assert (quoted.amount, services.quote(make_offer(), audience="open", home="", on=DAY).amount) == (0, 75)


def test_a_payment_is_booked_by_its_reference_and_told(laurea, paid):
    order = order_for(enrolment="t.enrolment:7")
    found = statement(laurea, row(order), "2.10.2026;-12,00;Palkka;;A2")
    assert found == services.Imported(booked=1, outgoing=1)
    order.refresh_from_db()
    assert (order.state, paid) == ("paid", ["t.enrolment:7"])
    assert statement(laurea, row(order)) == services.Imported(known=1)
    assert Payment.objects.count() == 1
    assert not leftovers(["Maija Maksaja"], 0)


def test_an_order_paid_in_parts_is_paid_when_nothing_is_left(laurea, paid):
    order = order_for()
    statement(laurea, row(order, "+50.00", "A1"))
    order.refresh_from_db()
    assert (order.state, paid) == ("open", [])
    assert totals_of(laurea).open_euros == 25
    statement(laurea, row(order, "25", "A2", "2026-10-03"))
    order.refresh_from_db()
    assert (order.state, paid) == ("paid", [order.enrolment_ref])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"amount": "paljon"}, "bad-amount"),
        ({"amount": "0,00"}, "bad-amount"),
        ({"amount": "1,005"}, "bad-amount"),
        ({"amount": "1e99"}, "bad-amount"),
        ({"amount": "NaN"}, "bad-amount"),
        ({"day": "31.2.2026"}, "bad-day"),
        ({"amount": "75,01"}, "too-much"),
        ({"archive": ""}, "unreadable"),
    ],
)
def test_what_cannot_be_booked_is_kept_aside_with_the_reason(laurea, paid, changes, problem):
    order = order_for()
    assert statement(laurea, row(order, **changes)) == services.Imported(aside=1)
    (payment,) = waiting_payments(laurea)
    assert (payment.problem, payment.line, payment.order, paid) == (problem, 2, None, [])
    assert statement(laurea, row(order, **changes)) == services.Imported(known=1)


def test_wrong_references_other_institutions_and_double_payments_are_kept_aside(laurea, paid):
    order, undone = order_for(), order_for()
    services.release_order(enrolment=undone.enrolment_ref)
    metropolia = Organisation.objects.get(code="metropolia")
    statement(metropolia, row(order))
    statement(laurea, row(order), row(order, archive="A2"), row(undone, archive="A3"), "2.10.2026;5;x;=1+1;A4", "a;b")
    problems = [(payment.host.code, payment.problem) for payment in Payment.objects.order_by("pk") if payment.problem]
    assert problems == [
        ("metropolia", "no-order"), ("laurea", "paid-already"), ("laurea", "ended"), ("laurea", "bad-reference"),
        ("laurea", "unreadable"),
    ]  # fmt: skip
    assert paid == [order.enrolment_ref]


def test_a_table_without_the_columns_is_not_read(laurea):
    with pytest.raises(services.NoSuchColumns) as told:
        statement(laurea, "1;2", header="Määrä;Selite\n")
    assert told.value.missing == ("day", "reference", "archive")
    swedish = "Bokföringsdag;Belopp EUR;Referens;Arkiveringskod\n"
    assert statement(laurea, "2026-10-02;5,00;1232;A1", header=swedish) == services.Imported(aside=1)


def test_somebody_settles_what_was_kept_aside(laurea, paid):
    order, by = order_for(), make_person()
    statement(laurea, f"2.10.2026;75;x;{order.reference[:-1]};A1", f"2.10.2026;10;x;{order.reference};A2")
    typo, part = Payment.objects.order_by("pk")
    assert (typo.problem, part.problem) == ("bad-reference", "")
    with pytest.raises(services.CannotBook) as told:
        services.book(payment=typo, reference=order.reference, by=by)
    assert told.value.problem == "too-much"
    with pytest.raises(services.BadReference):
        services.book(payment=typo, reference="1233", by=by)
    other = order_for()
    services.book(payment=typo, reference=services.as_rf(other.reference), by=by)
    assert paid == [other.enrolment_ref]
    for act in (lambda: services.book(payment=typo, reference=other.reference, by=by),
                lambda: services.give_back(payment=typo, by=by)):  # fmt: skip
        with pytest.raises(services.CannotBook):
            act()
    statement(laurea, f"2.10.2026;5;x;{other.reference};A3")
    extra = waiting_payments(laurea).get()
    services.give_back(payment=extra, by=by)
    services.give_back(payment=extra, by=by)
    assert not waiting_payments(laurea).exists()


def test_an_undone_order_is_balanced_and_paid_back(laurea, paid):
    unpaid, whole, part, by = order_for(), order_for(), order_for(), make_person()
    statement(laurea, row(whole), row(part, "10", "A2"))
    for order, state in ((unpaid, "void"), (whole, "refund_due"), (part, "refund_due")):
        for _ in range(2):
            services.release_order(enrolment=order.enrolment_ref)
        order.refresh_from_db()
        assert (order.state, sum_of_rows(order), order.rows.count(), order.price) == (state, 0, 2, 75)
    assert services.release_order(enrolment="t.none:1") is None
    with pytest.raises(services.NothingToRefund):
        services.mark_refunded(order=unpaid, by=by)
    for _ in range(2):
        assert services.mark_refunded(order=whole, by=by).state == "refunded"


def test_income_is_what_the_rows_say(laurea):
    alliance = laurea.parent
    metropolia = Organisation.objects.get(code="metropolia")
    make_version(metropolia, "20")
    order_for()
    gone, other = order_for(), order_for(offer=make_offer(host="metropolia"))
    services.release_order(enrolment=gone.enrolment_ref)
    today = timezone.localdate()
    tally = measures.income(Period(today, today + timezone.timedelta(days=1)))
    assert (tally.total(), tally.total("laurea"), tally.total("metropolia")) == (175, 75, 100)
    assert tally.total(alliance.code) == 175
    assert len(list(tally.refs())) == OrderRow.objects.count() == 4
    assert measures.income(Period(today - timezone.timedelta(days=9), today)).total() == 0
    count = measures.orders(Period(DAY, DAY + timezone.timedelta(days=1)))
    assert (count.total(), list(count.refs("metropolia"))) == (2, [ref_of(other)])


def test_the_port_quotes_charges_and_releases(laurea):
    source, person, offer = prices.source(), make_person(), make_offer()
    asked = {"audience": "open", "home": "", "on": DAY}
    assert source.quote(offer, **asked).amount == 75
    for _ in range(2):
        assert source.charge(offer, **asked, person=ref_of(person), enrolment="t.enrolment:5") is True
    assert Order.objects.get().person == person
    assert source.charge(offer, **asked, person="kernel.person:999999", enrolment="t.enrolment:6") is False
    assert source.charge(offer, **(asked | {"audience": "degree"}), person=ref_of(person), enrolment="t.e:7") is False
    source.release(enrolment="t.enrolment:5")
    assert Order.objects.get().state == "void"


def test_the_orders_of_somebody_who_leaves_stay_and_lead_to_nobody(laurea):
    person = make_person(Role.OPEN_LEARNER)
    order_for(person)
    order_for()
    (eraser,) = [eraser for eraser in erasing.erasers() if eraser.name == "payments.orders"]
    assert eraser.held(ref_of(person)) == {"payments.Order": 1}
    assert eraser.erase(ref_of(person)).kept["payments.Order"].count == 1
    assert eraser.held(ref_of(person)) == {}
    assert orders_at(laurea).count() == 2
    found = leftovers([person.display_name, person.email, ref_of(person)], person.pk)
    assert [one for one in found if one[0].startswith("payments.")] == []
