"""Paths: exact results on offerings made in code."""

from __future__ import annotations

import json

import numpy as np
import pytest

from osaamo.engine.gap import VectorSimilarity
from osaamo.engine.paths import BadLimits, BadStep, PathLimits, Period, broken, load_limits, plan_path
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


def test_near_skills_count_in_part_and_say_so():
    similar = VectorSimilarity(["sql", "python"], np.array([[1, 0], [0.8, 0.6]], np.float32))
    result = plan([], want("sql"), [step("py", [("python", 1.0)])], similarity=similar)
    closed = result.plan.steps[0].closes[0]
    assert (closed.taught, closed.near, closed.after) == ("python", True, 0.4)
    assert result.open[0].reason.code == "only-near"


def test_one_course_away_lists_the_steps_that_complete_a_goal_first():
    offering = [step("db", [("sql", 0.9)]), step("jus", [("law", 0.9), ("ethics", 0.9)])]
    goals = {"analyst": ["python", "sql"], "lawyer": ["law", "ethics", "sales"]}
    wanted = want("python", "sql", "law", "ethics", "sales")
    result = plan(want("python"), wanted, offering, goals=goals)
    assert [(away.id, away.completes) for away in result.one_away] == [("db", ("analyst",)), ("jus", ())]
    assert result.one_away[0].reason.text == "Closes all that is missing of analyst (+18 %)."


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
