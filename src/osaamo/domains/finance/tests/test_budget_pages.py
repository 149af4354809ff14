"""The pages of the budget."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from osaamo.domains.finance import services
from osaamo.domains.finance.models import Booking, Budget, Commitment, Contribution, Grant, LedgerRow
from osaamo.domains.finance.tests.making import make_alliance, make_budget, spend
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def budget():
    return make_budget(("BL-1", "1000"), ("BL-2", "500"))


@pytest.fixture
def line(budget):
    return budget.lines.get(code="BL-1")


@pytest.fixture
def member(client, budget):
    person = make_person(Role.STEERING_MEMBER, make_alliance())
    client.force_login(person)
    return person


def seen(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_a_member_books_with_a_receipt_and_reads_it_back(client, member, line) -> None:
    spend(line, "900")
    laurea = Organisation.objects.get(code="laurea").pk
    values = {"day": "2021-03-02", "amount": "100,01", "voucher": "T9", "organisation": laurea}
    page = seen(client.post(reverse("budget-book", args=[line.pk]), values), 422)
    assert "Only 100.00 € are left on the line" in page
    receipt = SimpleUploadedFile("k.pdf", b"%PDF-1.7 x", "application/pdf")
    client.post(reverse("budget-book", args=[line.pk]), values | {"may_go_over": "on", "receipt": receipt})
    row = Booking.objects.get(voucher="T9")
    assert client.get(reverse("budget-receipt", args=[row.pk])).content == b"%PDF-1.7 x"
    page = seen(client.get(reverse("budget")) and client.get(reverse("budget-year", args=[2021])))
    assert "over the budget" in page
    bad = SimpleUploadedFile("k.pdf", b"<html>", "application/pdf")
    page = seen(client.post(reverse("budget-book", args=[line.pk]), values | {"voucher": "T10", "receipt": bad}), 422)
    assert "Choose a PDF, PNG or JPEG file" in page


def test_promises_expectations_transfers_and_corrections_are_written(client, member, line) -> None:
    def post(name, pk, **values):
        assert client.post(reverse(name, args=[pk]), values).status_code == 302

    post("budget-promise", line.pk, title="Tila", amount="200", on="2021-02-01")
    post("budget-end", Commitment.objects.get().pk, on="2021-02-03")
    post("budget-expect", line.pk, amount="990", reason="Syksyn leiri")
    target = line.budget.lines.get(code="BL-2").pk
    post("budget-transfer", line.pk, target=target, amount="50", decided_on="2021-02-02", decision="RK 2/2021")
    row = spend(line, "10")
    post("budget-correct", row.pk, day="2021-03-02", reason="Väärä")
    page = seen(client.get(reverse("budget-line", args=[line.pk])))
    for words in ("Nothing more to come", "ended", "Syksyn leiri", "RK 2/2021", f"{row.voucher}/K"):
        assert (words in page) == (words != "Nothing more to come")
    assert "nearly" not in page  # 990 of 950: over
    assert "over the budget" in page


def test_a_ledger_is_read_and_its_waiting_rows_are_settled(client, member, budget) -> None:
    laurea = Organisation.objects.get(code="laurea").pk
    file = SimpleUploadedFile("k.csv", b"Voucher;Date;Amount\n1;1.3.2021;10\n2;1.3.2021;20\n")
    page = seen(client.post(reverse("budget-ledger"), {"organisation": laurea, "file": file}, follow=True))
    assert "Waiting for a decision: 2" in page
    first, second = LedgerRow.objects.order_by("line_number")
    line = budget.lines.get(code="BL-1")
    client.post(reverse("budget-settle", args=[first.pk]), {f"{first.pk}-line": line.pk, "book": ""})
    client.post(reverse("budget-settle", args=[second.pk]), {f"{second.pk}-reason": "Muu", "ignore": ""})
    assert list(LedgerRow.objects.order_by("line_number").values_list("state", flat=True)) == ["booked", "ignored"]
    file = SimpleUploadedFile("k.csv", b"a;b\n1;2\n")
    page = seen(client.post(reverse("budget-ledger"), {"organisation": laurea, "file": file}), 422)
    assert "The table lacks columns such as: Voucher, Date, Amount" in page


def test_funding_shows_what_no_plan_describes_and_takes_payments(client, member, budget) -> None:
    laurea = Organisation.objects.get(code="laurea")
    share = Contribution.objects.create(budget=budget, payer=laurea, amount=1500)
    grant = Grant.objects.create(organisation=laurea, year=2021, purpose="alliance_development", amount=4000)
    paid = {"day": "2021-02-01", "amount": "1 500", "voucher": "A1"}
    client.post(reverse("budget-contribution", args=[share.pk]), paid)
    client.post(reverse("budget-grant", args=[grant.pk]), paid | {"voucher": "A2", "amount": "4.000"})
    client.post(reverse("budget-use", args=[grant.pk]), {"day": "2021-03-01", "amount": "20", "text": "Matka"})
    page = seen(client.get(reverse("budget-funding", args=[2021])))
    assert "2,500 € of the grants lie beyond this budget" in page
    assert (share.incomes.get().amount, grant.incomes.get().amount, grant.uses.get().amount) == (1500, 4000, 20)


def test_a_rector_approves_the_draft_that_a_member_wrote(client, member, budget) -> None:
    client.post(reverse("budget-next", args=[2021]))
    client.post(
        reverse("budget-line-new", args=[2022]),
        {"code": "BL-3", "section": "rdi", "title_fi": "Uusi", "amount": "3.000"},
    )
    draft = Budget.objects.get(year=2022)
    assert draft.lines.get(code="BL-3").amount == 3000
    decision = {"on": "2021-12-01", "decision": "RK 9/2021"}
    assert client.post(reverse("budget-approve", args=[2022]), decision).status_code == 403
    client.force_login(make_person(Role.RECTOR, Organisation.objects.get(code="metropolia")))
    client.post(reverse("budget-approve", args=[2022]), decision)
    draft.refresh_from_db()
    assert draft.approved_on == date(2021, 12, 1)
    assert client.post(reverse("budget-close", args=[2022]), {"until": "2022-01-31"}).status_code == 403


def test_a_workbook_shows_its_changes_before_they_are_written(client, member, budget) -> None:
    draft = services.next_year(budget=budget, by=member)
    content = client.get(reverse("budget-workbook", args=[2022])).content
    draft.lines.filter(code="BL-1").update(amount=7)

    def send(**more):
        return client.post(reverse("budget-read", args=[2022]), {"file": SimpleUploadedFile("l.xlsx", content), **more})

    assert "<del>7.00</del> <ins>1000" in seen(send())
    assert draft.lines.get(code="BL-1").amount == 7
    send(write="")
    assert draft.lines.get(code="BL-1").amount == 1000


@pytest.mark.parametrize("form", ["pdf", "pptx", "docx", "xlsx"])
def test_the_budget_goes_along_as_a_file(client, member, line, form) -> None:
    spend(line, "10")
    answer = client.get(reverse("budget-paper", args=[2021, form]))
    assert answer.status_code == 200
    assert answer.content[:4] == (b"%PDF" if form == "pdf" else b"PK\x03\x04")


def test_others_see_nothing_of_it(client, budget, line) -> None:
    client.force_login(make_person(Role.TEACHER, Organisation.objects.get(code="laurea")))
    for name, args in (("budget", []), ("budget-ledger", [])):
        assert client.get(reverse(name, args=args)).status_code == 403
    for name, args in (("budget-year", [2021]), ("budget-funding", [2021]), ("budget-line", [line.pk])):
        assert client.get(reverse(name, args=args)).status_code == 404
