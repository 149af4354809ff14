"""A price is read, an order seen, a statement booked, a rule drafted and compared; axe and 320 pixels all the way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from tests.e2e.looking import complaints, settle

from osaamo.domains.payments.services import load_demo, make_order
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports.offers import Offer

if TYPE_CHECKING:
    from osaamo.domains.payments.models import Order


def order_of(learner) -> Order:
    title = {"fi": "Palvelumuotoilu", "sv": "Tjänstedesign", "en": "Service design"}
    offer = Offer("offering.realisation:1", "sd-1", "sd", title, "laurea", Decimal(5))
    on = timezone.localdate()
    return make_order(offer=offer, audience="open", home="", on=on, person=learner, enrolment="t.enrolment:1")


def sign_in(page, site, person):
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_from_the_price_to_the_books(open_page, site, width, scheme, tmp_path):
    load_demo()
    learner = make_person(Role.OPEN_LEARNER, Organisation.objects.get(code="laurea"))
    order = order_of(learner)
    found = {}

    def look(name):
        settle(page)
        # A sheet of styles that is not there yet has no width to measure.
        page.wait_for_function("getComputedStyle(document.querySelector('.pay')).paddingTop !== '0px'")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[name] = ([f"{wide} px wide"] if wide > width else []) + complaints(page)

    page = open_page("/en/prices/", color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    assert page.locator(".pay-price", has_text="10.00 €").first.is_visible()
    look("prices")
    sign_in(page, site, learner)
    page.goto(f"{site}/en/me/orders/")
    look("my orders")
    page.get_by_role("link", name="Service design").click()
    assert "5 credits at €10.00 each" in page.locator(".pay").inner_text()
    look("my order")

    sign_in(page, site, make_person(Role.PLANNER, Organisation.objects.get(code="3amk")))
    page.goto(f"{site}/en/finance/")
    look("finance")
    page.get_by_role("link", name="Laurea", exact=False).first.click()
    statement = tmp_path / "statement.csv"
    today = timezone.localdate()
    statement.write_text(f"Date;Amount;Reference;Archive id\n{today};50,00;{order.reference};A1\n{today};9,00;12;A2\n")
    page.set_input_files("#id_file", statement)
    page.get_by_role("button", name="Read payments").click()
    page.get_by_text("Booked: 1.").wait_for()
    look("orders")
    order.refresh_from_db()
    assert order.state == "paid"
    page.get_by_role("button", name="Returned to payer").click()
    page.get_by_text("marked as returned").wait_for()

    page.goto(f"{site}/en/finance/3amk/rules/")
    page.get_by_label("Price, €").fill("14")
    page.get_by_label("Decision or source").fill("Steering group")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("The draft is saved").wait_for()
    look("rules")

    page.get_by_role("link", name="Today and the common rule").click()
    enrolments = tmp_path / "enrolments.csv"
    enrolments.write_text("host;audience;credits;people\nlaurea;open;5;10\nhaaga-helia;open;5;10\n")
    page.set_input_files("#id_file", enrolments)
    page.locator("section", has=page.locator("#table")).get_by_role("button", name="Compare").click()
    effect = page.locator("section", has=page.locator("#effect")).locator("tfoot")
    assert effect.locator("td").all_inner_texts() == ["20", "1,250.00", "1,400.00", "150.00"]
    look("comparison")
    assert {where: what for where, what in found.items() if what} == {}
