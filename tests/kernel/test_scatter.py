"""The picture of dots: each a link with its numbers in words, within the frame, in its part of the picture."""

from __future__ import annotations

import math

from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from osaamo.kernel.scatter import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Dot, Zone, scatter

SVG = "{http://www.w3.org/2000/svg}"
ZONES = [Zone("Short", 2.0, above=True, tone=3), Zone("Plenty", 0.5, above=False, tone=2)]


def drawn(*dots: Dot, zones=()):
    return fromstring(scatter(dots, zones, title='A "title"', across="x, %", up="y, %", about="By theme"))


def test_each_dot_is_a_link_that_tells_its_numbers() -> None:
    picture = drawn(
        Dot("Data", 4.0, 9.0, 4, 'Data & "code": 4', href="/a?b=1&c=2"),
        Dot("Few", 0.0, 1.0, 1, "Few: 1", is_faint=True),
    )
    (link,) = picture.findall(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == ("/a?b=1&c=2", 'Data & "code": 4')
    assert link.findtext(f"{SVG}circle/{SVG}title") == 'Data & "code": 4'
    (alone,) = picture.findall(f"{SVG}circle")
    assert alone.get("class") == "faint chart-dot tone-1", "on paper there is no link"
    assert (picture.get("role"), picture.get("aria-label")) == ("group", 'A "title"')
    assert picture.findtext(f"{SVG}desc") == "By theme"


def test_axes_go_by_square_roots_and_areas_by_size() -> None:
    picture = drawn(Dot("a", 4.0, 4.0, 16, "a", href="a"), Dot("b", 1.0, 0.0, 4, "b", href="b"))
    first, second = (link.find(f"{SVG}circle") for link in picture.findall(f"{SVG}a"))
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    assert float(first.get("cx")) == WIDTH - RIGHT
    assert math.isclose(float(second.get("cx")), LEFT + wide / 2, abs_tol=0.1), "a quarter lies in the middle"
    assert math.isclose(float(first.get("cy")), HEIGHT - BOTTOM - high, abs_tol=0.1)
    assert (float(first.get("r")), float(second.get("r"))) == (16.0, 8.0)


def test_a_name_stands_where_it_covers_no_dot() -> None:
    names = [
        text.text
        for text in drawn(Dot("Here", 1.0, 9.0, 1, "a"), Dot("Far", 9.0, 1.0, 1, "b")).findall(
            f"{SVG}text[@class='chart-name']"
        )
    ]
    assert sorted(names) == ["Far", "Here"]
    close = drawn(*(Dot(f"Name {at}", 5.0 + at / 1000, 5.0, 1, "a") for at in range(9)))
    assert len(close.findall(f"{SVG}text[@class='chart-name']")) <= 2


shares = st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(shares, shares), max_size=30))
def test_dots_zones_and_marks_lie_within_the_frame(pairs: list[tuple[float, float]]) -> None:
    picture = drawn(*(Dot(str(at), x, y, at, "t", href="#") for at, (x, y) in enumerate(pairs)), zones=ZONES)
    for circle in picture.iter(f"{SVG}circle"):
        assert LEFT - 0.1 <= float(circle.get("cx")) <= WIDTH - RIGHT + 0.1
        assert TOP - 0.1 <= float(circle.get("cy")) <= HEIGHT - BOTTOM + 0.1
    for zone in picture.findall(f"{SVG}path"):
        if "chart-band" in zone.get("class"):
            points = [tuple(map(float, point.split())) for point in zone.get("d").strip("MZ").split("L")]
            assert all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= HEIGHT - BOTTOM for x, y in points)
