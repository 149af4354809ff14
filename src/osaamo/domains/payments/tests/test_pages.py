"""The pages of prices, orders, finance and rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from osaamo.domains.payments import services
from osaamo.domains.payments.models import Ceiling, Payment, RuleVersion
from osaamo.domains.payments.tests.making import make_alliance, make_offer, make_vat, make_version, order_for
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports import attainments
from osaamo.ports.attainments import Attainment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def laurea():
    make_alliance()
    place = Organisation.objects.get(code="laurea")
    make_version(place, "15", free=[("liittouma", ["3amk"])])
    return place


@pytest.fixture
def planner(client, laurea):
    person = make_person(Role.PLANNER, laurea)
    client.force_login(person)
    return person


def seen(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def table(text, name="t.csv"):
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def test_everybody_reads_what_studies_cost(client, laurea):
    Ceiling.objects.create(audience="open", per_credit=Decimal(45), valid_from=date(2024, 5, 1), source="asetus 1")
    make_version(laurea, "99", "degree", published=False)
    page = seen(client.get(reverse("prices")))
    assert "<b>15.00 €</b>" in page
    assert "liittouma" in page
    assert "at most 45.00 € for a credit" in page
    assert "99.00" not in page
    assert "No price rule is in force" in page  # Metropolia has none


def test_people_see_their_own_orders_only(client, laurea):
    order, other = order_for(), order_for()
    client.force_login(order.person)
    page = seen(client.get(reverse("my-orders")))
    assert reverse("my-order", args=[order.pk]) in page
    assert reverse("my-order", args=[other.pk]) not in page
    page = seen(client.get(reverse("my-order", args=[order.pk])))
    assert services.shown(order.reference) in page
    assert services.shown(services.as_rf(order.reference)) in page
    assert "5 credits at €15.00 each" in page
    assert client.get(reverse("my-order", args=[other.pk])).status_code == 404
    services.release_order(enrolment=order.enrolment_ref)
    assert "void" in seen(client.get(reverse("my-orders")))


def test_a_planner_goes_straight_to_their_institution_and_nowhere_else(client, planner):
    assert client.get(reverse("finance")).headers["Location"] == reverse("finance-orders", args=["laurea"])
    assert client.get(reverse("finance-orders", args=["metropolia"])).status_code in {403, 404}
    client.force_login(make_person(Role.TEACHER))
    for name in ("finance-orders", "finance-rules", "finance-compare", "finance-rows"):
        assert client.get(reverse(name, args=["laurea"])).status_code == 403
    assert client.get(reverse("finance")).status_code == 403


def test_the_planner_of_the_alliance_chooses(client, laurea):
    client.force_login(make_person(Role.PLANNER, laurea.parent))
    page = seen(client.get(reverse("finance")))
    assert reverse("finance-orders", args=["metropolia"]) in page
    assert reverse("finance-compare", args=["3amk"]) in page
    assert "Common rules" in seen(client.get(reverse("finance")))
    assert seen(client.get(reverse("finance-rules", args=["3amk"])))


def test_a_statement_is_read_and_what_is_left_over_settled(client, planner):
    order, other = order_for(), order_for()
    text = f"Date;Amount;Reference;Archive id\n2026-10-02;75;{order.reference};A1\n2026-10-02;75;1233;A2\n"
    address = reverse("finance-payments", args=["laurea"])
    page = seen(client.post(address, {"file": table(text)}, follow=True))
    assert "Booked: 1. Known from before: 0. Put aside: 1." in page
    assert "check digit is wrong" in page
    payment = Payment.objects.get(archive_id="A2")
    book = reverse("finance-book", args=[payment.pk])
    assert "is no reference number" in seen(client.post(book, {"reference": "12"}, follow=True))
    assert "paid already" in seen(client.post(book, {"reference": order.reference}, follow=True))
    assert "is booked" in seen(client.post(book, {"reference": other.reference}, follow=True))
    other.refresh_from_db()
    assert other.state == "paid"
    assert "paid already" in seen(client.post(reverse("finance-return", args=[payment.pk]), follow=True))


def test_a_payment_is_returned_and_an_order_paid_back(client, planner):
    order = order_for()
    text = f"Date;Amount;Reference;Archive id\n2026-10-02;75;{order.reference};A1\n2026-10-02;5;1233;A2\n"
    client.post(reverse("finance-payments", args=["laurea"]), {"file": table(text)})
    assert "as returned" in seen(
        client.post(reverse("finance-return", args=[Payment.objects.get(archive_id="A2").pk]), follow=True)
    )
    address = reverse("finance-refunded", args=[order.pk])
    assert "Nothing of this order" in seen(client.post(address, follow=True))
    services.release_order(enrolment=order.enrolment_ref)
    assert "Mark as paid back" in seen(client.get(reverse("finance-orders", args=["laurea"]) + "?state=refund_due"))
    assert "as paid back" in seen(client.post(address, follow=True))
    client.force_login(make_person(Role.PLANNER, Organisation.objects.get(code="metropolia")))
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("Date;Amount\n1;2\n", "t.csv", "The table lacks columns such as: Viite, Arkistointitunnus"),
        ("", "t.csv", "The submitted file is empty."),
        ("%PDF-1.4 not a table", "t.pdf", "The file has no rows with named columns."),
    ],
)
def test_a_statement_that_cannot_be_read_is_told_of(client, planner, text, name, says):
    page = seen(client.post(reverse("finance-payments", args=["laurea"]), {"file": table(text, name)}), 422)
    told = page.partition('class="error"')[2].partition("</form>")[0]
    assert says in told
    assert not Payment.objects.exists()


def test_the_rows_are_saved_as_text_and_numbers(client, planner):
    order_for(offer=make_offer(title={"en": "=HYPERLINK(1)"}))
    today = timezone.localdate()
    address = reverse("finance-rows", args=["laurea"])
    answer = client.get(address, {"first": today, "end": today + timedelta(days=1)})
    header, line = answer.content.decode("utf-8-sig").splitlines()
    assert header.startswith("row;booked_on;order;reference;rf;due_on;text;kind;quantity")
    assert "'=HYPERLINK(1);fee;5.00;15.00;75.00;exempt;0.0;open" in line
    assert "not after" in seen(client.get(address, {"first": today, "end": today}), 422)


def rule(**more):
    begins = timezone.localdate() + timedelta(days=1)
    return {
        "audience": "open", "amount": "20.00", "basis": "credit", "cap": "", "cap_per": "year", "rounding": "0.01",
        "vat": make_vat().pk, "due_days": "7", "valid_from": begins, "valid_until": "", "source": "Decision 5",
        "free_homes": "", "free_fi": "", "free_sv": "", "free_en": "",
    } | more  # fmt: skip


def test_a_rule_is_drafted_published_and_followed(client, planner, laurea):
    address = reverse("finance-rules", args=["laurea"])
    free = {"free_homes": "3amk, x ", "free_fi": "Ilmainen", "free_sv": "Gratis", "free_en": "Free"}
    page = seen(client.post(address, rule(**free, cap="100"), follow=True))
    assert "draft" in page
    version = RuleVersion.objects.get(number=2)
    assert (version.amount, version.cap, version.free_cases.get().homes) == (20, 100, ["3amk", "x"])
    assert 'value="3amk, x"' in seen(client.get(address, {"from": version.pk}))
    publish = reverse("finance-publish", args=[version.pk])
    assert "is published" in seen(client.post(publish, follow=True))
    assert "published before" in seen(client.post(publish, follow=True))
    assert "What was published stays" in seen(client.post(reverse("finance-drop", args=[version.pk]), follow=True))
    client.post(address, rule())
    newest = RuleVersion.objects.get(number=3)
    assert "The draft is gone" in seen(client.post(reverse("finance-drop", args=[newest.pk]), follow=True))
    client.force_login(make_person(Role.PLANNER, Organisation.objects.get(code="metropolia")))
    assert client.post(publish).status_code == 404
    assert client.post(address, rule()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"amount": "46"}, "at most €45.00 for a credit: asetus 1"),
        ({"valid_from": "2020-01-01"}, "today or a later day"),
        ({"valid_until": "2020-01-01"}, "not after the beginning"),
        ({"free_homes": "3amk"}, "in all three languages"),
        ({"audience": "nobody"}, "not one of the available choices"),
        ({"source": ""}, "required"),
    ],
)
def test_a_rule_that_cannot_be_is_told_of(client, planner, changes, says):
    Ceiling.objects.create(audience="open", per_credit=Decimal(45), valid_from=date(2024, 5, 1), source="asetus 1")
    assert says in seen(client.post(reverse("finance-rules", args=["laurea"]), rule(**changes)), 422)
    assert RuleVersion.objects.count() == 1


def test_rules_are_compared_on_a_table(client, planner, laurea):
    make_version(laurea.parent, "12", published=False, cap=Decimal(50))
    address = reverse("finance-compare", args=["laurea"])
    text = "host;audience;credits;people;course\nlaurea;open;5;10;=1+1\nelsewhere;open;5;;\n"
    page = seen(client.post(address, {"file": table(text)}))
    assert "750.00" in page
    assert "500.00" in page
    assert "−250.00" in page or "-250.00" in page
    assert "1 row names an institution that is not known here" in page
    answer = client.post(address, {"file": table(text), "as": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "line 2;'=1+1;laurea;open;;5;10;750.00;500.00;-250.00"
    assert lines[2].endswith("elsewhere;open;;5;1;;;")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("host;credits\nlaurea;5\n", "Line 2 lacks audience"),
        ("host;audience;credits\nlaurea;everybody;5\n", "the audience is one of degree, open"),
        ("host;audience;credits\nlaurea;open;-5\n", "a number from 0 to 300"),
        ("host;audience;credits\nlaurea;open;NaN\n", "a number from 0 to 300"),
        ("host;audience;credits;people\nlaurea;open;5;1,5\n", "a number from 0 to 100000"),
        ("host;audience;credits\nlaurea;open\n", "Line 2 cannot be read"),
        ("host;audience;credits\n", "no rows"),
    ],
)
def test_a_table_with_a_wrong_row_is_told_of(client, planner, text, says):
    page = seen(client.post(reverse("finance-compare", args=["laurea"]), {"file": table(text)}), 422)
    assert says in page


def test_rules_are_compared_on_what_was_studied(client, planner, laurea, monkeypatch):
    monkeypatch.setattr(attainments, "_sources", {})
    make_version(laurea.parent, "12", published=False)
    address = reverse("finance-compare", args=["laurea"])
    assert "No source" in seen(client.get(address))

    @attainments.attainments("t.results")
    def results(start, end):
        for number, passed in enumerate((True, False)):
            yield Attainment(
                f"t.result:{number}", "kernel.person:1", "", "c1", {}, "open", "", "laurea", "open", Decimal(5), "5",
                passed, start,
            )  # fmt: skip

    page = seen(client.get(address, {"first": "2026-08-01", "end": "2027-08-01"}))
    assert "t.result:0" in page
    assert "t.result:1" not in page
    assert "75.00" in page
    assert "60.00" in page
    assert "not after" in seen(client.get(address, {"first": "2026-08-01", "end": "2026-08-01"}), 422)
