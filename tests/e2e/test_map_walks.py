"""The map in a real browser: moved, searched and asked by mouse, touch and keyboard, without scripts, on a phone."""

import pytest
from playwright.sync_api import expect
from tests.e2e.looking import complaints

LANGUAGES = ("fi", "sv", "en")
BOTH = "?a=offering.organisation/3amk&b=foresight.ads/all"
PICTURE = "document.querySelector('[data-view] canvas').toDataURL()"


@pytest.fixture(autouse=True)
def _no_occupations(monkeypatch):
    monkeypatch.setattr("osaamo.engine.search", lambda *_given, **_more: (), raising=False)


@pytest.fixture
def open_map(open_page):
    """Opens the map and waits until it can be moved; nothing flies, so that a picture can be compared."""

    def open_map(path=f"/en/map/{BOTH}", **options):
        page = open_page(path, **{"reduced_motion": "reduce"} | options)
        page.locator("[data-ready]").wait_for(state="attached")
        return page

    return open_map


def rested(page):
    """The picture once the map has come to rest and is drawn sharply, which a busy machine takes a while for."""
    before, now = "", page.evaluate(PICTURE)
    while now != before:
        page.wait_for_timeout(350)
        before, now = now, page.evaluate(PICTURE)
    return now


def test_the_same_map_is_the_same_picture(open_map):
    assert rested(open_map()) == rested(open_map())


def test_zoom_by_buttons_wheel_and_keys_and_back(open_map):
    page = open_map()
    whole = rested(page)
    page.get_by_role("button", name="Zoom in").click()
    near = rested(page)
    assert near != whole
    page.get_by_role("button", name="Show all").click()
    assert rested(page) == whole
    page.locator("canvas").hover()
    page.mouse.wheel(0, -400)
    assert rested(page) != whole
    page.locator("[data-view]").press("0")
    assert rested(page) == whole
    page.locator("[data-view]").press("+")
    before = rested(page)
    page.locator("[data-view]").press("ArrowRight")
    assert rested(page) != before
    page.locator("[data-view]").press("ArrowLeft")
    assert rested(page) == before


def test_dragging_moves_the_map(open_map):
    page = open_map()
    page.get_by_role("button", name="Zoom in").click()
    before = rested(page)
    box = page.locator("canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=5)
    page.mouse.up()
    assert rested(page) != before


def test_two_fingers_zoom(open_map):
    page = open_map(has_touch=True)
    whole = rested(page)
    box = page.locator("canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)

    def touch(kind, spread):
        points = [{"x": x - spread, "y": y, "id": 1}, {"x": x + spread, "y": y, "id": 2}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if spread else []})

    touch("touchStart", 30)
    for spread in (45, 60, 90):
        touch("touchMove", spread)
    touch("touchEnd", 0)
    assert rested(page) != whole


def test_search_finds_a_skill_and_its_sentences_open(open_map):
    page = open_map()
    page.get_by_label("Find a skill on the map").fill("machine")
    page.locator(".atlas-found button").first.click()
    card = page.locator(".atlas-card")
    expect(card).to_contain_text("machine learning")
    expect(card).to_contain_text("Opiskelija soveltaa koneoppimista.")
    expect(card.locator(".atlas-fact")).to_have_count(2)
    card.get_by_role("link", name="Show in the list").click()
    expect(page.locator(".atlas-skill:target .atlas-label")).to_have_text("machine learning")
    expect(page.locator(".atlas-skill:target")).to_be_in_viewport()


def test_a_skill_outside_the_layers_is_found_too(open_map):
    page = open_map("/en/map/")
    page.get_by_label("Find a skill on the map").fill("wound")
    page.locator(".atlas-found button").first.click()
    expect(page.locator(".atlas-card")).to_contain_text("wound care")
    expect(page.locator(".atlas-card")).to_contain_text("not in the layers")
    page.get_by_label("Find a skill on the map").fill("zzz")
    expect(page.locator(".atlas-told")).to_have_text("Not on this map")


def test_pointing_at_a_skill_shows_its_sentence(open_map):
    page = open_map("/en/map/?a=offering.course/ml")
    page.locator(".atlas-label").first.click()
    page.locator(".atlas-close").click()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".atlas-tip")).to_contain_text("Opiskelija soveltaa koneoppimista.")


