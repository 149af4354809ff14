"""Rules of quarters, of what changed between reports, and of whom to ask: no database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.governance.queries import Quarter, changes_between, quarter_of, written
from osaamo.domains.governance.queries.council import money_of
from osaamo.domains.governance.queries.experts import Candidate, choose


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_each_day_lies_in_one_quarter_and_quarters_join(day) -> None:
    quarter = quarter_of(day)
    assert quarter.period.start <= day < quarter.period.end
    assert quarter.period.end == quarter.after.period.start
    assert quarter.after.before == quarter
    assert quarter.due - quarter.period.end == timedelta(days=29)


def test_a_report_is_due_thirty_days_after_the_quarters_last_day() -> None:
    assert Quarter(2026, 1).due == date(2026, 4, 30)
    assert str(Quarter(2026, 4).after) == "2027/1"
    with pytest.raises(ValueError, match="not 5"):
        Quarter(2026, 5)


def test_the_same_content_is_written_the_same_whatever_its_order() -> None:
    one, other = {"b": [1, {"ä": None}], "a": "x"}, {"a": "x", "b": [1, {"ä": None}]}
    assert written(one) == written(other)
    assert written(one)[0] == '{"a":"x","b":[1,{"ä":null}]}'
    with pytest.raises(ValueError, match="float"):
        written({"a": float("nan")})


def section(*rows, key="s"):
    return {"sections": [{"key": key, "title": {"fi": key}, "columns": [["v", {"fi": "Arvo"}]], "rows": list(rows)}]}


def test_rows_are_followed_by_key_before_reference() -> None:
    before = section({"key": "A", "ref": "r:1", "v": "1", "title": "A"}, {"ref": "r:2", "v": "5", "title": "B"})
    after = section({"key": "A", "ref": "r:9", "v": "2", "title": "A"}, {"ref": "r:3", "v": "5", "title": "C"})
    found = changes_between(before, after)
    assert [(one.kind, one.title) for one in found] == [("changed", "A"), ("new", "C"), ("gone", "B")]
    assert found[0].values == (({"fi": "Arvo"}, "1", "2"),)
    assert changes_between(after, after) == []
    whole = changes_between(section({"ref": "r:1", "title": "A"}, key="old"), section(key="new"))
    assert [(one.kind, one.section) for one in whole] == [("gone", {"fi": "old"})]


def test_money_counts_lines_and_not_their_sum() -> None:
    rows = [
        {"ref": "finance.line:1", "now": "10.50", "booked": "1.00", "promised": None},
        {"ref": "finance.line:2", "now": "0.50", "booked": "x"},
        {"now": "11.00", "booked": "1.00"},
    ]
    assert money_of(rows)["now"] == Decimal("11.00")
    assert money_of(rows)["booked"] == Decimal("1.00")
    assert money_of([]) == {}


def has(*uris):
    return dict.fromkeys(uris, 0.9)


def keys(*candidates):
    return [one.key for one in choose(candidates)]


def test_what_nobody_covers_yet_comes_first_then_another_institution() -> None:
    assert keys(
        Candidate(1, 1, has("a")), Candidate(2, 1, has("a", "b")), Candidate(3, 1, has("a", "b")),
        Candidate(4, 2, has("a")), Candidate(5, 2, has("c")), Candidate(6, 3, {}),
    ) == [2, 5, 3, 1, 4]  # fmt: skip


def test_among_equals_who_was_asked_least_comes_first() -> None:
    assert keys(Candidate(1, 1, has("a"), asked=2), Candidate(2, 1, has("a")), Candidate(3, 1, has("a"), asked=1)) == [
        2,
        3,
        1,
    ]


@given(st.lists(st.tuples(st.integers(1, 3), st.sets(st.sampled_from("abcd")), st.integers(0, 3)), max_size=8))
def test_everybody_useful_is_proposed_once_and_all_skills_there_are_get_covered(drawn) -> None:
    people = [Candidate(key, place, has(*skills), asked) for key, (place, skills, asked) in enumerate(drawn)]
    found = choose(people, most=4)
    assert len({one.key for one in found}) == len(found) == min(4, sum(bool(one.has) for one in people))
    # Four skills at most: four people who each bring something new cover whatever anybody has.
    assert set().union(*(one.has for one in found)) == set().union(*(one.has for one in people))
