"""Axe finds nothing: every page, in every language, light and dark, with everything opened."""

import pytest
from tests.e2e.looking import complaints

EXAMPLE = {"fi": "cv-fi", "sv": "course-sv", "en": "thesis-en"}


# Contrast is the same in every language, so one of them is looked at in the dark.
LOOKS = pytest.mark.parametrize(
    ("language", "scheme"), [("fi", "light"), ("fi", "dark"), ("sv", "light"), ("en", "light")]
)


@LOOKS
def test_axe_finds_nothing(open_page, site, language, scheme):
    page = open_page(f"/{language}/", color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    found = {"front": complaints(page)}
    for path in ("how/", "developers/"):
        page.goto(f"{site}/{language}/{path}")
        found[path] = complaints(page)
    page.goto(f"{site}/{language}/portal/")
    found["portal"] = complaints(page)
    page.fill("#portal-text", "Python, SQL. Palvelumuotoilu. Tjänstedesign. Service design.")
    page.locator(".portal-ask .button").click()
    page.locator("#jobs-title").wait_for()
    found["portal, answered"] = complaints(page)
    page.goto(f"{site}/{language}/")
    page.locator(".go button").click()
    page.locator(".error").wait_for()
    found["empty text"] = complaints(page)
    page.locator(f"button[value={EXAMPLE[language]}]").click()
    page.locator(f'.ad[value="ad:ad-{language}"]').click()
    page.locator(".column").first.wait_for()
    page.locator("#k1 .choice-no input").check()
    page.locator("#k2 .choice-grades input").first.check()
    page.locator("#k1.dropped").wait_for()
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    found["results"] = complaints(page)
    assert {where: what for where, what in found.items() if what} == {}


@LOOKS
def test_axe_finds_nothing_on_error_pages(browser, site, language, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    assert page.goto(f"{site}/{language}/nothing").status == 404
    assert complaints(page) == []
    context.close()