def test_by_keyboard_alone(open_map):
    page = open_map()
    page.locator("#slot-b").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("[data-view]")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Tab")
    expect(page.get_by_label("Find a skill on the map")).to_be_focused()
    page.keyboard.type("SQL")
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card")).to_be_focused()
    expect(page.locator(".atlas-card")).to_contain_text("SQL")
    page.keyboard.press("Escape")
    expect(page.locator(".atlas-card")).to_be_hidden()
    expect(page.get_by_label("Find a skill on the map")).to_be_focused()


def test_a_text_is_laid_over_the_ads_and_keeps_its_colours_and_language(open_map):
    page = open_map("/en/map/?b=foresight.ads/all")
    page.get_by_text("Your own text").click()
    page.fill("#text", "I know SQL and lead a workshop.")
    page.get_by_role("button", name="Lay the text over the map").click()
    expect(page.locator(".atlas-legend li").first).to_contain_text("2")
    assert page.url.endswith("/en/map/")
    page.get_by_role("button", name="svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    assert page.locator("#text").input_value() == "I know SQL and lead a workshop."
    expect(page.locator(".atlas-skill")).to_have_count(5)


@pytest.mark.parametrize(("name", "start"), [("SVG", b"<svg"), ("JSON", b'{"documents"'), ("DeepGraph", b'{"info"')])
@pytest.mark.parametrize("scripts", [True, False])
def test_files_to_share(open_page, name, start, scripts, tmp_path):
    page = open_page(f"/en/map/{BOTH}", java_script_enabled=scripts)
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    file = tmp_path / "file"
    download.value.save_as(file)
    assert file.read_bytes().startswith(start)


def test_png_to_share(open_map, tmp_path):
    page = open_map()
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename == "osaamo-map.png"
    file = tmp_path / "map.png"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"\x89PNG")
    assert file.stat().st_size > 20_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts(open_page, language):
    page = open_page(f"/{language}/map/", java_script_enabled=False)
    expect(page.locator("[data-view] svg")).to_be_visible()
    page.select_option("#slot-a", "offering.organisation/3amk")
    page.locator(".atlas-show").click()
    expect(page.locator(".atlas-skill")).to_have_count(4)
    page.locator(".atlas-fact a").first.click()
    expect(page.locator(".atlas-texts li")).to_have_count(1)
    expect(page.locator(".atlas-texts q")).to_contain_text("Opiskelija")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sideways_scroll_at_320_pixels(open_map, language):
    page = open_map(f"/{language}/map/{BOTH}&q=palvelu", viewport={"width": 320, "height": 640})
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_colours_of_the_map_change_with_the_page(open_map):
    page = open_map(color_scheme="light")
    light = rested(page)
    page.get_by_role("button", name="Dark colours").click()
    assert rested(page) != light
    page.get_by_role("button", name="Light colours").click()
    assert rested(page) == light


@pytest.mark.parametrize(("language", "scheme"), [("fi", "light"), ("fi", "dark"), ("sv", "light"), ("en", "light")])
def test_axe_finds_nothing(open_map, site, language, scheme):
    page = open_map(f"/{language}/map/{BOTH}&q=palvelu", color_scheme=scheme, bypass_csp=True)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.locator(".atlas-search input").fill("sql")
    page.locator(".atlas-found button").first.click()
    page.locator(".atlas-search input").fill("s")
    found = {"two layers": complaints(page)}
    page.goto(f"{site}/{language}/map/?a=none/none")
    page.locator("[data-ready]").wait_for(state="attached")
    page.locator(".atlas-more").nth(1).locator("summary").click()
    page.locator(".atlas-more").nth(1).locator("button").click()
    page.locator("#given-a-error").wait_for()
    found["errors"] = complaints(page)
    page.fill("#text", "I know SQL and lead a workshop.")
    page.locator(".atlas-more").nth(1).locator("button").click()
    page.locator(".paper-text").wait_for()
    found["a text"] = complaints(page)
    page.goto(f"{site}/{language}/map/{BOTH}")
    page.locator(".atlas-fact a").first.click()
    found["texts"] = complaints(page)
    assert {where: what for where, what in found.items() if what} == {}
