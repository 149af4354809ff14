"""Sets of courses for target skills: least overlap, order, never less than the present path."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.engine.paths import PathLimits, broken
from osaamo.engine.portfolio import best_courses
from osaamo.engine.portfolio.courses import NO_LIMITS
from osaamo.engine.records import Labels, Step, TaughtSkill, WeightedSkill

URIS = ("sql", "python", "ethics", "sales")
LABELS = {uri: Labels(en=uri) for uri in (*URIS, "excel")}


def course(id_, skills, *, school="laurea", credits_=5.0, requires=()):
    taught = tuple(TaughtSkill(uri, confidence, f"{id_} teaches {uri}.") for uri, confidence in dict(skills).items())
    return Step(id_, id_, Labels(en=id_), school, credits_, taught, requires=tuple(requires))


def best(courses, wanted, limits=NO_LIMITS, **more):
    return best_courses(
        courses, [WeightedSkill(uri, weight) for uri, weight in wanted.items()], limits, labels=LABELS, **more
    )


def ids(found):
    return [one.step.id for one in found.courses]


def test_of_equal_coverage_the_set_that_repeats_least():
    courses = [
        course("both", {"sql": 1.0, "python": 1.0}),
        course("more", {"python": 1.0, "ethics": 1.0}, credits_=3),
        course("rest", {"ethics": 1.0}, credits_=5),
    ]
    found = best(courses, {"sql": 1, "python": 1, "ethics": 1}).best
    # "more" is smaller, but teaches Python again.
    assert ids(found) == ["both", "rest"]
    assert (found.coverage, found.overlap, found.credits, found.optimal) == (1, 0, 10, True)
    assert [one.new for one in found.courses] == [("python", "sql"), ("ethics",)]


def test_order_follows_what_is_required_and_then_the_level():
    courses = [
        course("a-deep", {"python": 1.0}, requires=["z-base"]),
        course("z-base", {"sql": 1.0}),
        course("m-law", {"ethics": 1.0}),
    ]
    wanted = {"sql": 1, "python": 1, "ethics": 1}
    found = best(courses, wanted, levels={"a-deep": 2, "m-law": 3, "z-base": 1}).best
    assert ids(found) == ["z-base", "a-deep", "m-law"]
    assert found.courses[1].after == ("z-base",)
    assert ids(best(courses, {"python": 1}).best) == ["z-base", "a-deep"]


def test_cost_decides_last_and_only_where_all_costs_are_known():
    courses = [course("a", {"sql": 1.0}), course("b", {"sql": 1.0})]
    assert ids(best(courses, {"sql": 1}, costs={"a": 900, "b": 400}).best) == ["b"]
    found = best(courses, {"sql": 1}, costs={"b": 400}, present=["a"])
    assert ids(found.best) == ["a"]
    assert found.best.cost is None


def test_swaps_from_the_present_path_say_what_is_won():
    courses = [
        course("old", {"sales": 0.5}, credits_=5),
        course("kept", {"sql": 1.0}, credits_=5),
        course("new", {"python": 1.0, "sales": 0.4}, credits_=5, school="metropolia"),
    ]
    found = best(courses, {"sql": 2, "python": 1, "sales": 1}, PathLimits(credits_max=10), present=["old", "kept"])
    assert ids(found.best) == ["kept", "new"]
    assert found.best.schools == ("laurea", "metropolia")
    (swap,) = found.swaps
    assert (swap.out, swap.into, swap.credits) == ("old", "new", 0)
    assert [(change.key, change.evidence) for change in swap.won] == [("python", "new teaches python.")]
    assert [change.key for change in swap.lost] == ["sales"]
    assert found.best.coverage - found.present.coverage == pytest.approx(swap.gain)


def test_what_nobody_teaches_is_told_and_no_target_gives_no_courses():
    found = best([course("a", {"sql": 1.0})], {"sql": 1, "ethics": 3}).best
    assert found.open == ("ethics",)
    assert ids(best([course("a", {"excel": 1.0})], {"sql": 1}).best) == []


def test_limits_that_nothing_keeps_have_no_set():
    assert best([course("a", {"sql": 1.0})], {"sql": 1}, PathLimits(must=("a",), credits_max=3)).best is None


@st.composite
def offerings(draw):
    count = draw(st.integers(1, 6))
    confidences = st.sampled_from((0.4, 0.7, 1.0))
    courses = []
    for number in range(count):
        before = [f"c{earlier}" for earlier in range(number)]
        courses.append(
            course(
                f"c{number}",
                draw(st.dictionaries(st.sampled_from((*URIS, "excel")), confidences, min_size=1, max_size=3)),
                credits_=draw(st.sampled_from((3.0, 5.0, 10.0))),
                requires=draw(st.lists(st.sampled_from(before), max_size=1)) if before else (),
            )
        )
    return courses


@settings(max_examples=30, deadline=None)
@given(offerings(), st.data())
def test_no_valid_set_beats_it_and_the_present_one_never_covers_more(courses, data):
    wanted = data.draw(st.dictionaries(st.sampled_from(URIS), st.integers(1, 5), min_size=1))
    present = data.draw(st.lists(st.sampled_from([one.id for one in courses]), unique=True))
    credits_ = sum(one.credits for one in courses if one.id in present)
    limits = replace(NO_LIMITS, credits_max=credits_ or None)
    found = best(courses, wanted, limits, present=present)
    assert not broken([one.step for one in found.best.courses], limits)
    if found.present and not found.present.breaks:
        assert found.best.coverage >= found.present.coverage
    every = (choice for size in range(len(courses) + 1) for choice in combinations(courses, size))
    valid = [choice for choice in every if not broken(choice, limits)]
    picked = [one.step for one in found.best.courses]
    assert value(picked, wanted) == max(value(choice, wanted) for choice in valid)


def value(courses, wanted):
    """Coverage, then little overlap, then few credits, in plain words."""
    heaviest = max(wanted.values())
    weights = {uri: round(1000 * weight / heaviest) for uri, weight in wanted.items()}
    cover = sum(
        weight
        * max((round(100 * skill.confidence) for one in courses for skill in one.skills if skill.uri == uri), default=0)
        for uri, weight in weights.items()
    )
    taught = [skill.uri for one in courses for skill in one.skills if skill.confidence >= 0.5]
    return cover, len(set(taught)) - len(taught), -sum(one.credits for one in courses)
