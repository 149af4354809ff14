"""What recipients got and used, what spearheads and things cost, rows of a ledger that were mended, many rows."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from osaamo.connectors.tables import read_rows
from osaamo.domains.finance import queries, services
from osaamo.domains.finance.enums import Problem
from osaamo.domains.finance.models import Booking, Contribution, Grant, LedgerRow
from osaamo.domains.finance.tests.making import DAY, make_alliance, make_budget, make_line, spend
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports import budgets

pytestmark = pytest.mark.django_db
HEAD = "Tosite;Pvm;Summa;Rivi;Toimittaja\n"


@pytest.fixture
def budget():
    return make_budget(("BL-1", "1000"), ("BL-2", "500"))


@pytest.fixture
def laurea(budget):
    return Organisation.objects.get(code="laurea")


@pytest.fixture
def member(client, budget):
    client.force_login(make_person(Role.STEERING_MEMBER, make_alliance()))


def read(text, laurea, head=HEAD, encoding="utf-8"):
    rows = read_rows((head + text).encode(encoding), "kirjat.csv")
    return services.import_ledger(organisation=laurea, filename="kirjat.csv", rows=rows, by=None)


def test_each_recipient_is_told_with_its_sums(client, member, budget, laurea) -> None:
    grant = Grant.objects.create(organisation=laurea, year=2021, purpose="alliance_development", amount=3000)
    share = Contribution.objects.create(budget=budget, payer=laurea, amount=1500)
    services.receive(of=grant, day=DAY, amount=Decimal(2000), voucher="O1", by=None)
    services.receive(of=share, day=DAY, amount=Decimal(1500), voucher="M1", by=None)
    services.use_grant(grant=grant, day=DAY, amount=Decimal("250.50"), text="Matkat", by=None)
    spend(budget.lines.first(), "40", place="metropolia")
    found = {one.organisation.code: one for one in queries.recipients(budget)}
    sums = found["laurea"]
    assert (sums.granted, sums.received, sums.used, sums.unused) == (3000, 2000, Decimal("250.5"), Decimal("1749.5"))
    assert (sums.contributed, sums.booked, found["metropolia"].booked) == (1500, 0, 40)
    with translation.override("en"):
        page = client.get(reverse("budget-recipients", args=[2021])).content.decode()
        assert "Matkat" in page
        for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            assert client.get(reverse("budget-recipients-file", args=[2021, form])).content.startswith(begins)


def test_a_spearhead_costs_what_names_it_or_stands_on_its_line(budget) -> None:
    line = make_line(budget, "BL-3", spearhead="wellbeing")
    spend(line, "10")
    spend(line, "5", spearhead="urban")
    spend(budget.lines.get(code="BL-1"), "1")
    assert queries.cost_of_spearheads(budget) == {"wellbeing": 10, "urban": 5, "": 1}


def test_what_a_thing_costs_is_the_sum_of_its_rows(budget) -> None:
    line = budget.lines.get(code="BL-1")
    order = services.promise(line=line, title="Tila", amount=Decimal(300), on=DAY, by=None, about_ref="events.event:7")
    spend(line, "120.50", commitment=order)  # what the promise was for, the booking is for
    spend(line, "9", about_ref="events.event:8")
    wrong = spend(line, "4", about_ref="events.event:7")
    services.correct(booking=wrong, day=DAY, reason="x", by=None)
    costs = budgets.costs(["events.event:7", "events.event:9"])
    assert costs.keys() == {"events.event:7"}
    told = costs["events.event:7"]
    assert (told.booked, told.promised, told.total) == (Decimal("120.50"), Decimal("179.50"), 300)
    assert told.total == sum(row.amount for row in told.rows)


def test_who_keeps_the_books_is_led_to_the_line_of_a_thing(budget) -> None:
    member, teacher = (make_person(role, make_alliance()) for role in (Role.STEERING_MEMBER, Role.TEACHER))
    ref, line = "events.event:7", budget.lines.get(code="BL-2")
    expected = f"/budget/lines/{line.pk}/?about=events.event%3A7#book"
    assert budgets.address(ref, line="BL-2", person=member) == expected
    assert budgets.address(ref, line="", person=member) == "/budget/2021/?about=events.event%3A7"
    assert budgets.address(ref, line="BL-2", person=teacher) == ""


def test_a_mended_row_is_taken_again_and_a_partial_payment_leaves_the_rest(budget, laurea) -> None:
    line = budget.lines.get(code="BL-2")
    order = services.promise(line=line, title="Taitto", supplier="Taitto Oy", amount=Decimal(300), on=DAY, by=None)
    assert read("1;1.3.2021;100;;Taitto Oy\n", laurea) == services.Imported(booked=1)
    assert queries.sums_of(budget)[line.pk].promised == 200
    assert read("2;1.3.2021;1,234;BL-1;\n;1.3.2021;5;BL-1;\n", laurea) == services.Imported(waiting=2)
    unclear, nameless = LedgerRow.objects.filter(state="waiting").order_by("line_number")
    assert unclear.problem == Problem.TWO_WAYS
    made = services.take_again(row=unclear, by=None, amount=Decimal("1.23"))
    assert (made.amount, made.line.code) == (Decimal("1.23"), "BL-1")
    assert services.take_again(row=nameless, by=None) is None
    made = services.settle_row(row=nameless, line=line, by=None, voucher="K3")
    assert (made.voucher, order.bookings.count()) == ("K3", 1)
    with pytest.raises(services.AlreadySettled):
        services.ignore_row(row=nameless, reason="x", by=None)


def test_a_voucher_with_another_amount_waits_and_is_not_dropped(budget, laurea) -> None:
    spend(budget.lines.get(code="BL-1"), "10", voucher="9")
    assert read("9;1.3.2021;10;BL-1;\n", laurea) == services.Imported(known=1)
    assert read("9;1.3.2021;12;BL-1;\n", laurea) == services.Imported(waiting=1)
    assert LedgerRow.objects.get().problem == Problem.OTHER_SUM


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_ledger_in_another_encoding_is_read(budget, laurea, encoding) -> None:
    assert read("1;1.3.2021;10 €;BL-1;Öljy Oy\n", laurea, encoding=encoding) == services.Imported(booked=1)
    assert Booking.objects.get().supplier == "Öljy Oy"


def test_a_day_with_slashes_is_read_where_it_has_one_reading_only(budget, laurea) -> None:
    done = read("1;13/3/2021;10;BL-1;\n2;3/4/2021;10;BL-1;\n", laurea)
    assert done == services.Imported(booked=1, waiting=1)
    assert Booking.objects.get().day == date(2021, 3, 13)
    assert LedgerRow.objects.get(state="waiting").problem == Problem.BAD_DAY


def test_nothing_comes_in_on_a_closed_day(budget, laurea) -> None:
    services.close_until(budget=budget, until=DAY, by=None)
    share = Contribution.objects.create(budget=budget, payer=laurea, amount=10)
    grant = Grant.objects.create(organisation=laurea, year=2021, purpose="alliance_development", amount=3)
    for of in (share, grant):
        with pytest.raises(services.Closed):
            services.receive(of=of, day=DAY, amount=Decimal(1), voucher="x", by=None)
    with pytest.raises(services.Closed):
        services.use_grant(grant=grant, day=DAY, amount=Decimal(1), text="x", by=None)


def test_pages_ask_as_often_for_many_rows_as_for_few(client, member, budget, django_assert_max_num_queries) -> None:
    line = budget.lines.get(code="BL-1")
    for _ in range(12):
        spend(line, "1")
    read_rows_of = "".join(f"{at};eilen;1;;\n" for at in range(12))
    read(read_rows_of, Organisation.objects.get(code="laurea"))
    for name, args in (("budget-year", [2021]), ("budget-line", [line.pk]), ("budget-ledger", []),
                       ("budget-costs", [2021]), ("budget-funding", [2021])):  # fmt: skip
        with django_assert_max_num_queries(45):
            assert client.get(reverse(name, args=args)).status_code == 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_booking_that_races_with_the_closing_of_its_day_is_refused() -> None:
    budget = make_budget(("BL-1", "1000"))
    line, waits = budget.lines.first(), threading.Event()
    told: list[object] = []

    def late() -> None:
        waits.wait(10)
        try:
            told.append(spend(line, "1"))
        except services.Closed as closed:
            told.append(closed)
        finally:
            connection.close()

    other = threading.Thread(target=late)
    other.start()
    with transaction.atomic():
        services.close_until(budget=budget, until=DAY, by=None)
        waits.set()
        other.join(0.5)  # it cannot end: it waits for the lock of the budget
        assert told == []
    other.join(10)
    assert [type(one) for one in told] == [services.Closed]
    assert not Booking.objects.exists()
