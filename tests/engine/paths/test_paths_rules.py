"""Rules of the planner against brute force on random small offerings."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from path_checking import faults

from osaamo.engine.gap import gap
from osaamo.engine.paths import (
    Change,
    PathLimits,
    Period,
    Planner,
    bounds,
    broken,
    greedy,
    plan_path,
    prepare,
    teaching,
)
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


@pytest.fixture(autouse=True, scope="module")
def _sieved_however_few():
    """Small offerings go through the sieve of the linear relaxation, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "FEW", 0)
        yield


FAST = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


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


SURE = Fraction(1, 2)
FIXED = st.sampled_from([(), ("s0",), ("k1",)])
LEAST = st.sampled_from([0.0, 5.0, 10.0])


def cover(chosen):
    """The weighted cover of the goal by what is had and the chosen steps, in exact numbers."""
    total = Fraction(0)
    for wanted in WANT:
        own = [Fraction(str(skill.weight)) for skill in HAVE if skill.uri == wanted.uri]
        own = [Fraction(1) if weight >= SURE else weight for weight in own]
        taught = [Fraction(str(s.confidence)) for step in chosen for s in step.skills if s.uri == wanted.uri]
        total += Fraction(str(wanted.weight)) * max([Fraction(0), *own, *taught])
    return total


def worth(chosen):
    """The four goals in order (and the number of steps after the credits); smaller is better."""
    return (
        -cover(chosen),
        sum(Fraction(str(step.credits)) for step in chosen),
        len(chosen),
        max((step.ends or step.starts for step in chosen), default=""),
        len({step.institution for step in chosen}),
    )


def helpful(offering, limits):
    """The steps that lift the cover or are fixed, and all that lead up to them: what a path may be made of."""
    found = [
        step for step in offering if cover([step]) > cover([]) or step.id in limits.must or step.course in limits.must
    ]
    while limits.prerequisites:
        asked = {course for step in found for course in step.requires if course not in limits.passed}
        more = [step for step in offering if step.course in asked and step not in found]
        if not more:
            break
        found += more
    return found


def brute_force(offering, limits):
    """The worth of the best choice of helpful steps that has no faults; ``None`` when every choice has some."""
    steps_ = helpful(offering, limits)
    choices = (chosen for size in range(len(steps_) + 1) for chosen in itertools.combinations(steps_, size))
    return min((worth(chosen) for chosen in choices if not faults(chosen, limits)), default=None)


def step_of(id_, taught):
    return Step(id_, id_, Labels(), "Laurea", 5.0, tuple(TaughtSkill(uri, value) for uri, value in taught.items()))


def chosen_by(plan, offering):
    ids = {step.id for step in plan.steps} if plan else set()
    return [step for step in offering if step.id in ids]


def planned(offering, limits, **more):
    return plan_path(HAVE, WANT, offering, limits, labels={}, **more)


@FAST
@given(steps(), LIMITS, LEAST, FIXED)
def test_the_optimum_is_that_of_brute_force_in_all_four_goals(offering, limits, least, must):
    assume((limits.credits_max or least) >= least and not set(must) & set(limits.avoid))
    limits = replace(limits, credits_min=least, must=must)
    result = planned(offering, limits, alternatives=False)
    best = brute_force(offering, limits)
    if result.plan is None:
        assert best is None or (-best[0] == cover([]) and not (must and best[2]))
        return
    chosen = chosen_by(result.plan, offering)
    assert faults(chosen, limits) == []
    assert worth(chosen) == best
    assert result.plan.optimal
    assert result.plan.optimality_gap == 0


@st.composite
def alike(draw):
    """Steps that differ in little but dates and institutions, so that the later goals decide."""
    made = []
    for number in range(draw(st.integers(3, 7))):
        uri = draw(st.sampled_from(["a", "c"]))
        made.append(
            Step(
                id=f"s{number}",
                course=f"k{number}",
                title=Labels(),
                institution=draw(st.sampled_from(["Laurea", "Metropolia"])),
                credits=5.0,
                skills=(TaughtSkill(uri, 0.9),),
                starts="2026-09-01",
                ends=draw(st.sampled_from(["2026-10-15", "2026-12-18"])),
            )
        )
    return made


@settings(FAST, max_examples=200)
@given(alike(), st.sampled_from([PathLimits(), PathLimits(max_parallel=1), PathLimits(credits_max=5)]))
def test_equal_coverage_and_credits_are_decided_by_finish_then_institutions(offering, limits):
    chosen = chosen_by(planned(offering, limits, alternatives=False).plan, offering)
    assert worth(chosen) == brute_force(offering, limits)


@FAST
@given(steps(), LIMITS, LEAST, FIXED)
def test_no_path_ever_breaks_a_limit(offering, limits, least, must):
    assume((limits.credits_max or least) >= least and not set(must) & set(limits.avoid))
    limits = replace(limits, credits_min=least, must=must)
    result = planned(offering, limits)
    for plan in (result.plan, *result.alternatives):
        assert plan is None or faults(chosen_by(plan, offering), limits) == []
    json.dumps(result.as_dict())


@FAST
@given(steps(), LIMITS)
def test_alternatives_differ_by_a_third_and_are_better_in_what_they_are_for(offering, limits):
    result = planned(offering, limits)
    plans = [plan for plan in (result.plan, *result.alternatives) if plan]
    for one, two in itertools.combinations(plans, 2):
        mine, theirs = ({step.id for step in plan.steps} for plan in (one, two))
        distance = 1 - Fraction(len(mine & theirs), len(mine | theirs))
        assert distance >= Fraction(1, 3)
        if one is result.plan:
            assert two.difference == pytest.approx(float(distance))
    for other in result.alternatives:
        best = chosen_by(result.plan, offering)
        mine = chosen_by(other, offering)
        better = {
            "fewest-credits": worth(mine)[1] < worth(best)[1],
            "fastest": worth(mine)[3] < worth(best)[3],
            "online": {step.mode for step in mine} == {"online"},
            "one-institution": len({step.institution for step in mine}) == 1,
            "other-courses": not {step.course for step in mine} & {step.course for step in best},
        }
        assert better[other.kind]
        assert cover(mine) > cover([])


