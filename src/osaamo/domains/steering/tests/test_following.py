"""How far activities are; what people must do and are reminded of; numbers, reports, conflicts, ideas, erasing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from osaamo.domains.steering import queries, services
from osaamo.domains.steering.enums import Answer, Phase, Standing
from osaamo.domains.steering.models import Comment, Conflict, Idea, Progress, ProgressChange
from osaamo.domains.steering.tests.making import make_member, make_plan
from osaamo.kernel.models import Person, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.traces import leftovers
from osaamo.ports import erasing, reporting
from osaamo.ports.measures import Period, find
from osaamo.ports.shown import show

pytestmark = pytest.mark.django_db
MAY = date(2021, 5, 10)
QUARTER = Period(date(2021, 4, 1), date(2021, 7, 1))
BEFORE = Period(date(2021, 1, 1), date(2021, 4, 1))


def row(key: str) -> Progress:
    return Progress.objects.get(key=key)


def tell(key: str, phase: Phase, percent: int = 0, **more) -> Progress:
    return services.update_progress(progress=row(key), phase=phase, percent=percent, who=None, **{"on": MAY} | more)


def total(key: str, period: Period, organisation: str | None = None) -> int:
    return int(find(key).tally(period).total(organisation))


def test_progress_is_whole_reasoned_and_saved_by_one_at_a_time():
    make_plan()
    with pytest.raises(services.ReasonMissing):
        tell("A-1", Phase.LATE, 40, reason=" ")
    done = tell("A-1", Phase.DONE, 40, revision=1)
    assert (done.percent, done.done_on) == (100, MAY)
    assert tell("A-1", Phase.DONE, on=date(2021, 6, 1)).done_on == MAY, "its day stays"
    with pytest.raises(services.ChangedMeanwhile):
        tell("A-1", Phase.UNDER_WAY, 50, revision=1)
    opened = tell("A-1", Phase.UNDER_WAY, 80)
    assert (opened.done_on, opened.changes.count()) == (None, 3)


def test_areas_roll_up_their_activities():
    version = make_plan()
    tell("A-1", Phase.DONE)
    tell("Y-1", Phase.CANCELLED, reason="No money.")
    services.assign(progress=row("A-2"), owner=None, owner_body="sg-learning", who=None)
    rows = queries.followed(version, date(2021, 12, 31))
    assert [(one.item.key, one.standing, one.has_owner) for one in rows] == [
        ("A-1", Standing.DONE, False),
        ("A-2", Standing.NOT_STARTED, True),
        ("A-3", Standing.NOT_STARTED, False),
        ("Y-1", Standing.ENDED, False),
    ]
    learning, zone = queries.area_rolls(version, rows)
    assert (learning.roll.done_share, learning.roll.without_owner, learning.roll.total) == (50, 0, 2)
    assert (zone.roll.done_share, zone.roll.without_owner, zone.roll.total) == (0, 1, 2)
    assert learning.roll.bars == [(Standing.DONE, 0.0, 50.0), (Standing.NOT_STARTED, 50.0, 50.0)]
    assert queries.followed(version, date(2022, 1, 1))[1].standing == Standing.LATE, "by itself, the day after"


def test_numbers_open_to_their_rows():
    make_plan()
    tell("A-1", Phase.DONE)
    tell("A-2", Phase.DONE, on=date(2021, 7, 1))
    assert [total("steering.activities_done", period) for period in (BEFORE, QUARTER)] == [0, 1]
    tally = find("steering.activities_done").tally(QUARTER)
    assert list(tally.refs()) == [ref_of(row("A-1"))]
    assert show(list(tally.refs()))[ref_of(row("A-1"))].url == "/plan/activities/A-1/"
    joint = list(find("steering.joint_activities").tally(QUARTER).refs())
    assert [(one.title["en"], one.detail) for one in show(joint).values()] == [("Two", "2021")]
    assert (
        total("steering.activities_done", QUARTER, "3amk"),
        total("steering.activities_done", QUARTER, "laurea"),
    ) == (1, 0)
    assert total("steering.joint_activities", QUARTER) == 1
    tell("A-2", Phase.CANCELLED, reason="No.")
    assert total("steering.joint_activities", QUARTER) == 0


def test_a_report_tells_how_it_stood_on_the_last_day_and_names_nobody():
    make_plan()
    owner = make_person(display_name="Nimi Salainen")
    services.assign(progress=row("A-1"), owner=owner, who=None)
    tell("A-1", Phase.UNDER_WAY, 30)
    tell("A-1", Phase.DONE, on=date(2021, 7, 2))
    question = reporting.Question(QUARTER, BEFORE, ("learning",))
    section = next(one for one in reporting.sections(question) if one.key == "steering.activities")
    first, second = section.rows
    assert (first["key"], first["standing"]["en"], first["percent"], first["status"]) == (
        "A-1",
        "Under way",
        30,
        "good",
    )
    assert (second["key"], second["standing"]["en"], second["status"]) == ("A-2", "Not started", "none")
    assert first["url"] == "/plan/activities/A-1/"
    assert "Salainen" not in str(section)
    assert [warning["en"] for warning in section.warnings] == ["1 activity has no owner."]
    assert all(set(row) - {"ref", "url", "status"} == set(section.columns) for row in section.rows)


def test_everybody_has_their_own_list_and_is_reminded_once_of_what_is_new():
    make_plan()
    owner, member = make_person(preferred_language="en"), make_member()
    services.assign(progress=row("A-1"), owner=owner, who=None)
    services.add_task(progress=row("A-1"), title="Book a room", due_on=MAY, assignee=None, who=None)
    on = MAY + timedelta(days=1)
    with translation.override("en"):
        todo = [(item.code, item.sentence, item.is_late(on)) for item in queries.todo_of(owner, on)]
    assert todo == [
        ("begin", "Begin, or say why it has not begun: One", True),
        ("task", "Do: Book a room", True),
    ]
    assert [item.code for item in queries.todo_of(member, on)] == ["name-owners"]
    services.suggest(plan=row("A-1").plan, person=owner, title="An idea", text="Why not?")
    late = timezone.localdate() + timedelta(days=31)
    assert [item.code for item in queries.todo_of(member, late)] == ["answer-idea-late", "name-owners"]
    made = services.remind(person=owner, on=on)
    assert made.was_sent
    assert services.remind(person=owner, on=on) is None
    assert services.remind(person=owner, on=on + timedelta(days=1)) is None, "nothing new"
    services.add_task(progress=row("A-1"), title="Write", due_on=MAY, assignee=None, who=None)
    assert services.remind(person=owner, on=on + timedelta(days=2)) is not None
    assert services.remind(person=owner, on=on + timedelta(days=9)) is not None, "the same again after a week"
    assert [message.subject for message in mail.outbox] == [
        "The plan: 2 things to do", "The plan: 3 things to do", "The plan: 3 things to do"
    ]  # fmt: skip
    assert "- LATE: Do: Book a room (2021-05-10)\n  " in mail.outbox[0].body
    assert "/en/plan/activities/A-1/" in mail.outbox[0].body


def test_a_conflict_is_settled_or_left_open_with_a_reason():
    make_plan()
    conflict = Conflict.objects.get()
    with pytest.raises(services.UnknownOption):
        services.choose(conflict=conflict, option="second", reason="So.", decided_on=MAY, who=None)
    with pytest.raises(ValueError, match="reason"):
        services.choose(conflict=conflict, option="first", reason=" ", decided_on=MAY, who=None)
    services.choose(conflict=conflict, option="", reason="Ask the ministry.", decided_on=MAY, who=None)
    services.choose(conflict=conflict, option="first", reason="It answered.", decided_on=MAY, body="x", who=None)
    assert [(one.option, one.reason) for one in conflict.choices.all()] == [
        ("", "Ask the ministry."), ("first", "It answered.")
    ]  # fmt: skip


def test_every_idea_is_answered_in_time_and_the_share_says_so():
    plan, today = make_plan().plan, timezone.localdate()
    period = Period(today, today + timedelta(days=60))
    ideas = [services.suggest(plan=plan, person=make_person(), title="A", text="B") for _ in range(3)]
    assert {idea.due_on for idea in ideas} == {today + timedelta(days=30)}
    assert total("steering.ideas", period) == 3
    services.answer_idea(idea=ideas[0], outcome=Answer.NOTED, answer="Next year.", who=None)
    assert find("steering.ideas_answered_in_time").tally(period).total() == 1, "the others still have time"
    Idea.objects.filter(pk=ideas[1].pk).update(due_on=today - timedelta(days=1))
    services.answer_idea(idea=ideas[1], outcome=Answer.NOTED, answer="Sorry, late.", who=None)
    both = Period(today - timedelta(days=9), today + timedelta(days=60))
    assert str(find("steering.ideas_answered_in_time").tally(both).total()) == "0.5000"
    assert set(show([ref_of(idea) for idea in ideas])) == {ref_of(idea) for idea in ideas[:2]}, "answered ones only"
    with pytest.raises(ValueError, match="words"):
        services.answer_idea(idea=ideas[2], outcome=Answer.NOTED, answer="", who=None)


def test_erasing_takes_what_was_said_and_leaves_what_was_done_without_a_name():
    version = make_plan()
    person = make_person(display_name="Katoava Henkilö")
    services.suggest(plan=version.plan, person=person, title="Idea", text="Katoava sana")
    services.comment(version=version, person=person, text="Katoava sana")
    services.vote(version=version, kind="activity", key="A-1", person=person, is_for=True)
    services.assign(progress=row("A-1"), owner=person, who=person)
    services.update_progress(progress=row("A-1"), phase=Phase.DONE, percent=100, who=person)
    ref, pk = ref_of(person), person.pk
    assert erasing.held_about(ref) == {"steering.Comment": 1, "steering.Idea": 1}
    erasing.erase_all(ref)
    assert erasing.held_about(ref) == {}
    Person.objects.filter(pk=pk).delete()
    found = leftovers(["Katoava"], pk)
    assert [one for one in found if one[0].startswith("steering.")] == []
    assert (ProgressChange.objects.get().who, queries.tally_of(version)) == (None, {("activity", "A-1"): (1, 0)})
    assert not Comment.objects.exists()


def test_colleagues_are_found_by_name_and_students_are_none():
    make_member(Role.STUDENT, "laurea", display_name="Aino Laine")
    found = make_member(Role.TEACHER, "laurea", display_name="Eino Laine")
    make_member(Role.TEACHER, "laurea", display_name="Other")
    assert list(queries.staff_named("laine")) == [found]
