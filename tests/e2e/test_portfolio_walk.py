"""A planner builds a portfolio, reads why, prints it; then courses, new modules and enrolment. Axe looks at each page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from tests.e2e.looking import complaints

from osaamo.competence.keeping import forget_all
from osaamo.competence.services import read_texts
from osaamo.competence.tests.fake_engine import fake_search
from osaamo.domains.foresight.tests.cockpit_making import make_ad
from osaamo.domains.offering.models import CourseUnit, ModulePart
from osaamo.domains.offering.tests.making import make_module
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports import budgets, enrolled
from osaamo.ports.enrolled import Run

TEXTS = {
    "today": "Opiskelija vetää työpajoja ja pitää esityksiä.",
    "better": "Opiskelija hallitsee SQL:n, Pythonin ja koneoppimisen.",
    "other": "Opiskelija oppii lääkehoitoa ja haavanhoitoa.",
}


@pytest.fixture
def planner(site, monkeypatch):
    """A planner at a school with two modules of today and a better draft; ads that ask for the draft's skills."""
    place = Organisation.objects.get(code="laurea")
    for code, text in TEXTS.items():
        make_module(
            key=code, code=code, institution=place, draft=code == "better", budget_lines=["BL-1"],
            name={"fi": code, "sv": code, "en": f"Module {code}"}, learning_outcomes={"fi": text},
        )  # fmt: skip
    module = make_module(key="path", institution=place, name={"fi": "Polku", "sv": "Stig", "en": "Path"})
    for position, course in enumerate(CourseUnit.objects.all()[:2]):
        ModulePart.objects.create(module=module, course=course, position=position)
    read_texts()  # the ads below come with their skills, and would be read anew
    for number in range(8):
        make_ad(f"ad-{number}", "sql", "python", "machine-learning")
        make_ad(f"bd-{number}", "sustainability", "data-protection", text="x")
    monkeypatch.setattr("osaamo.engine.search", fake_search, raising=False)
    monkeypatch.setattr(budgets, "_sources", {"test": lambda _codes: {"BL-1": Decimal(9000)}})
    runs = (Run(date(2024, 1, 8), 20, 20, 30), Run(date(2025, 1, 8), 26, 26, 30))
    monkeypatch.setattr(
        enrolled, "_sources", {"test": lambda keys: dict.fromkeys(set(keys) & {"today", "other"}, runs)}
    )
    forget_all()
    person = make_person()
    Membership.objects.create(person=person, organisation=place, role=Role.PLANNER, starts="2026-01-01")
    return person


def no_complaints(page):
    assert complaints(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def test_from_limits_to_a_printed_portfolio_and_what_stands_beside_it(open_page, site, planner):
    page = open_page("/en/", viewport={"width": 320, "height": 900}, color_scheme="dark", bypass_csp=True)
    client = Client()
    client.force_login(planner)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])

    page.goto(f"{site}/en/foresight/portfolio/")
    page.get_by_role("link", name="New scenario").click()
    page.get_by_label("Name of the scenario").fill("Autumn")
    page.get_by_label("Drafts of modules").check()
    page.get_by_label("How many modules").fill("2")
    page.get_by_label("Most euros of all").fill("10000")
    no_complaints(page)
    page.get_by_label("Euros for each whose cost nobody knows").fill("0")
    page.get_by_role("button", name="Find the best choice").click()
    page.get_by_role("heading", name="Autumn").wait_for()
    no_complaints(page)
    assert page.get_by_role("heading", name="Module better for").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    no_complaints(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="PDF").click()
    assert file.value.suggested_filename == "portfolio.pdf"

    page.get_by_role("link", name="Courses for target skills").click()
    page.get_by_label("Skill or occupation").fill("data")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Occupation: data analyst").click()
    page.get_by_label("Compare with the courses of").select_option("path")
    page.get_by_role("button", name="Find the courses").click()
    page.get_by_text("The present path covers").wait_for()
    no_complaints(page)
    page.get_by_role("link", name="New modules called for").click()
    page.get_by_role("link", name="Show all that are asked for").click()
    no_complaints(page)
    page.get_by_role("link", name="Enrolment forecast").click()
    page.get_by_role("row", name="Module today").wait_for()
    no_complaints(page)
