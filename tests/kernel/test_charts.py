from __future__ import annotations

from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from osaamo.kernel.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Band, Line, over_time

SVG = "{http://www.w3.org/2000/svg}"


def test_a_gap_ends_a_line_and_a_lone_value_is_a_dot() -> None:
    picture = fromstring(
        over_time(["1", "2", "3", "4"], [Line("Ads", [1, 2, None, 3], dots=False)], title="Ads", about="By month")
    )
    assert len(picture.findall(f"{SVG}path[@class='chart-line tone-1']")) == 1
    assert [dot.findtext(f"{SVG}title") for dot in picture.findall(f"{SVG}circle")] == ["Ads, 4: 3"]
    assert picture.get("aria-label") == "Ads"
    assert picture.findtext(f"{SVG}desc") == "By month"


def test_what_a_name_holds_is_text_not_markup() -> None:
    picture = fromstring(over_time(["<b>"], [Line('"&<', [1])], title='a "quoted" <title>'))
    assert picture.get("aria-label") == 'a "quoted" <title>'
    assert picture.find(f"{SVG}circle/{SVG}title").text == '"&<, <b>: 1'


numbers = st.floats(-1e7, 1e7, allow_nan=False).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
def test_everything_lies_within_the_frame(pairs: list[tuple[float, float]]) -> None:
    low, high = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    picture = fromstring(
        over_time([str(at) for at in range(len(pairs))], [Line("a", low)], [Band("b", low, high)], title="t")
    )
    for dot in picture.findall(f"{SVG}circle"):
        assert LEFT <= float(dot.get("cx")) <= WIDTH - RIGHT
        assert TOP - 0.1 <= float(dot.get("cy")) <= HEIGHT - BOTTOM + 0.1
