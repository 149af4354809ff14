"""A planner finds a white space, opens its ads, looks at the portfolio, prints the page; axe looks at every page."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from osaamo.competence.keeping import forget_all
from osaamo.domains.foresight.tests.cockpit_making import make_ad, make_corpus, make_thesis
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def no_complaints(page):
    page.wait_for_load_state("networkidle")
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def planner():
    person = make_person()
    place = Organisation.objects.get(code="laurea")
    Membership.objects.create(person=person, organisation=place, role=Role.PLANNER, starts="2026-01-01")
    return person


def three_years_of_ads():
    now = timezone.localdate().year * 12 + timezone.localdate().month - 1
    months = [date((now - n) // 12, (now - n) % 12 + 1, 1) for n in range(36, 0, -1)]
    rising = tuple(4 + n + n % 3 for n in range(36))
    corpus = make_corpus(months=months, read=400, counts={"data-protection": rising, "sql": (30, 34, 31) * 12})
    ad = make_ad("keeper", "data-protection", corpus=corpus, published=months[-1], title="Keeper of data")
    make_thesis("one", "sql", title="Data of a city", commissioner="City of Vantaa", programme="IT")
    forget_all()
    return ad


def portfolio_address():
    try:
        return reverse("portfolio")
    except NoReverseMatch:
        return ""


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_from_a_white_space_to_its_ads_the_portfolio_and_a_page_to_print(open_page, site, width, scheme):
    three_years_of_ads()
    page = open_page("/en/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    client = Client()
    client.force_login(planner())
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])

    page.goto(f"{site}/en/")
    page.locator(".me summary").click()
    page.get_by_role("link", name="Foresight", exact=True).click()
    no_complaints(page)
    page.get_by_role("navigation", name="Foresight").get_by_role("link", name="Supply and demand").click()
    no_complaints(page)
    white = page.get_by_role("group", name="White space").get_by_role("row").nth(1)
    white.get_by_role("link", name="data protection", exact=True).click()
    assert page.get_by_text("Forecast by:").is_visible()
    no_complaints(page)
    page.get_by_role("group", name="By month").get_by_role("link").first.click()
    page.get_by_role("link", name="Keeper of data").wait_for()
    no_complaints(page)
    if portfolio_address():
        page.goto(f"{site}{portfolio_address()}")
        assert page.locator("h1").is_visible()
    page.goto(f"{site}/en/foresight/theses/")
    no_complaints(page)
    page.goto(f"{site}/en/foresight/supply/")
    with page.expect_download() as printing:
        page.get_by_role("group", name="Print this view").get_by_role("link", name="PDF").click()
    assert printing.value.suggested_filename == "supply.pdf"
    assert printing.value.path().read_bytes().startswith(b"%PDF-1.7")
