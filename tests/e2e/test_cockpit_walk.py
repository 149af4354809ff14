"""A planner finds a white space, opens its ads, looks at the portfolio, prints the page; axe looks at every page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from tests.e2e.looking import no_complaints

from osaamo.competence.keeping import forget_all
from osaamo.domains.foresight.models import BrokenText, CorpusRun
from osaamo.domains.foresight.tests.cockpit_making import make_ad, make_corpus, make_thesis
from osaamo.domains.offering.models import CourseUnit, DegreeProgramme
from osaamo.domains.offering.tests.making import make_degree
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person


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


def a_programme():
    """A degree programme of Laurea with its course in it."""
    laurea = Organisation.objects.get(code="laurea")
    make_degree("care", laurea, CourseUnit.objects.get(key="sd"), name={"en": "Care degree"})
    forget_all()


def portfolio_address():
    try:
        return reverse("portfolio")
    except NoReverseMatch:
        return ""


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_from_a_white_space_to_its_ads_the_portfolio_and_a_page_to_print(open_page, site, width, scheme):
    three_years_of_ads()
    a_programme()
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
    dot = page.get_by_role("group", name="Themes by what is taught and what is asked").get_by_role("link").last
    dot.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ads that ask for it").wait_for()
    no_complaints(page)
    page.get_by_role("main").get_by_role("link", name="Supply and demand").last.click()
    page.get_by_label("Columns of the table").select_option("degree")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Swap rows and columns").click()
    page.get_by_role("table", name="Credits by theme").get_by_role(
        "link", name="Care degree, Laurea", exact=True
    ).click()
    page.get_by_role("heading", name="What the programme lacks").wait_for()
    no_complaints(page)
    page.get_by_role("link", name="Show all").first.click()
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


def test_the_care_of_sources_and_programmes_is_clean_on_a_phone_in_the_dark(open_page, site):
    a_programme()
    degree = DegreeProgramme.objects.get()
    corpus = make_corpus(months=[])
    run = CorpusRun.objects.create(corpus=corpus, filename="ads.csv", read=1, broken=1, state="done")
    raw = '{"id": "a", "text": "We look for somebody who knows SQL."}'
    broken = BrokenText.objects.create(corpus=corpus, run=run, line=2, code="no-date", raw=raw, digest="a")
    page = open_page("/en/", viewport={"width": 320, "height": 900}, color_scheme="dark", bypass_csp=True)
    client = Client()
    client.force_login(planner())
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    for address in (
        "foresight/sources/ads/",
        "foresight/sources/ads/terms/",
        f"foresight/broken/{broken.pk}/",
        "foresight/enrolment/",
        "planning/degrees/",
        f"planning/degrees/{degree.pk}/",
        f"planning/courses/{CourseUnit.objects.get(key='sd').pk}/",
    ):
        page.goto(f"{site}/en/{address}")
        no_complaints(page)
    page.goto(f"{site}/en/foresight/sources/ads/terms/")
    page.get_by_label("The terms allow to keep the texts.").uncheck()
    page.get_by_role("button", name="Keep the terms").click()
    page.get_by_role("alert").get_by_text("texts will be removed").wait_for()
    no_complaints(page)
