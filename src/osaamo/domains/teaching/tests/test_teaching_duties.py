"""What teachers and planners must do now with drafts and goals, and that the page of each opens to them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.teaching import services
from osaamo.domains.teaching.models import Draft
from osaamo.domains.teaching.queries import waiting
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import duties, goals, supply
from osaamo.ports.goals import Judgement, Keeper
from osaamo.ports.supply import Taught

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["teaching.drafts"]
TODAY = timezone.localdate()


def told(person):
    """Codes and English sentences of what the person must do; they are asked for, and each page opens."""
    found = list(SOURCE.of(ref_of(person), TODAY))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} and one.due_on is None for one in found)
    assert not found or ref_of(person) in SOURCE.people(TODAY)
    return [(one.code.partition(".")[2], one.sentence["en"]) for one in found]


@pytest.fixture
def laurea():
    return make_organisation("laurea", parent=make_organisation("3amk", kind="alliance"))


@pytest.fixture
def teacher(laurea):
    return make_person(Role.TEACHER, laurea)


def written(person, place, days=0, **values):
    """A draft last written so many days ago."""
    draft = services.start(person=person, institution=place, values={"title": {"en": "Data"}} | values)
    Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=days))
    return draft


def test_a_draft_is_read_by_who_was_invited(laurea, teacher):
    draft, colleague = written(make_person(Role.TEACHER, laurea), laurea), make_person(Role.TEACHER, laurea)
    for person in (teacher, colleague):
        assert told(person) == []
    services.share(draft=draft, who=draft.person, person=teacher, may_write=False)
    said = "A colleague shared the draft “Data” with you. Read it and say what you think."
    assert [told(person) for person in (teacher, colleague, draft.person)] == [[("read", said)], [], []]
    teacher.memberships.update(ends=TODAY)
    assert told(teacher) == []
    teacher.memberships.update(ends=None)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=15))
    assert told(teacher) == []


def test_what_was_left_for_a_month_is_finished(laurea, teacher):
    written(teacher, laurea, days=29)
    assert told(teacher) == []
    for count, said in (
        (1, "1 draft of yours has been untouched for a month. Finish or delete it."),
        (2, "2 drafts of yours have been untouched for a month. Finish or delete them."),
    ):
        written(teacher, laurea, days=31)
        assert [count, *told(teacher)] == [count, ("finish", said)]
    assert told(make_person(Role.TEACHER, laurea)) == told(make_person()) == []


@pytest.fixture
def judged(monkeypatch):
    """Two courses of Laurea and one of nobody here that serve a goal each, and what was judged of them."""
    items = [
        Taught(
            ref=f"test.item:{number}", key=f"K{number}", kind="course", title={"en": "Climate"},
            outcomes={"en": "The student measures what a service does to the climate."}, content={},
            institution=school, credits=Decimal(5),
        )
        for number, school in enumerate(("laurea", "laurea", "elsewhere"))
    ]  # fmt: skip
    kept: dict[str, tuple[Judgement, ...]] = {}
    found = lambda refs: {ref: kept[ref] for ref in refs if ref in kept}  # noqa: E731
    monkeypatch.setattr(supply, "_sources", {"test": lambda refs: iter(x for x in items if not refs or x.ref in refs)})
    monkeypatch.setattr(goals, "_keepers", {"test.item": Keeper(found, lambda *_: None)})
    services.read_catalogue()
    return kept


def test_goals_are_judged_by_planners_of_the_school_and_by_who_designs_the_course(laurea, teacher, judged):
    planner, above = make_person(Role.PLANNER, laurea), make_person(Role.PLANNER, laurea.parent)
    other = make_person(Role.PLANNER)
    written(teacher, laurea, course_ref="test.item:1")
    written(teacher, laurea, course_ref="test.item:2")
    school = "The goals of the UN suggested for 2 courses of your institution wait to be confirmed or rejected."
    mine = "The goals of the UN suggested for 1 course you design wait to be confirmed or rejected."
    assert [told(person) for person in (planner, above, other)] == [[("judge", school)], [("judge", school)], []]
    assert [told(person) for person in (teacher, make_person(Role.TEACHER, laurea))] == [[("judge", mine)], []]
    assert [one.url for one in SOURCE.of(ref_of(teacher), TODAY)] == ["/teaching/goals/?q=K1"]
    judged["test.item:1"] = (Judgement(13, serves=False, reason="No"),)
    waiting._unjudged.forget()
    school = "The goals of the UN suggested for 1 course of your institution wait to be confirmed or rejected."
    assert [told(person) for person in (planner, teacher)] == [[("judge", school)], []]


def test_it_is_cheap(laurea, teacher, judged, django_assert_max_num_queries):
    for number in range(3):
        written(teacher, laurea, days=31, course_ref=f"test.item:{number}")
        services.share(draft=written(make_person(Role.TEACHER, laurea), laurea), who=None, person=teacher,
                       may_write=True)  # fmt: skip
    assert len(told(teacher)) == 5
    with django_assert_max_num_queries(2):
        assert len(list(SOURCE.of(ref_of(teacher), TODAY))) == 5
    student = make_person(Role.STUDENT, laurea)
    with django_assert_max_num_queries(1):
        assert list(SOURCE.of(ref_of(student), TODAY)) == []
    with django_assert_max_num_queries(3):
        assert ref_of(teacher) in SOURCE.people(TODAY)
