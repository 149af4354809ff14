"""From all indicators to one and to the rows of its number; axe looks at each page, on a small screen."""

from datetime import date

from tests.e2e.looking import no_complaints

from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.offering.tests.making import make_module, make_realisation
from osaamo.kernel.models import Organisation
from osaamo.web import demo


def test_a_visitor_follows_a_number_down_to_its_rows(open_page, site):
    load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
    laurea = Organisation.objects.get(code="laurea")
    # The plan ends with 2024, so that year's number decides, whatever came after it.
    for year, paths in ((2023, 3), (2024, 4), (2025, 2)):
        for at in range(paths):
            module = make_module("path", laurea, name={"en": f"Path {year}-{at}"})
            make_realisation(module, "planned", "held", starts=date(year, 3, 1), ends=date(year, 3, 1))
    page = open_page("/en/indicators/", viewport={"width": 320, "height": 900}, bypass_csp=True)
    no_complaints(page)
    page.get_by_role("link", name="Study modules offered as competence paths and intensives").click()
    no_complaints(page)
    assert page.locator(".ind-big a").inner_text() == "4"
    page.locator(".ind-big a").click()
    assert page.get_by_text("4 rows are behind the number.").is_visible()
    no_complaints(page)
    page.get_by_role("link", name="Path 2024-0").click()
    assert page.locator("h1").inner_text() == "Path 2024-0"
    page.goto(f"{site}/en/indicators/IND-LEARN-01/embed/")
    no_complaints(page)
    page.goto(f"{site}/en/indicators/IND-RDI-01/")
    assert page.get_by_text("Missing source: funding decisions (RDI).").is_visible()
    no_complaints(page)
