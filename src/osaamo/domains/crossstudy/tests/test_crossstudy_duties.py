"""What study offices, teachers and students must do now, and that the page of each opens to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, Delivery, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment, Outgoing
from osaamo.domains.crossstudy.tests.making import enrolled, graded, host_row, make_offer, make_student, settle
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import duties

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["crossstudy.enrolments"]


def told(person):
    """Codes and English sentences of what the person must do; they are asked for, and each page opens."""
    today = timezone.localdate()
    found = list(SOURCE.of(ref_of(person), today))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} for one in found)
    assert (ref_of(person) in SOURCE.people(today)) == bool(found)
    return [(one.code.partition(".")[2], one.sentence["en"]) for one in found]


def staff(party, role=Role.PLANNER):
    return make_person(role, party.organisation)


@pytest.fixture
def offer(catalogue):
    made = make_offer()
    catalogue[made.ref] = made
    return made


def test_who_has_no_role_and_no_enrolment_has_nothing_to_do(schools):
    people = [make_person(), staff(schools["laurea"]), make_student(schools["laurea"])]
    assert [told(person) for person in people] == [[], [], []]
    assert list(SOURCE.of("kernel.person:erased", timezone.localdate())) == []


def test_the_home_office_approves_and_the_host_office_decides(schools, offer):
    home, host = schools["haaga-helia"], schools["metropolia"]
    home.approves = host.decides = True
    home.save()
    host.save()
    rows = [
        services.enrol(person=make_student(home), offer=offer, audience=Audience.DEGREE, language="en")
        for _ in range(3)
    ]
    said = "haaga-helia: 3 of your students' enrolments elsewhere wait for approval."
    assert told(staff(home)) == [("approve", said)]
    services.approve(enrolment=rows[0], who=staff(home))
    settle()
    home_planner, host_planner = staff(home), staff(host)
    said = "haaga-helia: 2 of your students' enrolments elsewhere wait for approval."
    assert told(home_planner) == [("approve", said)]
    assert told(host_planner) == [("decide", "metropolia: 1 enrolment from elsewhere waits for your decision.")]
    assert [told(staff(party)) for party in (schools["laurea"],)] == [[]]
    assert [told(staff(party, Role.TEACHER)) for party in (home, host)] == [[], []]


def test_a_pile_is_told_in_three_languages(schools, catalogue):
    today = timezone.localdate()
    offer = make_offer(starts=today - timedelta(days=30), ends=today)
    catalogue[offer.ref] = offer
    planner, found = staff(schools["metropolia"]), []
    for _ in range(2):
        enrolled(make_student(schools["laurea"]), offer)
        (duty,) = SOURCE.of(ref_of(planner), today)
        found.append(dict(duty.sentence))
    assert found == [
        {
            "fi": "metropolia: 1 arvosana päättyneeltä opintojaksolta on kirjaamatta.",
            "sv": "metropolia: 1 vitsord från en avslutad studieperiod ska registreras.",
            "en": "metropolia: 1 result of a course that is over is to be entered.",
        },
        {
            "fi": "metropolia: 2 arvosanaa päättyneiltä opintojaksoilta on kirjaamatta.",
            "sv": "metropolia: 2 vitsord från avslutade studieperioder ska registreras.",
            "en": "metropolia: 2 results of courses that are over are to be entered.",
        },
    ]


def test_nobody_approves_their_own(schools, offer):
    home = schools["haaga-helia"]
    home.approves = True
    home.save()
    student = make_student(home)
    student.memberships.create(organisation=home.organisation, role=Role.PLANNER, starts=timezone.localdate())
    services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="en")
    assert list(SOURCE.of(ref_of(student), timezone.localdate())) == []


def test_who_is_switched_off_has_nothing_to_do(schools, offer):
    home = schools["haaga-helia"]
    home.approves = True
    home.save()
    services.enrol(person=make_student(home), offer=offer, audience=Audience.DEGREE, language="en")
    gone = make_person(Role.PLANNER, home.organisation, is_active=False)
    assert list(SOURCE.of(ref_of(gone), timezone.localdate())) == []
    assert ref_of(gone) not in SOURCE.people(timezone.localdate())


def test_results_are_entered_once_a_course_is_over(schools, catalogue):
    today = timezone.localdate()
    offer = make_offer(starts=today - timedelta(days=30), ends=today)
    catalogue[offer.ref] = offer
    row = enrolled(make_student(schools["laurea"]), offer)
    host = schools["metropolia"]
    said = [("grade", "metropolia: 1 result of a course that is over is to be entered.")]
    assert [told(staff(host)), told(staff(host, Role.TEACHER))] == [said, said]
    assert told(staff(schools["laurea"])) == []
    result = graded(row)
    assert told(staff(host)) == []
    type(result).objects.filter(pk=result.pk).update(recognised=False)
    said = "metropolia: the home institution did not take 1 credit you sent. Find out why."
    assert told(staff(host)) == [("refused", said)]
    assert told(staff(host, Role.TEACHER)) == []


def test_messages_that_fail_and_withdrawals_without_an_answer(schools, offer):
    home = schools["laurea"]
    student = make_student(home)
    student.study_rights.update(citizenship="FIN")
    row = services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="en")
    said = "laurea: 1 message to another institution did not arrive. Repair it."
    assert told(staff(home)) == [("repair", said)]
    assert told(staff(schools["metropolia"])) == []
    Enrolment.objects.filter(pk=row.pk).update(wish=Wish.WITHDRAW)
    Outgoing.objects.update(delivery=Delivery.DELIVERED, delivered_at=timezone.now() - timedelta(days=2))
    assert told(staff(home)) == []
    Outgoing.objects.update(delivered_at=timezone.now() - timedelta(days=4))
    said = "laurea: the host has not confirmed the withdrawal of 1 of your students. Ask it."
    assert told(staff(home)) == [("withdrawn", said)]


def test_a_student_takes_pays_and_looks_at_a_refusal(schools, catalogue):
    offer = make_offer(seats=1)
    catalogue[offer.ref] = offer
    first, second = (enrolled(make_student(schools["laurea"]), offer) for _ in range(2))
    assert [told(row.person) for row in (first, second)] == [[], []]
    services.cancel(enrolment=host_row(first), who=None, note={"en": "No"})
    settle()
    assert told(first.person) == [("look", "Your enrolment on “Service design” was cancelled. See why.")]
    said = "A seat is offered to you on “Service design”. Take it in time, or it goes to the next."
    assert told(second.person) == [("take", said)]
    second.refresh_from_db()
    due = [one.due_on for one in SOURCE.of(ref_of(second.person), timezone.localdate())]
    assert due == [timezone.localdate(second.offered_until)]
    Enrolment.objects.filter(pk=second.pk).update(state=State.UNPAID)
    said = "Your seat on “Service design” is kept until you pay. Pay in time, or it goes to the next."
    assert told(second.person) == [("pay", said)]
    Enrolment.objects.filter(pk=first.pk).update(changed_at=timezone.now() - timedelta(days=15))
    assert told(first.person) == []


def test_it_is_cheap(schools, offer, django_assert_max_num_queries):
    for name in ("laurea", "haaga-helia"):
        enrolled(make_student(schools[name]), offer)
    Enrolment.objects.filter(side=Side.HOST).update(state=State.RECEIVED)
    planner = staff(schools["metropolia"])
    for person, most, count in ((planner, 4, 1), (staff(schools["metropolia"], Role.TEACHER), 2, 0)):
        with django_assert_max_num_queries(most):
            assert len(list(SOURCE.of(ref_of(person), timezone.localdate()))) == count
    with django_assert_max_num_queries(5):
        assert SOURCE.people(timezone.localdate()) == {ref_of(planner)}
