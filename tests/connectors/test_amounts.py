from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.connectors.amounts import BadAmount, TwoWays, amount_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("25 000", "25000"),
        ("3.000", "3000"),
        ("87.000", "87000"),
        ("1 234,50 €", "1234.50"),
        ("1.234,5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("12.5", "12.50"),
        ("−3,50", "-3.50"),
        ("45,00-", "-45"),
        ("1\u202f234\u00a0567 EUR", "1234567"),
        ("12 euroa", "12"),
        ("€ 3,000.50", "3000.50"),
        ("EUR 3.000,50", "3000.50"),
        ("\u20111\u00a0200,00 e", "-1200"),
        ("+5", "5"),
        ("- 7,5", "-7.50"),
    ],
)
def test_both_styles_of_the_plan_and_those_of_banks_are_read(text: str, amount: str) -> None:
    assert amount_of(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "–",
        "1,234",
        "12.345,678",
        "1 23",
        "12 000 000 000 000",
        "1e5",
        "kaksi",
        "1.2.3",
        "0.500",
        "-5-",
        "--5",
        "10 000 000 000",
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        amount_of(text)


@pytest.mark.parametrize(("text", "readings"), [("1,234", ("1 234", "1,23")), ("-12,500 €", ("-12 500", "-12,50"))])
def test_what_could_be_two_amounts_says_both_and_each_can_be_read(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(TwoWays) as told:
        amount_of(text)
    assert told.value.readings == readings
    assert len({amount_of(one) for one in readings}) == 2


@given(st.integers(0, 10**11), st.sampled_from([(" ", ","), (".", ","), ("\u202f", ","), ("", "."), (" ", ".")]))
def test_an_amount_written_in_a_style_is_read_back(cents: int, style: tuple[str, str]) -> None:
    thousands, point = style
    written = f"{cents // 100:,}".replace(",", thousands) + f"{point}{cents % 100:02}"
    assert amount_of(written) == Decimal(cents) / 100
