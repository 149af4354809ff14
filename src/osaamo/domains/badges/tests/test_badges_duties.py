"""What those who decide on evidence and those who hold badges must do now, and that each page opens to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.badges import services
from osaamo.domains.badges.models import Claim, Credential
from osaamo.domains.badges.tests.making import make_badge
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import duties

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["badges.badges"]


def told(person):
    """Codes and English sentences of what the person must do; they are asked for, and each page opens."""
    today = timezone.localdate()
    found = list(SOURCE.of(ref_of(person), today))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} and one.due_on is None for one in found)
    assert not found or ref_of(person) in SOURCE.people(today)
    return [(one.code.partition(".")[2], one.sentence["en"]) for one in found]


@pytest.fixture
def badge():
    return make_badge(make_organisation(parent=make_organisation(kind="alliance")), kind="evidence", name="Data")


def test_evidence_is_decided_on_where_the_badge_is_given(badge):
    place = badge.organisation
    teacher, planner = make_person(Role.TEACHER, place), make_person(Role.PLANNER, place.parent)
    student, elsewhere = make_person(Role.STUDENT, place), make_person(Role.TEACHER)
    assert [told(person) for person in (teacher, planner, student, elsewhere)] == [[]] * 4
    services.claim(badge=badge, person=student, text="Done")
    one = ("decide", "1 piece of evidence for a badge waits for your decision.")
    assert [told(person) for person in (teacher, planner, student, elsewhere)] == [[one], [one], [], []]
    services.claim(badge=badge, person=teacher, text="Mine")
    two = ("decide", "2 pieces of evidence for badges wait for your decision.")
    assert [told(person) for person in (teacher, planner)] == [[one], [two]]
    gone = make_person(Role.TEACHER, place, is_active=False)
    assert list(SOURCE.of(ref_of(gone), timezone.localdate())) == []
    assert ref_of(gone) not in SOURCE.people(timezone.localdate())


def test_a_new_badge_is_looked_at_and_refused_evidence_handed_in_again(badge):
    learner, teacher = make_person(), make_person(Role.TEACHER, badge.organisation)
    services.decide(
        claim=services.claim(badge=badge, person=learner, text="Done"), who=teacher, approve=False, answer="More"
    )
    said = "Your evidence for the badge “Data en” was not enough. Read the answer and hand in more."
    assert told(learner) == [("again", said)]
    again = services.claim(badge=badge, person=learner, text="More")
    assert told(learner) == []
    services.decide(claim=again, who=teacher, approve=True)
    assert told(learner) == [("look", "You earned the badge “Data en”. Say who sees it.")]
    assert told(make_person()) == []
    services.share(credential=Credential.objects.get(), is_shared=True, shows_evidence=False)
    assert told(learner) == []


def test_what_is_two_weeks_old_is_no_duty_any_more(badge):
    learner, teacher = make_person(), make_person(Role.TEACHER, badge.organisation)
    other = make_badge(badge.organisation, kind="evidence")
    services.decide(
        claim=services.claim(badge=badge, person=learner, text="Done"), who=teacher, approve=False, answer="More"
    )
    services.issue(badge=other, person=learner, rule=None, evidence=[])
    assert [code for code, _ in told(learner)] == ["look", "again"]
    then = timezone.now() - timedelta(days=15)
    Claim.objects.update(decided_at=then)
    Credential.objects.update(issued_at=then)
    assert told(learner) == []
    assert SOURCE.people(timezone.localdate()) == set()


def test_it_is_cheap(badge, django_assert_max_num_queries):
    teacher = make_person(Role.TEACHER, badge.organisation)
    for _ in range(3):
        services.claim(badge=badge, person=make_person(), text="Done")
        services.issue(badge=make_badge(kind="evidence"), person=teacher, rule=None, evidence=[])
    with django_assert_max_num_queries(3):
        assert len(list(SOURCE.of(ref_of(teacher), timezone.localdate()))) == 4
    with django_assert_max_num_queries(4):
        assert SOURCE.people(timezone.localdate()) == {ref_of(teacher)}
