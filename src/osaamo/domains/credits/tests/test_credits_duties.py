"""What tutors, student unions, planners and the steering group must do now, and that each page opens to them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.credits import queries, services
from osaamo.domains.credits.enums import Taken
from osaamo.domains.credits.models import DiaryEntry, TutoringWork
from osaamo.domains.credits.tests.making import (
    DAY,
    make_alliance,
    make_draft,
    make_import,
    make_row,
    make_task,
    make_work,
    speaker,
)
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import duties

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["credits.credits"]
TODAY = timezone.localdate()


def told(person, day=TODAY):
    """Codes and English sentences of what the person must do; they are asked for, and each page opens."""
    found = list(SOURCE.of(ref_of(person), day))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} for one in found)
    assert not found or ref_of(person) in SOURCE.people(day)
    return [(one.code.partition(".")[2], one.sentence["en"]) for one in found]


def test_a_diary_is_handed_in_and_the_union_approves_its_hours():
    task = make_task(ends=TODAY + timedelta(days=15))
    work, other = make_work(task, hours=(2,)), make_work(task)
    union, elsewhere = speaker(task.union), speaker(make_task().union)
    assert [told(person) for person in (work.person, union)] == [[], []]
    assert [told(person, TODAY + timedelta(days=1)) for person in (other.person, elsewhere)] == [[], []]
    said = "Hand in your tutoring diary of “Tuutorointi”, so that its hours can be approved."
    assert told(work.person, TODAY + timedelta(days=1)) == [("hand-in", said)]
    due = [one.due_on for one in SOURCE.of(ref_of(work.person), TODAY + timedelta(days=1))]
    assert due == [task.ends]
    services.submit_work(work=work)
    said = "The hours of 1 tutor wait for the student union's approval."
    assert [told(person) for person in (union, elsewhere, work.person)] == [[("approve-hours", said)], [], []]
    services.decide_work(work=work, who=union, approved=(), answer="No")
    said = "The student union did not approve your hours of “Tuutorointi”. Read why."
    assert [told(person) for person in (union, work.person)] == [[], [("declined", said)]]
    assert list(SOURCE.of(ref_of(work.person), TODAY + timedelta(days=15))) == []


def test_nobody_approves_their_own_hours():
    work = make_work(hours=(1,), submitted=True)
    union = speaker(work.task.union)
    TutoringWork.objects.update(person=union)
    assert told(union) == []
    assert DiaryEntry.objects.count() == 1


def test_the_planner_of_the_school_mends_its_file():
    places = make_alliance()
    make_import(places["laurea"], "key;course\nr1;da101\nr2;da102\n")
    planner, other = (make_person(Role.PLANNER, places[code]) for code in ("laurea", "metropolia"))
    said = "2 rows of “rows.csv” could not be stored. Mend them or leave them out."
    assert [told(person) for person in (planner, other)] == [[("mend", said)], []]
    services.begin_import(organisation=places["laurea"], who=planner, data=b"a;b\n1;2\n", filename="b.csv")
    assert ("columns", "Confirm the columns of “b.csv”.") in told(planner)


def test_planners_settle_differences_until_they_are_decided():
    places = make_alliance()
    make_row("metropolia")
    make_row("laurea", credits=4)
    planner, rector = make_person(Role.PLANNER, places["laurea"]), make_person(Role.RECTOR, places["laurea"])
    elsewhere = make_person(Role.PLANNER, make_organisation())
    said = "The institutions' reports of 1 credit of 2026 differ. Settle what is counted."
    day = date(2026, 11, 1)
    assert [told(person, day) for person in (planner, rector, elsewhere)] == [[("settle", said)], [], []]
    assert told(planner, date(2027, 3, 1)) == [("settle", said)]
    assert told(planner, date(2027, 6, 1)) == []
    (one,) = queries.joined(DAY, DAY + timedelta(days=1))
    services.decide(joined=one, taken=Taken.HOST, reason="So", who=planner, organisation=places["3amk"])
    assert told(planner, day) == []


def test_the_steering_group_approves_rules():
    places = make_alliance()
    draft = make_draft(places["3amk"])
    member, planner = make_person(Role.STEERING_MEMBER, places["3amk"]), make_person(Role.PLANNER, places["3amk"])
    said = "A draft of the rules by which credits are counted waits for approval."
    assert [told(person) for person in (member, planner)] == [[("approve-rules", said)], []]
    services.approve_rules(version=draft, who=member)
    assert told(member) == []


def test_it_is_cheap(django_assert_max_num_queries):
    places = make_alliance()
    task = make_task(ends=TODAY)
    for _ in range(3):
        make_work(task, hours=(1,), submitted=True)
        make_import(places["laurea"], "key;course\nr1;da101\n")
    planner = make_person(Role.PLANNER, places["laurea"])
    told(planner)
    for person in (planner, speaker(task.union), make_person()):
        with django_assert_max_num_queries(3):
            list(SOURCE.of(ref_of(person), TODAY))
    assert list(SOURCE.of(ref_of(make_person()), TODAY)) == []
    with django_assert_max_num_queries(5):
        assert ref_of(planner) in SOURCE.people(TODAY)
