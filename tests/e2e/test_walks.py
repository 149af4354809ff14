"""What people do: with a mouse, without scripts, by keyboard alone, on a small phone."""

import re

import pytest
from playwright.sync_api import expect

LANGUAGES = ("fi", "sv", "en")
EXAMPLE = {"fi": "cv-fi", "sv": "course-sv", "en": "thesis-en"}
COURSES = {
    "fi": {"Koneoppiminen", "Palvelumuotoilu", "Budjetti"},
    "sv": {"Maskininlärning", "Tjänstedesign", "Budget"},
    "en": {"Machine learning", "Service design", "Budgeting"},
}


def walk(page, language):
    """Example text, skills, gap, courses."""
    page.locator(f"button[value={EXAMPLE[language]}]").click()
    expect(page.locator(".skill").first).to_be_visible()
    assert page.locator("mark").count() > 2
    page.locator(f'.ad[value="ad:ad-{language}"]').click()
    expect(page.locator("#gap")).to_be_in_viewport()
    expect(page.locator(".column")).to_have_count(3)
    titles = {title.strip() for title in page.locator(".step h3").all_text_contents()}
    assert titles
    assert titles <= COURSES[language]
    why = page.locator(".step .why").first
    why.locator("summary").click()
    expect(why.locator("q").first).to_contain_text("Opiskelija")


@pytest.mark.parametrize("language", LANGUAGES)
def test_example_to_courses(open_page, language):
    page = open_page(f"/{language}/")
    walk(page, language)
    assert page.locator("html").get_attribute("lang") == language
    assert "?" not in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts(open_page, language):
    page = open_page(f"/{language}/", java_script_enabled=False)
    walk(page, language)
    page.locator(".to-text").first.click()
    assert re.search(r"#s\d+$", page.url)
    expect(page.locator("mark").first).to_be_in_viewport()


def test_the_language_changes_without_losing_the_text(open_page):
    page = open_page("/fi/")
    page.fill("#text", "Osaan SQL:n ja Pythonin.")
    page.locator(".go button").click()
    expect(page.locator("h1")).to_have_text("2 osaamista tekstissäsi")
    page.get_by_role("button", name="svenska").click()
    expect(page.locator("h1")).to_have_text("2 kompetenser i din text")
    assert page.locator("#text").input_value() == "Osaan SQL:n ja Pythonin."
    assert page.url.endswith("/sv/")


def test_by_keyboard_alone(open_page):
    page = open_page("/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("I know SQL and lead a workshop.")
    tab_to(page, ".go button")
    page.keyboard.press("Enter")
    expect(page.locator(".skill")).to_have_count(2)
    tab_to(page, ".why summary")
    page.keyboard.press("Enter")
    expect(page.locator(".skill .why-body").first).to_be_visible()
    tab_to(page, '.ad[value="ad:ad-en"]')
    page.keyboard.press("Enter")
    expect(page.locator(".column")).to_have_count(3)
    tab_to(page, ".column-missing summary")
    page.keyboard.press("Enter")
    expect(page.locator(".column-missing details").first).to_have_attribute("open", "")


def tab_to(page, selector):
    for _ in range(80):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} shows no focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "how/", "developers/", "nothing"])
def test_no_sideways_scroll_at_320_pixels(open_page, site, language, path):
    page = open_page(f"/{language}/", viewport={"width": 320, "height": 640})
    if path == "nothing":
        page.context.unroute("**/*")
        page.set_content(page.request.get(f"{site}/{language}/nothing").text())
    elif path:
        page.goto(f"{site}/{language}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_fit_320_pixels(open_page, language):
    page = open_page(f"/{language}/", viewport={"width": 320, "height": 640})
    walk(page, language)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_colours_switch_and_stay(open_page, site):
    page = open_page("/en/", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto(f"{site}/en/how/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_map_zooms_pans_and_finds(open_page):
    page = open_page("/en/")
    page.fill("#text", "I know SQL, Python and statistics. I lead a workshop.")
    page.locator(".go button").click()
    svg = page.locator("[data-map-svg]")
    whole = svg.get_attribute("viewBox")
    page.get_by_role("button", name="Zoom in").click()
    assert svg.get_attribute("viewBox") != whole
    page.get_by_role("button", name="Show all").click()
    assert svg.get_attribute("viewBox") == whole
    page.get_by_label("Find on the map").fill("pyth")
    expect(page.locator(".dot.found")).to_have_count(1)
    expect(page.locator(".map-tools output")).to_have_text("Python")
    page.get_by_label("Find on the map").fill("zzz")
    expect(page.locator(".map-tools output")).to_have_text("Not on this map")
    page.get_by_label("Find on the map").fill("")
    page.locator(".dot").first.locator("circle").hover()
    expect(page.locator(".tip")).to_contain_text("I know SQL")


def test_a_skill_lights_its_sentence(open_page):
    page = open_page("/en/")
    page.fill("#text", "I know SQL. I lead a workshop.")
    page.locator(".go button").click()
    page.locator("#k2").hover()
    expect(page.locator("#s2")).to_have_class("on")
    page.locator("#s1").hover()
    expect(page.locator("#k1")).to_have_class("skill on")


def test_a_file_is_read(open_page, tmp_path):
    file = tmp_path / "cv.txt"
    file.write_text("Osaan Pythonia.", encoding="utf-8")
    page = open_page("/fi/")
    page.set_input_files("#file", file)
    page.locator(".go button").click()
    expect(page.locator(".skill h4")).to_have_text("Python")