@FAST
@given(steps(), LIMITS, FIXED)
def test_the_rules_and_the_independent_check_agree(offering, limits, must):
    assume(not set(must) & set(limits.avoid))
    limits = replace(limits, must=must)
    for size in (1, 2, 3):
        for chosen in itertools.islice(itertools.combinations(offering, size), 12):
            assert bool(broken(chosen, limits)) == bool(faults(chosen, limits))


@FAST
@given(steps(), LIMITS)
def test_never_below_greedy_which_keeps_the_limits_too(offering, limits):
    problem = prepare(teaching(gap(HAVE, WANT, labels={}), offering), limits)
    simple = problem.steps(greedy(problem))
    assert faults(simple, limits) == []
    assert cover(chosen_by(planned(offering, limits, alternatives=False).plan, offering)) >= cover(simple)


@FAST
@given(steps(), LIMITS, st.randoms())
def test_any_order_of_steps_gives_the_same_result(offering, limits, random):
    first = planned(offering, limits).as_dict()
    random.shuffle(offering)
    assert planned(offering, limits).as_dict() == first


@FAST
@given(steps(), LIMITS)
def test_the_sieve_keeps_every_choice_that_wins_enough(offering, limits):
    problem = prepare(teaching(gap(HAVE, WANT, labels={}), offering), limits)
    relaxation = bounds.Relaxation(problem)
    for size in (1, 2, 3):
        for chosen in itertools.combinations(problem.candidates, size):
            if not faults(problem.steps(chosen), limits):
                left = relaxation.within(problem.teaching.won(chosen)).candidates
                assert set(chosen) <= set(left)


@pytest.mark.parametrize("seed", range(3))
def test_the_sieve_changes_nothing_about_the_best_of_many(seed, monkeypatch):
    draw = Random(seed)  # noqa: S311 - repeatable draws, no secret
    offering = [
        Step(
            id=f"s{number}",
            course=f"k{number // 2}",
            title=Labels(),
            institution=draw.choice(["Laurea", "Metropolia", "Haaga-Helia"]),
            credits=draw.choice([3.0, 5.0, 5.0, 10.0]),
            skills=tuple(TaughtSkill(f"u{draw.randrange(30)}", draw.randint(50, 98) / 100) for _ in range(4)),
            ends=draw.choice(DATES),
            meetings=(draw.choice(MEETINGS),) if draw.random() < 0.3 else (),
        )
        for number in range(120)
    ]
    want = [WeightedSkill(f"u{number}", draw.choice([0.4, 1.0])) for number in range(30)]
    limits = PathLimits(credits_max=30)

    def best():
        plan = plan_path([], want, offering, limits, labels={}, alternatives=False).plan
        assert plan.optimal
        assert faults(chosen_by(plan, offering), limits) == []
        return plan.coverage, plan.credits, len(plan.steps), plan.ends, len(plan.institutions)

    found = best()
    monkeypatch.setattr(bounds, "FEW", 1000)
    assert best() == found


def test_the_sieve_leaves_out_what_costs_too_much():
    offering = [step_of("best", {"a": 0.9}), step_of("fair", {"c": 0.9}), step_of("poor", {"d": 0.3})]
    problem = prepare(teaching(gap([], WANT, labels={}), offering), PathLimits(credits_max=5))
    relaxation = bounds.Relaxation(problem)
    assert 2 not in relaxation.within(problem.teaching.won([0])).candidates
    assert relaxation.within(1).candidates == (0, 1, 2)


NAMES = st.sampled_from(["s0", "s1", "s2", "k1", "k2", "k3"])
CHANGES = st.builds(
    Change,
    drop=st.lists(NAMES, max_size=1).map(tuple),
    free=st.lists(NAMES, max_size=2).map(tuple),
    want=st.lists(st.builds(WeightedSkill, st.sampled_from(URIS), st.sampled_from([0.5, 3.0])), max_size=1).map(tuple),
    unwant=st.lists(st.sampled_from(URIS), max_size=1).map(tuple),
    limits=st.none() | LIMITS,
) | st.builds(Change, fix=st.lists(NAMES, max_size=1).map(tuple))


def as_good(plan, offering):
    if plan is None:
        return None
    chosen = chosen_by(plan, offering)
    return (plan.coverage, *worth(chosen)[1:])


@FAST
@given(steps(), LIMITS, CHANGES)
def test_a_what_if_is_as_good_as_planning_from_nothing(offering, limits, change):
    planner = Planner(offering, labels={})
    before = planner.plan(HAVE, WANT, limits, alternatives=False)
    asked = change.applied(before.asked)
    after = planner.replan(before, change)
    fresh = plan_path(asked.have, asked.want, offering, asked.limits, labels={}, alternatives=False)
    assert as_good(after.result.plan, offering) == as_good(fresh.plan, offering)
    assert faults(chosen_by(after.result.plan, offering), asked.limits) == [] or after.result.plan is None
    assert after.result.relaxations == fresh.relaxations
    assert after.result.one_away == fresh.one_away
    old, new = ({step.id for step in result.plan.steps} if result.plan else set() for result in (before, after.result))
    assert (set(after.added), set(after.removed)) == (new - old, old - new)


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
