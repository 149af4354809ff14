"""Paths: exact results on offerings made in code."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from osaamo.engine.gap import VectorSimilarity
from osaamo.engine.paths import (
    BadLimits,
    BadStep,
    Change,
    PathLimits,
    Period,
    PlannedStep,
    Planner,
    broken,
    check_plan,
    completed_by_one,
    load_limits,
    plan_path,
)
from osaamo.engine.paths.teaching import Offering
from osaamo.engine.records import Labels, Meeting, Step, TaughtSkill, WeightedSkill

LABELS = {uri: Labels(fi=f"{uri}-fi", sv=f"{uri}-sv", en=uri) for uri in ("sql", "python", "ethics", "sales", "law")}


def step(id_, skills=(), *, course="", credits_=5.0, institution="Laurea", meetings=(), **more):
    return Step(
        id=id_,
        course=course or id_.split("-")[0],
        title=Labels(en=id_),
        institution=institution,
        credits=credits_,
        skills=tuple(TaughtSkill(uri, confidence, f"Students learn {uri}.") for uri, confidence in skills),
        meetings=tuple(Meeting(start, end) for start, end in meetings),
        **more,
    )


def want(*uris):
    return [WeightedSkill(uri) for uri in uris]


FREE = PathLimits()


def plan(have, wanted, steps, limits=FREE, **more):
    return plan_path(have, wanted, steps, limits, labels=LABELS, **more)


def ids(found):
    return [entry.id for entry in found.steps]


def test_a_step_says_what_it_closes_by_which_sentence():
    result = plan([], want("sql", "law"), [step("db", [("sql", 0.9)])])
    only = result.plan.steps[0]
    assert only.reason.text == "Closes “sql”: “Students learn sql.”"
    assert only.reason.code == "closes"
    assert (only.closes[0].uri, only.closes[0].before, only.closes[0].after) == ("sql", 0.0, 0.9)
    assert result.plan.coverage == pytest.approx(0.45)
    assert [(entry.uri, entry.reason.code) for entry in result.open] == [("law", "not-offered")]
    assert result.reason.text == "1 steps, 5 credits: the coverage rises from 0 % to 45 %."
    assert result.considered == {"steps": 1, "withinLimits": 1, "useful": 1, "undominated": 1, "candidates": 1}


def test_a_skill_counts_once_so_credits_are_not_wasted():
    offering = [step("weak", [("sql", 0.5)]), step("strong", [("sql", 0.9)]), step("other", [("law", 0.6)])]
    assert ids(plan([], want("sql", "law"), offering).plan) == ["other", "strong"]


def test_what_is_had_is_not_taught_again():
    offering = [step("db", [("sql", 0.9)]), step("jus", [("law", 0.9)])]
    assert ids(plan(want("sql"), want("sql", "law"), offering).plan) == ["jus"]


def test_goals_come_in_order_credits_then_finish_then_institutions():
    offering = [
        step("a", [("sql", 0.9)], credits_=5, starts="2026-09-01", ends="2026-12-01"),
        step("b", [("sql", 0.9)], credits_=3, starts="2026-09-01", ends="2026-12-10"),
        step("c", [("sql", 0.9)], credits_=3, starts="2026-09-01", ends="2026-12-05"),
        step("d", [("law", 0.9)], credits_=3, starts="2026-09-01", ends="2026-10-01", institution="Metropolia"),
        step("e", [("law", 0.9)], credits_=3, starts="2026-09-01", ends="2026-12-05"),
    ]
    result = plan([], want("sql", "law"), offering)
    assert set(ids(result.plan)) == {"c", "e"}
    assert (result.plan.credits, result.plan.ends, result.plan.institutions) == (6.0, "2026-12-05", ("Laurea",))
    assert result.plan.optimal


def test_an_earlier_finish_comes_before_fewer_institutions():
    offering = [
        step("a", [("sql", 0.9)], ends="2026-10-16"),
        step("b", [("law", 0.9)], ends="2026-12-18"),
        step("c", [("law", 0.9)], ends="2026-10-16", institution="Metropolia"),
    ]
    assert set(ids(plan([], want("sql", "law"), offering).plan)) == {"a", "c"}


def test_a_prerequisite_chain_is_taken_in_order_and_told():
    offering = [
        step("adv", [("sql", 0.9)], requires=("mid",), starts="2027-03-01", ends="2027-05-01"),
        step("mid", requires=("basic",), starts="2027-01-10", ends="2027-02-20"),
        step("basic-early", starts="2026-09-01", ends="2026-12-10"),
        step("basic-late", starts="2026-11-01", ends="2027-02-01"),
    ]
    result = plan([], want("sql"), offering)
    assert ids(result.plan) == ["basic-early", "mid", "adv"]
    assert result.plan.steps[1].reason.text == "Required before adv."
    assert result.plan.steps[1].needed_for == ("adv",)
    passed = plan([], want("sql"), offering, PathLimits(passed=("mid",)))
    assert ids(passed.plan) == ["adv"]


def test_courses_that_require_each_other_can_never_begin():
    offering = [step("a", [("sql", 0.9)], requires=("b",)), step("b", [("law", 0.9)], requires=("a",))]
    result = plan([], want("sql", "law"), offering)
    assert result.plan is None
    assert {entry.reason.code for entry in result.open} == {"prerequisites"}
    assert [entry.limit for entry in result.relaxations] == ["prerequisites"]


def test_a_circle_with_a_way_in_is_entered():
    offering = [
        step("a1", [("sql", 0.9)], course="a", requires=("b",)),
        step("a2", [("ethics", 0.3)], course="a"),
        step("b1", [("law", 0.9)], course="b", requires=("a",)),
    ]
    result = plan([], want("sql", "law", "ethics"), offering)
    assert set(ids(result.plan)) == {"a2", "b1"}


def test_meetings_may_touch_but_not_overlap():
    morning, touching, clashing = (
        ("2026-09-01T09:00", "2026-09-01T11:00"),
        ("2026-09-01T11:00", "2026-09-01T12:00"),
        ("2026-09-01T10:30", "2026-09-01T12:00"),
    )
    offering = [
        step("a", [("sql", 0.9)], meetings=[morning]),
        step("b", [("law", 0.8)], meetings=[touching]),
        step("c", [("ethics", 0.9)], meetings=[clashing]),
    ]
    assert set(ids(plan([], want("sql", "law", "ethics"), offering).plan)) == {"a", "b"}


def test_periods_share_credits_by_days():
    offering = [
        step("a", [("sql", 0.9)], starts="2026-12-22", ends="2027-01-10"),
        step("b", [("law", 0.9)], starts="2026-12-22", ends="2026-12-31"),
    ]
    autumn = Period("autumn", "2026-08-01", "2026-12-31", 7.5)
    assert len(plan([], want("sql", "law"), offering, PathLimits(periods=(autumn,))).plan.steps) == 2
    tight = Period("autumn", "2026-08-01", "2026-12-31", 7.4)
    assert len(plan([], want("sql", "law"), offering, PathLimits(periods=(tight,))).plan.steps) == 1


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (PathLimits(credits_max=10), "Raise the total credits from 10 to 15."),
        (PathLimits(ends_by="2026-12-01"), "Finish by 2026-12-20 instead of 2026-12-01."),
        (PathLimits(starts_from="2026-09-15"), "Start on 2026-09-01 instead of 2026-09-15."),
        (PathLimits(languages=("sv",)), "Also allow the language fi."),
        (PathLimits(modes=("online",)), "Also allow the mode campus."),
        (PathLimits(campuses=("Pasila",)), "Also allow the campus Tikkurila."),
        (PathLimits(institutions=("Metropolia",)), "Also allow the institution Laurea."),
        (PathLimits(audiences=("open",)), "Get the right to study as degree."),
        (PathLimits(seats=5), "Queue for a place on db, which is full."),
        (PathLimits(avoid=("db",)), "Allow db."),
        (PathLimits(must=("gone",)), "Give up gone."),
        (PathLimits(credits_min=20), "Lower the least credits from 20 to 15."),
        (PathLimits(max_parallel=0), "Allow 1 steps at the same time instead of 0."),
        (PathLimits(steps_max=0), "Raise the number of steps from 0 to 1."),
        (
            PathLimits(periods=(Period("autumn", "2026-08-01", "2026-12-31", 10),)),
            "Raise the credits of autumn from 10 to 15.",
        ),
    ],
)
def test_the_smallest_relaxation_is_told(limits, text):
    only = step(
        "db", [("sql", 0.9)], credits_=15, languages=("fi",), mode="campus", campus="Tikkurila", seats=2,
        starts="2026-09-01", ends="2026-12-20", audiences=("degree",),
    )  # fmt: skip
    result = plan([], want("sql"), [only], limits)
    assert result.plan is None
    assert result.reason.code == "limits-block"
    assert [entry.reason.text for entry in result.relaxations] == [text]
    json.dumps(result.as_dict())


def test_limits_that_block_only_together_come_as_one_group():
    only = step("db", [("sql", 0.9)], credits_=15, languages=("fi",))
    other = step("hub", [("sql", 0.9)], credits_=15, languages=("en",))
    result = plan([], want("sql"), [only, other], PathLimits(credits_max=10, languages=("sv",)))
    assert [(entry.group, entry.limit, entry.needed) for entry in result.relaxations] == [
        (0, "credits_max", 15.0),
        (0, "languages", ("sv", "en")),
    ]


def test_as_few_limits_as_it_takes_are_named_together():
    cheap = step("cheap", [("sql", 0.9)], credits_=5, languages=("fi",), mode="campus", campus="Pasila", seats=0)
    dear = step("dear", [("sql", 0.9)], credits_=15, languages=("en",), mode="online")
    limits = PathLimits(credits_max=10, languages=("sv",), modes=("online",))
    result = plan([], want("sql"), [cheap, dear], limits)
    assert [entry.reason.text for entry in result.relaxations] == [
        "Raise the total credits from 10 to 15.",
        "Also allow the language en.",
    ]


def test_fixed_choices_are_kept_and_a_clash_between_them_is_told():
    slot = [("2026-09-01T09:00", "2026-09-01T11:00")]
    offering = [step("a", [("sql", 0.9)], meetings=slot), step("b", [], meetings=slot), step("c", [("law", 0.9)])]
    result = plan([], want("sql", "law"), offering, PathLimits(must=("b",)))
    assert set(ids(result.plan)) == {"b", "c"}
    assert {entry.id: entry.reason.code for entry in result.plan.steps}["b"] == "your-choice"
    both = plan([], want("sql", "law"), offering, PathLimits(must=("a", "b")))
    assert both.plan is None
    assert [entry.reason.text for entry in both.relaxations] == [
        "Accept overlapping meetings of a and b.",
        "Give up a.",
        "Give up b.",
    ]


def test_open_skills_say_which_limits_keep_their_steps_out():
    offering = [step("a", [("sql", 0.9)], languages=("fi",)), step("b", [("law", 0.9)], languages=("en",))]
    result = plan([], want("sql", "law"), offering, PathLimits(languages=("en",)))
    assert result.open[0].uri == "sql"
    assert result.open[0].reason.values == {"steps": 1, "limits": {"languages": 1}}


def test_alternatives_are_truly_different():
    offering = [
        step("big", [("sql", 0.9), ("law", 0.9)], credits_=20, starts="2026-09-01", ends="2027-05-01"),
        step("extra", [("ethics", 0.3)], credits_=10, starts="2026-09-01", ends="2027-06-01", institution="Metropolia"),
        step("net", [("sql", 0.9), ("law", 0.8)], credits_=15, mode="online", starts="2026-09-01", ends="2026-12-01"),
    ]
    result = plan([], want("sql", "law", "ethics"), offering)
    assert set(ids(result.plan)) == {"big", "extra"}
    assert [(other.kind, ids(other)) for other in result.alternatives] == [
        ("fewest-credits", ["net", "extra"]),
        ("online", ["net"]),
        ("one-institution", ["big"]),
    ]


def test_no_alternative_shares_more_than_two_thirds_with_the_best_path():
    offering = [step(f"only{at}", [(uri, 0.9)]) for at, uri in enumerate(LABELS)]
    offering.append(step("all", [(uri, 0.89) for uri in LABELS], credits_=20, institution="Metropolia"))
    result = plan([], want(*LABELS), offering)
    assert len(result.plan.steps) == 5
    assert [(other.kind, ids(other), other.difference) for other in result.alternatives] == [
        ("fewest-credits", ["all"], 1.0)
    ]
    assert result.alternatives[0].as_dict()["difference"] == 1.0


def test_without_a_cheaper_or_faster_path_other_courses_are_shown():
    offering = [step("db", [("sql", 0.9)], mode="online"), step("data", [("sql", 0.8)], mode="online")]
    result = plan([], want("sql"), offering)
    assert [(other.kind, ids(other)) for other in result.alternatives] == [("other-courses", ["data"])]


def test_near_skills_count_in_part_and_say_so():
    similar = VectorSimilarity(["sql", "python"], np.array([[1, 0], [0.8, 0.6]], np.float32))
    result = plan([], want("sql"), [step("py", [("python", 1.0)])], similarity=similar)
    closed = result.plan.steps[0].closes[0]
    assert (closed.taught, closed.near, closed.after) == ("python", True, 0.4)
    assert result.open[0].reason.code == "only-near"
    why = result.plan.steps[0].reason
    assert (why.code, why.text) == ("nears", "Brings you nearer to “sql” by “python”: “Students learn python.”")


def test_the_quoted_sentence_is_that_of_the_gap_named_first():
    silent = Step(
        "db", "db", Labels(en="db"), "Laurea", 5.0, (TaughtSkill("sql", 0.9), TaughtSkill("law", 0.6, "Law."))
    )
    why = plan([], want("sql", "law"), [silent]).plan.steps[0].reason
    assert why.text == "Closes “law” and 1 more: “Law.”"
    assert why.values == {"skill": "law", "skills": ["sql", "law"], "evidence": "Law."}


def test_one_course_away_lists_the_steps_that_complete_a_goal_first():
    offering = [step("db", [("sql", 0.9)]), step("jus", [("law", 0.9), ("ethics", 0.9)])]
    goals = {"analyst": ["python", "sql"], "lawyer": ["law", "ethics", "sales"]}
    wanted = want("python", "sql", "law", "ethics", "sales")
    result = plan(want("python"), wanted, offering, goals=goals)
    assert [(away.id, away.completes) for away in result.one_away] == [("db", ("analyst",)), ("jus", ())]
    assert result.one_away[0].reason.text == "Closes all that is missing of analyst (+18 %)."
    assert [set(away.finishes) for away in result.one_away] == [{"sql"}, {"law", "ethics"}]


def test_one_course_can_complete_an_occupation_outside_the_goal():
    offering = [step("db", [("sql", 0.9)]), step("weak", [("sql", 0.4)]), step("full", [("sql", 0.9)], seats=0)]
    goals = {"analyst": ["python", "sql"], "reader": ["python"], "lawyer": ["law", "sql"]}
    result = plan(want("python"), want("ethics"), offering, goals=goals)
    assert [(away.id, away.completes, away.gain) for away in result.one_away] == [("db", ("analyst",), 0.0)]
    found = completed_by_one(Offering(offering), want("python"), goals)
    assert found == {0: ("analyst",), 1: ("analyst",)}  # sorted by id: db, full


def test_content_one_has_wins_nothing_and_is_not_planned():
    offering = [step("again", [("sql", 0.9)], credits_=1), step("deeper", [("sql", 0.9), ("law", 0.9)])]
    result = plan([WeightedSkill("sql", 0.9)], want("sql", "law"), offering)
    assert ids(result.plan) == ["deeper"]
    assert [closed.uri for closed in result.plan.steps[0].closes] == ["law"]
    nothing = plan([WeightedSkill("sql", 0.9)], want("sql"), offering)
    assert (nothing.plan, nothing.reason.code) == (None, "nothing-missing")


TWO_WAYS = (
    step("db", [("sql", 0.9)]),
    step("data", [("sql", 0.8)]),
    step("jus", [("law", 0.9)]),
    step("ethic", [("ethics", 0.9)], institution="Metropolia"),
)


def test_a_dropped_course_is_replaced_and_the_difference_told():
    planner = Planner(TWO_WAYS, labels=LABELS)
    before = planner.plan([], want("sql", "law"), PathLimits(credits_max=10))
    assert set(ids(before.plan)) == {"db", "jus"}
    after = planner.replan(before, Change(drop=("db",)))
    assert (after.added, after.removed) == (("data",), ("db",))
    assert after.coverage == pytest.approx(-0.05)
    assert after.credits == 0
    assert after.result.plan.optimal
    back = planner.replan(after.result, Change(free=("db",)))
    assert back.result.asked == before.asked
    assert set(ids(back.result.plan)) == {"db", "jus"}
    json.dumps(after.as_dict())


def test_fixing_and_forbidding_undo_each_other():
    planner = Planner(TWO_WAYS, labels=LABELS)
    before = planner.plan([], want("sql"), PathLimits(avoid=("data",)))
    after = planner.replan(before, Change(fix=("data",))).result
    assert (after.asked.limits.must, after.asked.limits.avoid) == (("data",), ())
    assert set(ids(after.plan)) == {"data", "db"}
    again = planner.replan(after, Change(drop=("data",))).result
    assert (again.asked.limits.must, again.asked.limits.avoid) == ((), ("data",))
    assert ids(again.plan) == ["db"]
    with pytest.raises(BadLimits, match="both must and avoid"):
        planner.replan(before, Change(drop=("db",), fix=("db",)))


def test_a_goal_more_and_a_goal_less():
    planner = Planner(TWO_WAYS, labels=LABELS)
    before = planner.plan([], want("sql"))
    more = planner.replan(before, Change(want=tuple(want("ethics"))))
    assert more.added == ("ethic",)
    assert planner.replan(more.result, Change(unwant=("ethics",))).removed == ("ethic",)


def test_equally_good_paths_keep_the_steps_there_were():
    twins = [step("one", [("sql", 0.9)]), step("two", [("sql", 0.9)]), step("jus", [("law", 0.9)])]
    planner = Planner(twins, labels=LABELS)
    for name in ("one", "two"):
        result = planner.plan([], want("sql", "law"), near=(name, "gone"), alternatives=False)
        assert set(ids(result.plan)) == {name, "jus"}


def test_a_what_if_that_leaves_nothing_says_what_blocks():
    planner = Planner([step("db", [("sql", 0.9)])], labels=LABELS)
    before = planner.plan([], want("sql"))
    after = planner.replan(before, Change(drop=("db",))).result
    assert after.plan is None
    assert [entry.reason.text for entry in after.relaxations] == ["Allow db."]


SAVED = (
    step(
        "db", [("sql", 0.9)], starts="2027-01-11", ends="2027-03-05", campus="Pasila", mode="campus", languages=("fi",),
        meetings=[("2027-01-11T09:00", "2027-01-11T11:00")], seats=9,
    ),
    step("jus", [("law", 0.9)], starts="2027-03-15", ends="2027-05-01", requires=("db",)),
    step("free", [("ethics", 0.9)], meetings=[("2027-01-12T09:00", "2027-01-12T11:00")]),
)  # fmt: skip


def saved_plan():
    return plan([], want("sql", "law", "ethics"), SAVED).plan


def told(offering, **more):
    return [(warning.step, warning.code) for warning in check_plan(saved_plan(), offering, **more)]


def now(at, **changed):
    return [replace(entry, **changed) if at == index else entry for index, entry in enumerate(SAVED)]


@pytest.mark.parametrize(
    ("offering", "warnings"),
    [
        (SAVED, []),
        (SAVED[1:], [("db", "cancelled"), ("jus", "prerequisite")]),
        (now(0, seats=0), [("db", "full")]),
        (now(0, campus="Malmi"), [("db", "moved")]),
        (now(0, languages=("en",)), [("db", "moved")]),
        (now(0, ends="2027-03-20"), [("db", "moved"), ("jus", "prerequisite")]),
        (now(2, requires=("math",)), [("free", "prerequisite")]),
        (
            now(2, meetings=SAVED[0].meetings),
            [("free", "moved"), ("free", "clash"), ("db", "clash")],
        ),
    ],
)
def test_a_saved_plan_is_held_against_the_offering_of_today(offering, warnings):
    assert told(offering) == warnings


def test_what_has_begun_and_what_is_over_depends_on_the_day():
    assert told(SAVED, today="2027-01-11") == []
    assert told(SAVED, today="2027-01-12") == [("db", "begun")]
    assert told(SAVED[1:], today="2027-01-12") == [("db", "begun"), ("jus", "prerequisite")]
    assert told(SAVED, today="2027-01-12", enrolled=("db",)) == []
    assert told(SAVED[1:], today="2027-01-12", enrolled=("db",)) == []
    assert told(now(0, seats=0), enrolled=("db",)) == []
    assert told(SAVED[1:], today="2027-03-06") == []
    assert told(SAVED[1:], passed=("db",)) == [("db", "cancelled")]


def test_warnings_say_what_changed():
    warning = check_plan(saved_plan(), now(0, campus="Malmi", credits=3.0))[0]
    assert warning.as_dict() == {
        "code": "moved",
        "step": "db",
        "reason": {
            "code": "step-moved",
            "text": "Changed: place, credits.",
            "values": {"fields": "place, credits", "what": ("place", "credits"), "starts": "2027-01-11"},
        },
    }


def test_saved_steps_are_read_back_as_they_were():
    steps = saved_plan().steps
    read = [PlannedStep.from_dict(json.loads(json.dumps(entry.as_dict()))) for entry in steps]
    assert [entry.as_dict() for entry in read] == [entry.as_dict() for entry in steps]
    assert check_plan(read, SAVED) == []
    assert [warning.code for warning in check_plan(read, SAVED[1:])] == ["cancelled", "prerequisite"]


def test_without_time_to_search_the_greedy_path_is_given_as_unproven():
    offering = [step(f"c{at}", [(uri, 0.9)]) for at, uri in enumerate(LABELS)]
    found = plan([], want(*LABELS), offering, PathLimits(credits_max=20), effort=1e-9, alternatives=False).plan
    assert len(found.steps) == 4
    assert found.coverage == pytest.approx(4 * 0.9 / 5)
    assert not found.optimal
    assert 0 <= found.optimality_gap <= 0.2


def test_an_offering_made_once_plans_like_its_steps():
    offering = Offering(TWO_WAYS)
    assert plan([], want("sql"), offering).as_dict() == plan([], want("sql"), TWO_WAYS).as_dict()


def test_nothing_missing_and_nothing_offered_are_told_apart():
    assert plan(want("sql"), want("sql"), [step("db", [("sql", 0.9)])]).reason.code == "nothing-missing"
    assert plan([], want("sql"), [step("db", [("law", 0.9)])]).reason.code == "not-offered"
    assert plan([], want("sql"), []).reason.code == "not-offered"


def test_a_saved_path_is_checked_against_a_changed_offering():
    full = step("db", [("sql", 0.9)], seats=0)
    assert [(breach.limit, breach.steps) for breach in broken([full], PathLimits())] == [("seats", ("db",))]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([step("a"), step("a")], "Two steps have the id a"),
        ([step("a", starts="1.9.2026")], "no ISO date"),
        ([step("a", starts="2026-09-02", ends="2026-09-01")], "ends before it starts"),
        ([step("a", credits_=-1)], "at least 0"),
        ([step("a", meetings=[("2026-09-01T12:00", "2026-09-01T09:00")])], "ends before it starts"),
    ],
)
def test_broken_steps_are_told(bad, message):
    with pytest.raises(BadStep, match=message):
        plan([], want("sql"), bad)


def test_limits_are_read_from_toml():
    read = load_limits(
        """
        credits_max = 30
        starts_from = 2026-08-01
        ends_by = "2027-05-31"
        languages = ["fi", "en"]
        modes = "online"
        max_parallel = 3
        clashes = true
        [[periods]]
        name = "autumn"
        starts = 2026-08-01
        ends = 2026-12-31
        credits_max = 15
        """
    )
    assert read == PathLimits(
        credits_max=30.0,
        starts_from="2026-08-01",
        ends_by="2027-05-31",
        languages=("fi", "en"),
        modes=("online",),
        max_parallel=3,
        clashes=True,
        periods=(Period("autumn", "2026-08-01", "2026-12-31", 15.0),),
    )


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("credit_max = 3", "Unknown limit “credit_max”. Did you mean “credits_max”?"),
        ("[[periods]]\nstart = 2026-01-01", "Did you mean “periods.starts”?"),
        ("[[periods]]\nstarts = 2026-01-01", "periods.ends is None"),
        ("credits_max = 'many'", "give a number"),
        ("max_parallel = 1.5", "give a whole number"),
        ("languages = [1]", "a list of texts"),
        ("clashes = 1", "true or false"),
        ("ends_by = '31.12.2026'", "a date such as"),
        ("ends_by = 3", "a date such as"),
        ("credits_max = -1", "at least 0"),
        ("credits_max = 5\ncredits_min = 6", "is above credits_max"),
        ("starts_from = 2026-02-01\nends_by = 2026-01-01", "not before starts_from"),
        ("must = ['a']\navoid = ['a']", "in both must and avoid"),
        ("periods = 3", "tables written as"),
        ("credits_max = ", "no TOML"),
        ("[[periods]]\nstarts=2026-02-01\nends=2026-01-01\ncredits_max=1", "not before its start"),
    ],
)
def test_bad_limits_are_told(toml, message):
    with pytest.raises(BadLimits, match=message.replace("[", r"\[").replace("?", r"\?")) as error:
        load_limits(toml)
    assert error.value.code == "bad-limits"
