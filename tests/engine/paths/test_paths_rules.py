"""Rules of the planner against brute force on random small offerings."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from osaamo.engine.gap import gap
from osaamo.engine.paths import PathLimits, Period, broken, greedy, plan_path, prepare, teaching
from osaamo.engine.paths.model import units
from osaamo.engine.paths.rules import last_day
from osaamo.engine.records import Labels, Meeting, Step, TaughtSkill, WeightedSkill

URIS = ("a", "b", "c", "d")
COURSES = ("k1", "k2", "k3", "k4", "k5")
DATES = ("2026-09-01", "2026-10-15", "2026-10-16", "2026-12-18", "2027-01-11")
MEETINGS = (
    Meeting("2026-09-07T09:00", "2026-09-07T12:00"),
    Meeting("2026-09-07T11:00", "2026-09-07T13:00"),
    Meeting("2026-09-07T12:00", "2026-09-07T14:00"),
    Meeting("2026-09-08T09:00", "2026-09-08T10:00"),
)
pytestmark = pytest.mark.slow
FAST = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def steps(draw, most=7):
    made = []
    for number in range(draw(st.integers(0, most))):
        first, last = draw(st.sampled_from([("", ""), *itertools.combinations(DATES, 2)]))
        taught = draw(st.dictionaries(st.sampled_from(URIS), st.sampled_from([0.3, 0.6, 0.9]), max_size=3))
        made.append(
            Step(
                id=f"s{number}",
                course=draw(st.sampled_from(COURSES)),
                title=Labels(en=f"s{number}"),
                institution=draw(st.sampled_from(["Laurea", "Metropolia"])),
                credits=draw(st.sampled_from([0.0, 2.5, 5.0, 10.0])),
                skills=tuple(TaughtSkill(uri, value) for uri, value in taught.items()),
                languages=draw(st.sampled_from([("fi",), ("en",), ("fi", "en"), ()])),
                mode=draw(st.sampled_from(["online", "campus"])),
                campus=draw(st.sampled_from(["Pasila", "Leppävaara"])),
                starts=first,
                ends=last,
                meetings=tuple(draw(st.lists(st.sampled_from(MEETINGS), max_size=2, unique=True))),
                requires=tuple(draw(st.lists(st.sampled_from(COURSES), max_size=1))),
                seats=draw(st.sampled_from([None, 0, 3])),
                audiences=draw(st.sampled_from([(), ("open",), ("degree",)])),
            )
        )
    return made


LIMITS = st.builds(
    PathLimits,
    credits_max=st.sampled_from([None, 5.0, 7.5, 12.5]),
    steps_max=st.sampled_from([None, 2]),
    periods=st.sampled_from([(), (Period("autumn", "2026-09-01", "2026-10-15", 6.0),)]),
    starts_from=st.sampled_from(["", "2026-09-02"]),
    ends_by=st.sampled_from(["", "2026-12-31"]),
    languages=st.sampled_from([(), ("fi",)]),
    modes=st.sampled_from([(), ("online",)]),
    campuses=st.sampled_from([(), ("Pasila",)]),
    institutions=st.sampled_from([(), ("Laurea",)]),
    audiences=st.sampled_from([(), ("open",)]),
    seats=st.sampled_from([0, 1]),
    avoid=st.sampled_from([(), ("s1",), ("k2",)]),
    passed=st.sampled_from([(), ("k3",)]),
    max_parallel=st.sampled_from([None, 1, 2]),
    clashes=st.booleans(),
    prerequisites=st.booleans(),
)
WANT = [WeightedSkill("a", 2.0), WeightedSkill("b"), WeightedSkill("c"), WeightedSkill("d", 0.5)]
HAVE = [WeightedSkill("b", 0.4)]


def taught_by(offering):
    return teaching(gap(HAVE, WANT, labels={}), offering)


def worth(taught, chosen):
    picked = [taught.steps[index] for index in chosen]
    return (
        -taught.won(chosen),
        sum(units(step.credits) for step in picked),
        len(picked),
        max((last_day(step) for step in picked), default=0),
        len({step.institution for step in picked}),
    )


def brute_force(taught, limits):
    everything = range(len(taught.steps))
    return min(
        worth(taught, chosen)
        for size in range(len(taught.steps) + 1)
        for chosen in itertools.combinations(everything, size)
        if not broken([taught.steps[index] for index in chosen], limits)
    )


def indices(taught, plan):
    ids = {step.id for step in plan.steps} if plan else set()
    return [index for index, step in enumerate(taught.steps) if step.id in ids]


@FAST
@given(steps(), LIMITS)
def test_the_optimum_is_that_of_brute_force_and_no_limit_is_broken(offering, limits):
    taught = taught_by(offering)
    result = plan_path(HAVE, WANT, offering, limits, labels={}, alternatives=False)
    chosen = indices(taught, result.plan)
    assert broken([taught.steps[index] for index in chosen], limits) == ()
    assert worth(taught, chosen) == brute_force(taught, limits)
    assert result.plan is None or result.plan.optimal


@FAST
@given(steps(), LIMITS, st.sampled_from([0.0, 5.0, 10.0]), st.sampled_from([(), ("s0",), ("k1",)]))
def test_alternatives_fixed_choices_and_least_credits_break_no_limit(offering, limits, least, must):
    if (limits.credits_max or least) < least or set(must) & set(limits.avoid):
        return
    limits = PathLimits(**{**{f: getattr(limits, f) for f in limits.__slots__}, "credits_min": least, "must": must})
    result = plan_path(HAVE, WANT, offering, limits, labels={})
    by_id = {step.id: step for step in offering}
    plans = [plan for plan in (result.plan, *result.alternatives) if plan]
    for plan in plans:
        assert broken([by_id[step.id] for step in plan.steps], limits) == ()
    assert len({frozenset(step.id for step in plan.steps) for plan in plans}) == len(plans)
    json.dumps(result.as_dict())


@FAST
@given(steps(), LIMITS)
def test_never_below_greedy_which_keeps_the_limits_too(offering, limits):
    taught = taught_by(offering)
    problem = prepare(taught, limits)
    simple = greedy(problem)
    assert broken(problem.steps(simple), limits) == ()
    result = plan_path(HAVE, WANT, offering, limits, labels={}, alternatives=False)
    assert taught.won(indices(taught, result.plan)) >= taught.won(simple)


@FAST
@given(steps(), LIMITS, st.randoms())
def test_any_order_of_steps_gives_the_same_result(offering, limits, random):
    first = plan_path(HAVE, WANT, offering, limits, labels={}).as_dict()
    random.shuffle(offering)
    assert plan_path(HAVE, WANT, offering, limits, labels={}).as_dict() == first


RELAXED = {"credits_max", "credits_min", "steps_max", "starts_from", "ends_by", "seats", "max_parallel", "clashes"}


@FAST
@given(steps(), LIMITS)
@example(
    [
        Step("s0", "k1", Labels(), "Laurea", 5.0, (TaughtSkill("a"),), ("fi",), "online", seats=0),
    ],
    PathLimits(credits_max=2.5),
)
def test_following_a_relaxation_opens_a_path(offering, limits):
    result = plan_path(HAVE, WANT, offering, limits, labels={}, alternatives=False)
    groups = {}
    for relaxation in result.relaxations:
        groups.setdefault(relaxation.group, []).append(relaxation)
    for group in groups.values():
        changed = {field: getattr(limits, field) for field in limits.__slots__}
        if not {relaxation.limit for relaxation in group} <= RELAXED:
            continue
        for relaxation in group:
            changed[relaxation.limit] = relaxation.needed
        assert plan_path(HAVE, WANT, offering, PathLimits(**changed), labels={}, alternatives=False).plan is not None
