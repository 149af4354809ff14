"""A student and a counsellor in a real browser; axe looks at every page they meet."""

import re

import pytest
from tests.e2e.looking import log_in, no_complaints

from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person

CV = "Markkinoin tuotteita ja laadin kampanjoita.\nTeen raportteja Pythonilla ja SQL-kyselyillä."
AD = "Hallitset SQL:n ja koneoppimisen. Vedät palvelumuotoilun työpajan ja laadit budjetin."


def fill_profile(page, site):
    page.goto(f"{site}/en/me/")
    no_complaints(page)
    page.locator("main form button").click()
    no_complaints(page)
    page.goto(f"{site}/en/me/add/")
    no_complaints(page)
    page.fill("#text", CV)
    page.locator("#work .button").click()


@pytest.mark.parametrize("width", [320])
def test_cv_goal_path_save_share_revoke(open_page, site, width):
    page = open_page("/en/", viewport={"width": width, "height": 900}, bypass_csp=True)
    log_in(page, site, make_person())
    fill_profile(page, site)
    python = page.locator(".own-skill", has=page.get_by_role("heading", name="Python"))
    python.locator("button[value='4']").click()
    assert page.locator(".own-figures dd").all_inner_texts() == ["1", "2", "0", "1"]
    no_complaints(page)
    page.goto(f"{site}/en/me/goal/")
    no_complaints(page)
    page.fill("#text", AD)
    page.locator("#work .button").click()
    assert "/me/gap/" in page.url
    no_complaints(page)
    page.goto(f"{site}/en/me/path/")
    no_complaints(page)
    page.locator(".own-plan .button").first.click()
    assert re.search(r"/me/plans/\d+/$", page.url)
    assert page.locator(".own-step").count() == 3
    no_complaints(page)
    page.goto(f"{site}/en/me/data/")
    no_complaints(page)
    page.fill("#title", "Anna")
    page.check("input[value=skills]")
    page.locator("form[action*=links] .button").click()
    address = page.locator(".own-address").inner_text()
    no_complaints(page)
    visitor = open_page("/en/", bypass_csp=True)
    visitor.goto(address)
    assert visitor.locator("h4").all_inner_texts() == ["Python"]
    no_complaints(visitor)
    page.locator("form[action*=revoke] button").click()
    no_complaints(page)
    assert page.locator("form[action*=revoke]").count() == 0


@pytest.mark.parametrize("scheme", ["dark"])
def test_counsellor_and_client(open_page, site, scheme):
    school = Organisation.objects.get(code="laurea")
    student, counsellor = make_person(), make_person()
    Membership.objects.create(person=counsellor, organisation=school, role=Role.COUNSELLOR, starts="2026-01-01")
    page = open_page("/en/", color_scheme=scheme, bypass_csp=True)
    log_in(page, site, student)
    fill_profile(page, site)
    page.goto(f"{site}/en/me/guidance/")
    no_complaints(page)
    page.check(f"input[name=organisation][value='{school.pk}']")
    page.check("input[value=path]")
    page.check("input[name=agree]")
    page.locator("main form .button").click()
    office = open_page("/en/", color_scheme=scheme, bypass_csp=True)
    log_in(office, site, counsellor)
    office.goto(f"{site}/en/guidance/")
    no_complaints(office)
    office.locator("form[action*=take] button").click()
    office.fill("#note", "Python is there already.")
    office.locator("form:has(#note) button").click()
    office.fill("#step", "Enrol for machine learning")
    office.locator("form:has(#step) button").click()
    no_complaints(office)
    page.goto(f"{site}/en/me/guidance/")
    assert "Python is there already." in page.inner_text("main")
    no_complaints(page)
    page.goto(f"{site}/en/me/data/views/")
    assert counsellor.display_name in page.inner_text("main")
    no_complaints(page)
    page.goto(f"{site}/en/me/data/erase/")
    no_complaints(page)
    page.check("input[name=sure]")
    page.locator("main form .button").click()
    assert "/erased/" in page.url
    no_complaints(page)
    page.goto(f"{site}/en/mydata/")
    no_complaints(page)
