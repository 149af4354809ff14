"""Who counts a credit: exact for any rule and any rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.credits.queries import OUTSIDE, Credit, Line, alliance_total, count, totals
from osaamo.domains.credits.queries.counting import line_of

MEMBERS = frozenset({"haaga-helia", "laurea", "metropolia"})
PLACES = [*sorted(MEMBERS), "aalto", ""]

decimals = st.decimals(0, 300, places=2)
rows = st.builds(
    Credit,
    key=st.uuids().map(str),
    refs=st.just(("credits.schoolrow:1",)),
    course=st.sampled_from(["a", "b"]),
    title=st.just(""),
    kind=st.sampled_from(["study", "open", "tutoring", "challenge"]),
    audience=st.sampled_from(["degree", "open", "master", ""]),
    age_group=st.sampled_from(["", "-24", "25-"]),
    home=st.sampled_from(PLACES),
    host=st.sampled_from([place for place in PLACES if place]),
    credits=decimals,
    on=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    waits=st.booleans(),
)
some = lambda *values: st.frozensets(st.sampled_from(values), max_size=2)  # noqa: E731
lines = st.lists(
    st.builds(
        Line,
        kinds=some("study", "open", "tutoring"),
        audiences=some("degree", "open"),
        age_groups=some("-24", "25-"),
        between=some("own", "cross", "no-home"),
        counts=st.booleans(),
        home_share=st.decimals(0, 100, places=3),
    ),
    max_size=5,
)


@given(lines, st.lists(rows, max_size=30))
def test_the_schools_sum_to_the_alliance_and_nothing_is_lost_or_doubled(rules, credits_) -> None:
    counted = [count(one, rules, MEMBERS) for one in credits_]
    sums = totals(counted)
    schools = sum((sums.get(place, Decimal(0)) for place in MEMBERS), Decimal(0))
    assert set(sums) <= MEMBERS | {OUTSIDE}
    assert schools == alliance_total(counted)
    uncounted = sum((one.uncounted for one in counted), Decimal(0))
    assert schools + sums.get(OUTSIDE, Decimal(0)) + uncounted == sum((one.credits for one in credits_), Decimal(0))
    for one in counted:
        assert all(share > 0 and share == share.quantize(Decimal("0.01")) for share in one.shares.values())
        assert one.uncounted in {Decimal(0), one.credit.credits}
        assert set(one.shares) <= {one.credit.home, one.credit.host, OUTSIDE}


@given(rows, lines)
def test_what_waits_for_a_decision_is_counted_by_nobody(credit, rules) -> None:
    counted = count(credit, rules, MEMBERS)
    if credit.waits:
        assert (dict(counted.shares), counted.reason) == ({}, "undecided")


def credit(**more):
    values = {
        "key": "k", "refs": (), "course": "a", "title": "", "kind": "study", "audience": "degree", "age_group": "",
        "home": "laurea", "host": "metropolia", "credits": Decimal("5.00"), "on": date(2026, 5, 31),
    }  # fmt: skip
    return Credit(**values | more)


@pytest.mark.parametrize(
    ("share", "ects", "at_home", "at_host"),
    [
        ("0", "5", None, "5.00"),
        ("100", "5", "5.00", None),
        ("50", "5", "2.50", "2.50"),
        ("33.333", "1", "0.33", "0.67"),
        ("50", "0.01", None, "0.01"),
        ("50", "0.03", "0.02", "0.01"),
    ],
)
def test_a_share_is_rounded_once_and_the_rest_is_exact(share, ects, at_home, at_host) -> None:
    counted = count(credit(credits=Decimal(ects)), [Line(home_share=Decimal(share))], MEMBERS)
    expected = {"laurea": at_home, "metropolia": at_host}
    assert counted.shares == {place: Decimal(value) for place, value in expected.items() if value is not None}


def test_the_first_line_that_fits_decides() -> None:
    rules = [
        Line(kinds=frozenset({"tutoring"}), counts=False),
        Line(between=frozenset({"cross"}), audiences=frozenset({"degree"}), home_share=Decimal(100)),
        Line(),
    ]
    cases = [
        (credit(kind="tutoring"), {}, 1),
        (credit(), {"laurea": Decimal(5)}, 2),
        (credit(audience="open"), {"metropolia": Decimal(5)}, 3),
        (credit(home="metropolia"), {"metropolia": Decimal(5)}, 3),
        (credit(home=""), {"metropolia": Decimal(5)}, 3),
    ]
    assert [(dict(c.shares), c.line) for c in (count(one, rules, MEMBERS) for one, _, _ in cases)] == [
        (shares, line) for _, shares, line in cases
    ]
    assert count(credit(kind="x"), [Line(kinds=frozenset({"y"}))], MEMBERS).reason == "no-rule"


def test_an_institution_outside_gets_its_share_outside() -> None:
    counted = count(credit(home="aalto"), [Line(home_share=Decimal(40))], MEMBERS)
    assert counted.shares == {OUTSIDE: Decimal("2.00"), "metropolia": Decimal("3.00")}
    assert alliance_total([counted]) == Decimal("3.00")


def test_a_stored_line_is_read_whole() -> None:
    raw = {
        "kinds": ["study"],
        "audiences": ["open"],
        "age_groups": ["25-"],
        "between": ["own"],
        "counts": False,
        "home_share": "12.5",
    }
    assert line_of(raw) == Line(
        frozenset({"study"}),
        frozenset({"open"}),
        frozenset({"25-"}),
        frozenset({"own"}),
        counts=False,
        home_share=Decimal("12.5"),
    )
    assert line_of({}) == Line()
