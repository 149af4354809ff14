"""From a search through a facet to a course and its path, in a real browser, checked by axe on the way."""

import pytest
from playwright.sync_api import expect
from tests.e2e.looking import complaints

from osaamo.domains.offering.models import CourseUnit, ModulePart
from osaamo.domains.offering.tests.making import make_degree, make_module
from osaamo.domains.offering.views import site_catalogue
from osaamo.engine import Shelf
from osaamo.kernel.models import Organisation


@pytest.fixture
def path(site, monkeypatch, settings, tmp_path):
    """A path of the three courses of the site."""
    settings.OSAAMO_CACHE_DIR = tmp_path
    monkeypatch.setattr(site_catalogue, "shelf", Shelf(site_catalogue.read_catalogue))
    made = make_module(institution=Organisation.objects.get(code="3amk"), name={"fi": "Datapolku", "en": "Data path"})
    make_degree("ai", Organisation.objects.get(code="haaga-helia"), CourseUnit.objects.get(key="ml"))
    for position, course in enumerate(CourseUnit.objects.all()):
        ModulePart.objects.create(module=made, course=course, position=position)
    # A server does this when it starts; here the first page would wait for the tables of three languages.
    site_catalogue.warm_up()
    return made


def checked(page):
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}])
def test_from_a_search_to_a_path(open_page, path, options):
    page = open_page("/en/studies/", **options)
    spoken = []
    page.on("console", lambda message: spoken.append(message.text))
    checked(page)
    page.get_by_role("searchbox").fill("koneoppimisen")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=3).first).to_have_text("Machine learning")
    page.get_by_text("Institution", exact=True).first.click()
    page.get_by_label("Haaga-Helia").first.check()
    page.get_by_text("Degree programme", exact=True).first.click()
    page.get_by_label("ai degree, Haaga-Helia").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("list", name="Chosen")).to_contain_text("ai degree, Haaga-Helia")
    checked(page)
    page.get_by_role("heading", level=3).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Machine learning")
    checked(page)
    page.get_by_role("link", name="Data path").click()
    expect(page.get_by_role("heading", name="Map of competence")).to_be_visible()
    checked(page)
    assert spoken == []
