"""A steering member looks at the budget, books a cost that would go over, moves money for it, and reads the funding."""

from __future__ import annotations

from decimal import Decimal

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import translation

from osaamo.domains.events.tests.making import make_event
from osaamo.domains.finance.tests.making import make_budget
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person


def test_book_move_and_read(live_server, browser, client) -> None:
    budget = make_budget(("BL-1", "1000"), ("BL-2", "500"))
    first = budget.lines.get(code="BL-1")
    client.force_login(make_person(Role.STEERING_MEMBER, budget.organisation))
    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme="dark")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()

    def look() -> None:
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    with translation.override("en"):
        page.goto(live_server.url + reverse("budget-year", args=[budget.year]))
    look()
    page.get_by_role("link", name="BL-1").first.click()
    look()
    book = page.locator("section", has=page.get_by_role("heading", name="Book a cost"))
    book.get_by_label("Day").fill("2021-03-01")
    book.get_by_label("Amount, €").fill("1 200,50")
    book.get_by_label("Voucher number").fill("T1")
    book.get_by_label("In the books of").select_option(label="Laurea")
    book.get_by_role("button", name="Book").click()
    assert "Only 1,000.00 € are left" in book.locator("#book_form-amount_error").inner_text()
    assert book.get_by_label("Voucher number").input_value() == "T1", "what was typed stays"
    look()
    page.goto(page.url.replace("book/", "").replace(f"lines/{first.pk}/", f"lines/{first.pk + 1}/"))
    move = page.locator("section", has=page.get_by_role("heading", name="Move money"))
    move.get_by_label("To line").select_option(value=str(first.pk))
    move.get_by_label("Amount, €").fill("300")
    move.get_by_label("Decided on").fill("2021-02-20")
    move.get_by_label("Decision").fill("RK 2/2021")
    move.get_by_role("button", name="Move").click()
    assert first.transfers_in.get().amount == Decimal(300)
    page.get_by_role("link", name="Funding").click()
    look()
    page.get_by_role("link", name="By recipient").click()
    look()
    context.close()


def test_an_events_cost_is_booked_from_the_event_and_leads_back(live_server, browser, client) -> None:
    budget = make_budget(("BL-1", "1000"))
    event = make_event(title={"en": "Open day"}, budget_line="BL-1", owner=budget.organisation)
    client.force_login(make_person(Role.STEERING_MEMBER, budget.organisation))
    context = browser.new_context(viewport={"width": 320, "height": 700})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    address = f"{live_server.url}/en/events/{event.pk}/edit/"
    page.goto(address)
    page.get_by_role("link", name="Book a cost for the event").click()
    book = page.locator("section", has=page.get_by_role("heading", name="Book a cost"))
    assert book.get_by_label("Event").locator("option:checked").inner_text() == "Open day"
    book.get_by_label("Day").fill("2021-03-01")
    book.get_by_label("Amount, €").fill("3.000,50")
    book.get_by_label("Voucher number").fill("T2")
    book.get_by_label("In the books of").select_option(label="Laurea")
    book.get_by_label("May go over").check()
    book.get_by_role("button", name="Book").click()
    page.get_by_role("link", name="Open day").click()
    page.goto(address)
    page.get_by_text("In all 3,000.50 €").wait_for()
    context.close()
