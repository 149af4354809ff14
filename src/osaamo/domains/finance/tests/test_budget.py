"""What is planned, booked, promised, moved and left; what a budget refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.finance import queries, services
from osaamo.domains.finance.enums import Standing
from osaamo.domains.finance.measures import booked
from osaamo.domains.finance.ports import lines as section_of_lines
from osaamo.domains.finance.queries import Sums
from osaamo.domains.finance.tests.making import DAY, YEAR, make_budget, make_line, spend
from osaamo.ports.measures import Period
from osaamo.ports.reporting import Question

amounts = st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100)


@given(amounts, amounts, amounts, amounts, st.none() | amounts)
def test_a_line_is_over_exactly_when_its_forecast_is_above_its_money(
    planned, moved, booked, promised, expected
) -> None:
    sums = Sums(planned, moved, booked, promised, expected)
    assert (sums.standing == Standing.OVER) == (sums.forecast > planned + moved)
    assert sums.left + sums.booked + sums.promised == sums.now


@given(st.lists(st.tuples(amounts, amounts, amounts), max_size=5))
def test_sums_of_several_lines_add_up(rows) -> None:
    total = queries.total_of(Sums(planned=a, booked=b, promised=c) for a, b, c in rows)
    assert total.left == sum((a - b - c for a, b, c in rows), Decimal(0))
    assert total.forecast == sum((b + c for _, b, c in rows), Decimal(0))


@pytest.fixture
def budget(db):
    return make_budget(("A", "1000"), ("B", "500"))


@pytest.fixture
def line(budget):
    return budget.lines.get(code="A")


def sums(line):
    return queries.sums_of(line.budget)[line.pk]


def test_what_is_booked_on_a_promise_is_not_counted_twice(line) -> None:
    promised = services.promise(line=line, title="Tila", amount=Decimal(600), on=DAY, by=None)
    assert (sums(line).left, sums(line).forecast) == (400, 600)
    spend(line, "250.10", commitment=promised)
    assert (sums(line).booked, sums(line).promised, sums(line).left) == (Decimal("250.10"), Decimal("349.90"), 400)
    services.end_commitment(commitment=promised, on=DAY, by=None)
    assert sums(line).left == Decimal("749.90")


def test_no_more_than_is_left_is_promised_booked_or_moved_unless_somebody_says_so(line) -> None:
    services.promise(line=line, title="Tila", amount=Decimal(900), on=DAY, by=None)
    other = line.budget.lines.get(code="B")
    for write in (
        lambda: services.promise(line=line, title="x", amount=Decimal("100.01"), on=DAY, by=None),
        lambda: spend(line, "100.01"),
        lambda: services.transfer(
            source=line, target=other, amount=Decimal("100.01"), decided_on=DAY, decision="RK", by=None
        ),
    ):
        with pytest.raises(services.AboveLine) as told:
            write()
        assert told.value.left == 100
    spend(line, "100.01", may_go_over=True)
    assert sums(line).standing == Standing.OVER


def test_moved_money_leaves_one_line_and_reaches_the_other(line) -> None:
    other = line.budget.lines.get(code="B")
    services.transfer(source=line, target=other, amount=Decimal(300), decided_on=DAY, decision="RK 2", by=None)
    assert (sums(line).now, sums(other).now) == (700, 800)
    total = queries.total_of(queries.sums_of(line.budget).values())
    assert (total.now, total.moved) == (1500, 0)
    stranger = make_line(make_budget(year=2022), "A")
    for target in (line, stranger):
        with pytest.raises(services.SameLine):
            services.transfer(source=line, target=target, amount=Decimal(1), decided_on=DAY, decision="x", by=None)


def test_a_wrong_booking_is_balanced_once_and_both_rows_stay(line) -> None:
    wrong = spend(line, "80")
    row = services.correct(booking=wrong, day=DAY, reason="Väärä rivi", by=None)
    assert (row.amount, row.corrects, sums(line).booked) == (-80, wrong, 0)
    for again in (wrong, row):
        with pytest.raises(services.AlreadyCorrected):
            services.correct(booking=again, day=DAY, reason="x", by=None)


def test_nothing_is_booked_in_a_closed_time_another_year_or_on_a_draft(line) -> None:
    services.close_until(budget=line.budget, until=date(YEAR, 3, 31), by=None)
    with pytest.raises(services.Closed):
        spend(line, "1", day=date(YEAR, 3, 31))
    spend(line, "1", day=date(YEAR, 4, 1))
    with pytest.raises(services.ClosedFurther):
        services.close_until(budget=line.budget, until=date(YEAR, 3, 30), by=None)
    with pytest.raises(services.WrongYear):
        spend(line, "1", day=date(YEAR + 1, 1, 1))
    with pytest.raises(services.NotApproved):
        spend(make_line(make_budget(year=2023, draft=True)), "1", day=date(2023, 1, 2))


def test_a_voucher_is_booked_once_on_a_line(line) -> None:
    spend(line, "1", voucher="T1")
    with pytest.raises(services.AlreadyBooked):
        spend(line, "1", voucher="T1")
    spend(line.budget.lines.get(code="B"), "1", voucher="T1")  # a voucher may be split over lines
    spend(line, "1", voucher="T1", place="metropolia")


def test_an_approved_estimate_stays_and_next_years_draft_begins_from_it(line) -> None:
    with pytest.raises(services.Approved):
        services.save_line(budget=line.budget, code="C", values={}, by=None)
    with pytest.raises(services.Approved):
        services.remove_line(line=line, by=None)
    draft = services.next_year(budget=line.budget, by=None)
    assert services.next_year(budget=line.budget, by=None) == draft
    assert [(one.code, one.amount) for one in draft.lines.all()] == [("A", 1000), ("B", 500)]
    assert draft.title == {"fi": "Budjetti 2022"}
    services.remove_line(line=draft.lines.get(code="A"), by=None)
    services.approve(budget=draft, on=date(2021, 12, 1), decision="RK 9", by=None)
    with pytest.raises(services.Approved):
        services.approve(budget=draft, on=date(2021, 12, 1), decision="RK 9", by=None)
    with pytest.raises(services.NoPlan):
        services.approve(budget=make_budget(year=2030, draft=True), on=DAY, decision="x", by=None)


def test_the_report_of_a_period_holds_what_was_booked_by_its_end(line) -> None:
    spend(line, "10", day=date(YEAR, 2, 1))
    spend(line, "20", day=date(YEAR, 5, 1))
    quarter = Period(date(YEAR, 1, 1), date(YEAR, 4, 1))
    told = section_of_lines(Question(quarter, quarter))
    assert [(row["title"]["fi"], row["booked"]) for row in told.rows] == [
        ("A", "10.00"),
        ("B", "0.00"),
        ("Yhteensä", "10.00"),
    ]
    assert booked(quarter).total() == 10
    assert booked(Period(date(YEAR, 1, 1), date(YEAR + 1, 1, 1))).total("laurea") == 30
