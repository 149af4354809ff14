"""Ledgers: booked where they say their line, kept aside with the reason, read once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osaamo.connectors.tables import read_rows
from osaamo.domains.finance import exports, queries, services
from osaamo.domains.finance.enums import Problem, RowState
from osaamo.domains.finance.models import Booking, LedgerRow
from osaamo.domains.finance.tests.making import DAY, make_budget, make_line, spend
from osaamo.kernel.models import Organisation

pytestmark = pytest.mark.django_db
HEAD = "Tosite;Pvm;Summa;Kustannuspaikka;Toimittaja;Selite\n"


@pytest.fixture
def budget():
    return make_budget(("BL-1", "1000"), ("BL-2", "500"))


def read(text, head=HEAD):
    laurea = Organisation.objects.get(code="laurea")
    rows = read_rows((head + text).encode(), "kirjat.csv")
    return services.import_ledger(organisation=laurea, filename="kirjat.csv", rows=rows, by=None)


def test_a_row_is_booked_on_the_line_it_names_and_read_once(budget) -> None:
    text = "1;3.2.2021;1 234,50;bl-1;Tila Oy;Vuokra\n2;2021-02-04;-34,50;;Tila Oy;Hyvitys BL-1\n"
    assert read(text) == services.Imported(booked=2)
    assert read(text) == services.Imported(known=2)
    line = budget.lines.get(code="BL-1")
    assert queries.sums_of(budget)[line.pk].booked == 1200
    assert queries.sums_of(budget)[line.pk].standing == "late"
    assert [row.day for row in Booking.objects.order_by("day")] == [date(2021, 2, 3), date(2021, 2, 4)]


def test_a_row_fulfils_the_one_open_promise_to_its_supplier(budget) -> None:
    promised = services.promise(
        line=budget.lines.get(code="BL-2"), title="Taitto", supplier="Taitto Oy", amount=Decimal(300), on=DAY, by=None
    )
    assert read("1;1.3.2021;300;;taitto oy;Lasku\n") == services.Imported(booked=1)
    assert Booking.objects.get().commitment == promised
    assert read("2;1.3.2021;1;;taitto oy;Lasku\n") == services.Imported(waiting=1)  # nothing is left of the promise
    assert LedgerRow.objects.get(voucher="2").guess == promised.line


def test_every_other_row_waits_with_its_reason_and_nothing_is_lost(budget) -> None:
    services.close_until(budget=budget, until=date(2021, 1, 31), by=None)
    done = read(
        "1;1.3.2021;10;;;Kahvit\n;1.3.2021;10;BL-1;;x\n3;eilen;10;BL-1;;x\n4;1.3.2021;1,234;BL-1;;x\n"
        "5;31.1.2021;10;BL-1;;x\n6;1.3.2019;10;BL-1;;x\n7;1.3.2021;10;BL-1 BL-2;;x\n"
    )
    assert done == services.Imported(waiting=7)
    assert list(LedgerRow.objects.order_by("line_number").values_list("problem", flat=True)) == [
        Problem.NO_LINE, Problem.NO_ID, Problem.BAD_DAY, Problem.TWO_WAYS, Problem.CLOSED, Problem.OTHER_YEAR,
        Problem.NO_LINE,
    ]  # fmt: skip
    assert LedgerRow.objects.get(line_number=5).raw["amount"] == "1,234"
    assert Booking.objects.count() == 0


def test_a_table_without_the_columns_is_refused_whole(budget) -> None:
    with pytest.raises(services.NoSuchColumns) as told:
        read("1;10\n", head="Tosite;Summa\n")
    assert told.value.missing == ("day",)


def test_a_person_books_a_waiting_row_or_puts_it_away(budget) -> None:
    read("1;1.3.2021;10;;;Kahvit\n2;1.3.2021;5;;;Muu\n3;eilen;5;;;Muu\n")
    first, second, third = LedgerRow.objects.order_by("line_number")
    made = services.settle_row(row=first, line=budget.lines.get(code="BL-2"), by=None)
    first.refresh_from_db()
    assert (first.state, first.booking, made.amount) == (RowState.BOOKED, made, 10)
    with pytest.raises(services.FinanceError):
        services.settle_row(row=first, line=budget.lines.get(code="BL-2"), by=None)
    services.ignore_row(row=second, reason="Toinen yksikkö", by=None)
    with pytest.raises(services.FinanceError):
        services.settle_row(row=third, line=budget.lines.get(code="BL-2"), by=None)  # its day is unknown
    assert list(queries.waiting_rows()) == [third]


def test_lines_go_to_excel_and_back_without_a_change(budget) -> None:
    draft = make_budget(year=2022, draft=True)
    make_line(
        draft, "X-1", "1234.56", title={"fi": "=1+1", "sv": "å", "en": "+x"}, area="learning", module="m-1",
        activities=["A1", "A2"], is_reserve=True, as_written="1.234,56", source="L1", position=3,
    )  # fmt: skip
    make_line(draft, "X-2", "0")

    def changes(mend=lambda rows: rows):
        return services.changes_in(draft, mend(list(read_rows(exports.lines_xlsx(draft), "lines.xlsx"))))

    assert {change.kind for change in changes()} == {"same"}

    def mend(rows):
        by_code = {row.cells["code"]: row.cells for row in rows}
        by_code["X-1"]["amount"] = "2 000"
        by_code["X-2"]["code"] = "X-3"
        return rows

    found = changes(mend)
    assert [(change.code, change.kind) for change in found] == [("X-3", "new"), ("X-1", "change")]
    assert found[1].fields == {"amount": (Decimal("1234.56"), Decimal(2000))}
    assert services.apply_changes(budget=draft, changes=found, by=None) == 2
    assert {line.code: line.amount for line in draft.lines.all()} == {"X-1": 2000, "X-2": 0, "X-3": 0}
    with pytest.raises(services.Approved):
        services.apply_changes(budget=budget, changes=found, by=None)


@pytest.mark.parametrize(("column", "value"), [("amount", "1,234"), ("title_fi", ""), ("section", ""), ("code", "")])
def test_a_broken_row_says_which_column(budget, column, value) -> None:
    rows = list(read_rows(exports.lines_xlsx(budget), "lines.xlsx"))
    rows[0].cells[column] = value
    change = services.changes_in(budget, rows)[0]
    assert (change.kind, change.problem) == ("broken", column.partition("_")[0])


def test_bookings_are_written_out_with_formulas_made_harmless(budget) -> None:
    spend(budget.lines.get(code="BL-1"), "10.5", voucher="V", text="=cmd", supplier="Öljy; Oy", activity="A1")
    assert exports.bookings_csv(budget).splitlines()[1] == '2021-03-01;BL-1;A1;laurea;V;"Öljy; Oy";\'=cmd;10.50'
