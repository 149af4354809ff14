"""From all indicators to one and to the rows of its number; axe looks at each page, on a small screen."""

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.offering.tests.making import make_module, make_realisation
from osaamo.kernel.models import Organisation
from osaamo.web import demo

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def no_complaints(page):
    page.wait_for_load_state("networkidle")
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def test_a_visitor_follows_a_number_down_to_its_rows(open_page, site):
    load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
    laurea, today = Organisation.objects.get(code="laurea"), timezone.localdate()
    for years in (2, 1, 0):
        for at in range(4 - years):
            module = make_module("path", laurea, name={"en": f"Path {today.year - years}-{at}"})
            day = today.replace(year=today.year - years, month=3, day=1)
            make_realisation(module, "planned", "held", starts=day, ends=day)
    page = open_page("/en/indicators/", viewport={"width": 320, "height": 900}, bypass_csp=True)
    no_complaints(page)
    page.get_by_role("link", name="Study modules offered as competence paths and intensives").click()
    no_complaints(page)
    assert page.locator(".ind-big a").inner_text() == "4"
    page.locator(".ind-big a").click()
    assert page.get_by_text("4 rows are behind the number.").is_visible()
    no_complaints(page)
    page.get_by_role("link", name=f"Path {today.year}-0").click()
    assert page.locator("h1").inner_text() == f"Path {today.year}-0"
    page.goto(f"{site}/en/indicators/IND-LEARN-01/embed/")
    no_complaints(page)
    page.goto(f"{site}/en/indicators/IND-RDI-01/")
    assert page.get_by_text("Missing source: funding decisions (RDI).").is_visible()
    no_complaints(page)
