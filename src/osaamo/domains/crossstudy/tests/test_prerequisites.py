"""Courses to be passed before: what is known is said, what is not known a person of the host checks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, Reason, State
from osaamo.domains.crossstudy.queries import eligibility
from osaamo.domains.crossstudy.tests.making import again, enrolled, graded, host_row, make_offer, make_student
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports.offers import Required

pytestmark = pytest.mark.django_db

BASICS = Required("course-1", {"fi": "Perusteet", "sv": "Grunder", "en": "Basics"})
UNKNOWN = Required("m:XX-9", {})


@pytest.fixture
def basics(catalogue):
    made = make_offer(1)
    catalogue[made.ref] = made
    return made


@pytest.fixture
def advanced(catalogue, basics):
    made = make_offer(2, requires=(BASICS,))
    catalogue[made.ref] = made
    return made


def said(person, offer, audience=Audience.DEGREE, language="fi"):
    """What is said of required courses: the reason, whether it is a notice, and the names."""
    with translation.override(language):
        found = eligibility(person, offer, audience=audience, language=language)
    assert found.may_enrol
    about = {Reason.PREREQUISITES, Reason.LACKING, Reason.UNCHECKED}
    return [(one.reason, one.notice, one.courses) for one in found.answers if one.reason in about]


def test_nothing_is_said_of_what_requires_nothing(schools, basics):
    assert said(make_student(schools["laurea"]), basics) == []


def test_without_knowledge_the_host_checks_and_nobody_gets_a_seat_silently(schools, advanced):
    student = make_student(schools["laurea"])
    assert said(student, advanced, language="sv") == [(Reason.UNCHECKED, True, ("Grunder",))]
    row = enrolled(student, advanced)
    assert (row.state, host_row(row).state) == (State.RECEIVED, State.RECEIVED)
    office = make_person(Role.PLANNER, schools["metropolia"].organisation)
    client = Client()
    client.force_login(office)
    assert "Basics" in client.get(f"/en/crossstudy/desk/{host_row(row).pk}/").content.decode()
    services.decide(enrolment=host_row(row), accept=True, who=office)
    assert host_row(row).state == State.ENROLLED


def test_what_was_passed_here_is_known_to_both_sides(schools, basics, advanced):
    student = make_student(schools["laurea"])
    graded(enrolled(student, basics))
    assert said(student, advanced) == [(Reason.PREREQUISITES, False, ())]
    assert enrolled(student, advanced).state == State.ENROLLED


@pytest.mark.parametrize("grade", ["HYL", "removed"])
def test_what_was_failed_or_taken_back_does_not_count(schools, basics, advanced, grade):
    student = make_student(schools["laurea"])
    result = graded(enrolled(student, basics), "4" if grade == "removed" else grade)
    if grade == "removed":
        services.remove_result(result=result, who=None)
        while services.deliver_due():
            pass
    assert said(student, advanced) == [(Reason.UNCHECKED, True, ("Perusteet",))]
    assert enrolled(student, advanced).state == State.RECEIVED


def test_of_several_only_those_that_lack_are_named_by_their_key_where_there_is_no_name(schools, catalogue, basics):
    student = make_student(schools["laurea"])
    graded(enrolled(student, basics))
    both = make_offer(3, requires=(BASICS, UNKNOWN))
    catalogue[both.ref] = both
    assert said(student, both) == [(Reason.LACKING, True, ("m:XX-9",))]
    assert enrolled(student, both).state == State.RECEIVED


def test_another_student_of_the_same_school_does_not_profit(schools, basics, advanced):
    graded(enrolled(make_student(schools["laurea"]), basics))
    other = make_student(schools["laurea"], name="Other")
    assert said(other, advanced) == [(Reason.UNCHECKED, True, ("Perusteet",))]
    assert enrolled(other, advanced).state == State.RECEIVED


def test_open_studies_wait_for_the_host_too(schools, advanced):
    somebody = make_person()
    row = services.enrol(person=somebody, offer=advanced, audience=Audience.OPEN, language="fi")
    assert again(row).state == State.RECEIVED
