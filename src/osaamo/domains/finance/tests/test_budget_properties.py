"""What holds of money whatever is done to it: totals, closed times, tables read twice, workbooks read back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osaamo.connectors.tables import read_rows
from osaamo.domains.finance import exports, queries, services
from osaamo.domains.finance.models import Booking, Budget, LedgerRow
from osaamo.domains.finance.services.sheets import row_of
from osaamo.domains.finance.tests.making import DAY, YEAR, make_alliance, make_budget, make_line, spend
from osaamo.kernel.models import Organisation

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
cents = st.integers(1, 60_000).map(lambda number: Decimal(number) / 100)
moves = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), cents), max_size=8)
odd_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12
).map(str.strip).filter(bool)  # fmt: skip


@pytest.fixture
def budget():
    return make_budget(("A", "500"), ("B", "250.50"), ("C", "0"))


@FEW
@given(moves=moves)
def test_transfers_move_money_and_make_none(budget, moves) -> None:
    lines = list(budget.lines.all())
    for source, target, amount in moves:
        with suppress(services.AboveLine, services.SameLine):
            services.transfer(
                source=lines[source], target=lines[target], amount=amount, decided_on=DAY, decision="RK", by=None
            )
    sums = queries.sums_of(budget)
    assert sum((one.now for one in sums.values()), Decimal(0)) == Decimal("750.50")
    assert min(one.now for one in sums.values()) >= 0


@FEW
@given(closings=st.lists(st.integers(0, 364), min_size=1, max_size=5), days=st.lists(st.integers(0, 364), max_size=6))
def test_a_closed_time_stays_closed_to_every_kind_of_row(budget, closings, days) -> None:
    Booking.objects.all().delete()  # of the example before
    Budget.objects.update(closed_until=None)
    first, line = date(YEAR, 1, 1), budget.lines.first()
    for number in closings:
        with suppress(services.ClosedFurther):
            services.close_until(budget=budget, until=first + timedelta(days=number), by=None)
    budget.refresh_from_db()
    assert budget.closed_until >= first + timedelta(days=max(closings))
    laurea = Organisation.objects.get(code="laurea")
    for at, number in enumerate(days):
        day = first + timedelta(days=number)
        is_open = day > budget.closed_until
        before = Booking.objects.count()
        with suppress(services.Closed):
            spend(line, "1", day=day)
        rows = read_rows(f"Tosite;Pvm;Summa;Rivi\nL{number}-{at};{day:%d.%m.%Y};1;A\n".encode(), "k.csv")
        services.import_ledger(organisation=laurea, filename="k.csv", rows=rows, by=None)
        assert (Booking.objects.count() > before) == is_open
    assert not Booking.objects.filter(day__lte=budget.closed_until).exists()


@FEW
@given(
    amounts=st.lists(st.one_of(cents.map(str), st.sampled_from(["1,234", "", "paljon", "3.000"])), max_size=6),
    times=st.integers(2, 3),
)
def test_a_ledger_read_again_changes_nothing(budget, amounts, times) -> None:
    LedgerRow.objects.all().delete()
    Booking.objects.all().delete()
    text = "Tosite;Pvm;Summa;Rivi\n" + "".join(
        f"{at};1.3.2021;{amount};{'A' if at % 2 else ''}\n" for at, amount in enumerate(amounts)
    )
    laurea = Organisation.objects.get(code="laurea")

    def read():
        rows = read_rows(text.encode(), "k.csv")
        return services.import_ledger(organisation=laurea, filename="k.csv", rows=rows, by=None)

    first = read()
    assert first.booked + first.waiting == len(amounts)
    kept = (Booking.objects.count(), LedgerRow.objects.count())
    for _ in range(times):
        again = read()
        assert (again.known, again.booked, again.waiting) == (len(amounts), 0, 0)
    assert (Booking.objects.count(), LedgerRow.objects.count()) == kept


@FEW
@given(
    title=odd_text, source=st.one_of(st.just(""), odd_text),
    amount=st.integers(0, 10**11).map(lambda number: Decimal(number) / 100),
    is_reserve=st.booleans(), activities=st.lists(st.sampled_from(["A-1", "B 2", "=3"]), unique=True),
)  # fmt: skip
def test_a_workbook_loses_nothing(title, source, amount, is_reserve, activities) -> None:
    make_alliance()
    draft = make_budget(year=2030, draft=True)
    line = make_line(
        draft, "X-1", amount, title={"fi": title}, source=source, is_reserve=is_reserve, activities=activities
    )
    try:
        changes = services.changes_in(draft, read_rows(exports.lines_xlsx(draft), "lines.xlsx"))
        assert [(change.kind, dict(change.fields)) for change in changes] == [("same", {})], row_of(line)
    finally:
        draft.delete()
