"""The offering of the process: planned over by everybody, changed line by line of trials."""

from __future__ import annotations

from itertools import count

import pytest

from osaamo.competence import offered
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.engine import Labels, PathLimits, Step, TaughtSkill, WeightedSkill
from osaamo.ports import steps as port

HAVE = [WeightedSkill(BASE + "sql")]
WANT = [WeightedSkill(BASE + name) for name in ("python", "statistics", "budgeting")]
LIMITS = PathLimits(credits_max=10)


def step(key, *skills):
    taught = tuple(TaughtSkill(BASE + skill, 0.9, "Said.") for skill in skills)
    return Step(f"{key}-1", key, Labels(fi=key), "Laurea", 5, taught, starts="2099-01-11", ends="2099-03-11")


STEPS = [step("a", "python"), step("b", "statistics"), step("c", "budgeting", "presenting"), step("d", "wound-care")]


@pytest.fixture(autouse=True)
def reads(monkeypatch):
    """How often the offering was read."""
    read = []

    def source(on):
        read.append(on)
        return iter(STEPS)

    for name in ("_sources", "_some", "_marks"):
        monkeypatch.setattr(port, name, {})
    port.steps("a.steps", mark=lambda: 1)(source)
    offered.forget_trials("")
    with engine_replaced(FakeEngine()):
        yield read


def planned(limits=LIMITS, *, want=WANT, have=HAVE, **more):
    return offered.plan(have=have, want=want, limits=limits, effort=1, **more)


def courses(result):
    return {step.course for step in result.plan.steps}


def test_the_offering_is_read_once_for_all(reads):
    planned()
    planned(have=[])
    offered.planner()
    assert len(reads) == 1


def test_a_trial_is_as_good_as_a_path_planned_from_nothing():
    first = planned(follow="line")
    for limits in (
        PathLimits(credits_max=10, avoid=(min(courses(first)),)),
        PathLimits(credits_max=5),
        PathLimits(credits_max=15),
        LIMITS,
    ):
        tried, fresh = planned(limits, follow="line"), planned(limits)
        assert tried.asked == fresh.asked
        assert (tried.plan.coverage, tried.plan.credits) == (fresh.plan.coverage, fresh.plan.credits)
        assert tried.plan.optimal


def test_a_trial_with_other_wanted_skills():
    planned(follow="line")
    tried = planned(want=WANT[:1], follow="line")
    assert courses(tried) == {"a"}
    assert {item.uri for item in tried.gap.items} == {BASE + "python"}
    assert courses(planned(follow="line", limits=PathLimits(credits_max=15))) == {"a", "b", "c"}


def test_the_same_question_is_answered_from_memory_until_the_line_is_forgotten():
    first = planned(follow="profile:1:7")
    assert planned(follow="profile:1:7") is first
    assert planned(follow="profile:1:8") is not first
    offered.forget_trials("profile:1:")
    assert planned(follow="profile:1:7") is not first


def test_lines_of_others_and_other_own_skills_are_not_mixed_up():
    first = planned(follow="line")
    other = planned(have=[WeightedSkill(BASE + "python")], follow="line")
    assert other is not first
    assert courses(other) == {"b", "c"}


def test_a_path_over_an_offering_that_was_read_anew_is_planned_anew():
    first = planned(follow="line")
    offered._planner.forget()
    assert planned(follow="line") is not first


def test_only_the_newest_lines_are_remembered(monkeypatch):
    monkeypatch.setattr(offered, "TRIALS", 2)
    first = planned(follow="0")
    for number in (1, 2):
        planned(follow=str(number))
    assert len(offered._trials._lines) == 2
    assert planned(follow="0") is not first


def test_labels_are_looked_up_when_asked_for():
    labels = offered.VocabularyLabels()
    assert labels[BASE + "sql"].en == "SQL"
    assert labels.get("unknown") is None
    assert len(labels) == len(list(labels))


def test_marks_of_the_steps(monkeypatch):
    numbers = count()
    assert port.marks() == port.marks()
    port.steps("b.steps")(lambda _: iter(()))
    assert port.marks() != port.marks()
    port.steps("b.steps", mark=lambda: next(numbers))(port.sources()["b.steps"])
    assert port.marks() == (("a.steps", 1), ("b.steps", 0))


def test_some_steps_are_those_of_all_steps():
    asked = []

    def some(on, ids):
        asked.append(ids)
        return (one for one in [step("x", "sql")] if one.id in ids)

    port.steps("b.steps", some=some)(lambda _: iter([step("x", "sql"), step("y", "sql")]))
    ids = {"a-1", "x-1", "gone"}
    assert [one.id for one in port.some_steps("2026-09-01", ids)] == ["a-1", "x-1"]
    assert asked == [ids]
    assert [one.id for one in port.all_steps("2026-09-01") if one.id in ids] == ["a-1", "x-1"]
