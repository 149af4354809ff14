"""The three steps in a browser: answered in place with scripts, whole pages without, and nothing lost in between."""

import pytest
from playwright.sync_api import expect

from osaamo import engine as door
from osaamo.competence.tests.fake_engine import OCCUPATIONS, fake_search

TEXT = "I know SQL. I lead a workshop."


@pytest.fixture(autouse=True)
def _fake_search(monkeypatch):
    monkeypatch.setattr(door, "search", fake_search, raising=False)


def begin(open_page, **options):
    page = open_page("/en/", **options)
    page.fill("#text", TEXT)
    page.locator(".go button").click()
    expect(page.locator(".skill")).to_have_count(2)
    return page


def test_choices_and_goals_are_answered_in_place(open_page):
    page = begin(open_page)
    page.evaluate("window.sameDocument = true")
    page.fill("#seek", "data analyst")
    page.locator("#seek").press("Enter")
    expect(page.locator("#gap")).to_be_in_viewport()
    expect(page.locator(".column-have summary")).to_have_text(["SQL"])
    page.locator("#k1 .choice-no input").check()
    expect(page.locator(".column-have summary")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("1 skill in your text")
    expect(page.locator("#k1 .choice-no input")).to_be_focused()
    expect(page.locator("#k1 .choice-no input")).to_be_checked()
    page.locator("#k1 .choice-undo input").check()
    expect(page.locator(".column-have summary")).to_have_count(1)
    expect(page.locator("#said")).to_contain_text("of what the goal asks for is yours")
    first = page.locator(".step h3").first.text_content()
    page.locator(".step .text-button").first.click()
    expect(page.locator(".left-out .pill")).to_contain_text(first)
    page.locator(".left-out .pill").click()
    expect(page.locator(".left-out")).to_have_count(0)
    page.locator(".away").click()
    expect(page.locator("#gap")).to_have_count(0)
    assert page.evaluate("window.sameDocument")
    assert page.url.endswith("/en/")
    expect(page.locator(".map svg")).to_be_visible()
    page.get_by_role("button", name="Zoom in").click()


def test_what_is_typed_while_an_answer_is_on_its_way_stays(open_page):
    page = begin(open_page)
    page.locator("#way-ad summary").click()

    def slowly(route):
        page.fill("#want", "Typed meanwhile.")
        route.continue_()

    page.route("**/en/", slowly)
    page.locator("#k1 .choice-no input").check()
    expect(page.locator("h1")).to_have_text("1 skill in your text")
    assert page.locator("#want").input_value() == "Typed meanwhile."
    expect(page.locator("#way-ad")).to_have_attribute("open", "")


def test_a_refusal_is_said_and_nothing_is_lost(browser, site, settings):
    context = browser.new_context()  # its own: the browser writes a refusal into the console
    page = context.new_page()
    page.goto(f"{site}/en/")
    page.fill("#text", TEXT)
    page.locator(".go button").click()
    settings.OSAAMO_RATE = "1/h"
    with page.expect_response(lambda answer: answer.status == 429):
        page.locator("#k1 .choice-no input").check()
        page.wait_for_timeout(600)
        page.locator("#k2 .choice-no input").check()
    expect(page.locator(".complaint")).to_contain_text("Try again in")
    expect(page.locator("#k2 .choice-no input")).to_be_checked()
    context.close()


def test_without_scripts_the_same_steps(open_page):
    page = begin(open_page, java_script_enabled=False)
    page.locator("#k1 .choice-no input").check()
    page.locator(".without-script button").click()
    expect(page.locator("h1")).to_have_text("1 skill in your text")
    page.fill("#seek", "data analyst")
    page.locator("#seek").press("Enter")
    expect(page.locator(".aims b")).to_have_text("data analyst")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("#k1 .choice-no input")).to_be_checked()
    page.locator(f'.pill[value="occupation:{OCCUPATIONS}designer"]').click()
    expect(page.locator(".aims b")).to_have_text("service designer")
    page.locator("#way-list summary").click()
    page.fill("#list", "accessibility")
    page.locator('button[name="add"][value="list"]').click()
    expect(page.locator(".aims li")).to_have_count(2)


def test_skills_are_judged_by_keyboard_alone(open_page):
    page = begin(open_page)
    page.locator("#k1 .choice-undo input").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#k1 .choice-yes input")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("1 skill in your text")
    expect(page.locator("#k1 .choice-no input")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
    assert outline == "solid"


def test_a_file_over_the_limit_is_refused_before_it_is_sent(open_page, tmp_path):
    big = tmp_path / "big.txt"
    big.write_bytes(b"a" * (10 * 1024 * 1024 + 1))
    page = open_page("/en/")
    page.set_input_files("#file", big)
    expect(page.locator("[data-file-error]")).to_contain_text("at most 10 MB")
    assert page.locator("#file").input_value() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_it_is_dark_on_white_and_without_controls(open_page, scheme):
    page = begin(open_page, color_scheme=scheme)
    page.fill("#seek", "data analyst")
    page.locator("#seek").press("Enter")
    expect(page.locator("#gap")).to_be_visible()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for control in (".goal", ".switches", ".text-button", ".scale", ".map-tools"):
        assert not page.locator(control).first.is_visible(), control
    for kept in (".skill", ".column", ".step", ".coverage-words"):
        assert page.locator(kept).first.is_visible(), kept
