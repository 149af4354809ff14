"""What students and offices see and do on the pages, and what they do not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, State
from osaamo.domains.crossstudy.jobs import forget_bodies
from osaamo.domains.crossstudy.models import Enrolment, Outgoing
from osaamo.domains.crossstudy.tests.making import again, enrolled, graded, host_row, make_offer, make_student, settle
from osaamo.kernel import capacity
from osaamo.kernel.models import Role, ViewEntry
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def offer(catalogue):
    made = make_offer()
    catalogue[made.ref] = made
    return made


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def office_of(party, role=Role.PLANNER) -> Client:
    return client_of(make_person(role, party.organisation, display_name="Elina Korpela"))


def page(answer) -> str:
    return answer.content.decode()


def test_a_student_sees_what_both_sides_say_and_enrols(schools, offer):
    student = make_student(schools["haaga-helia"])
    client, address = client_of(student), reverse("crossstudy-enrol", args=[offer.ref])
    text = page(client.get(address))
    assert "You are an active student of your home institution." in text
    assert "There are free seats." in text
    assert "Free of charge" in text
    assert client.post(address, {}).status_code == 422
    assert not Enrolment.objects.exists()
    answer = client.post(address, {"understood": "on"})
    row = Enrolment.objects.get(person=student)
    assert answer.headers["Location"] == reverse("crossstudy-enrolment", args=[row.pk])
    settle()
    assert "Enrolled" in page(client.get(answer.headers["Location"]))
    assert "Service design" in page(client.get(reverse("crossstudy-mine")))
    assert "You have enrolled on it already." in page(client.get(address))


def test_who_cannot_enrol_gets_no_form(schools, offer, catalogue):
    catalogue[offer.ref] = make_offer(cancelled=True)
    text = page(client_of(make_student(schools["haaga-helia"])).get(reverse("crossstudy-enrol", args=[offer.ref])))
    assert "The course is not held." in text
    assert 'name="understood"' not in text


def test_what_is_not_offered_is_not_found(schools):
    client = client_of(make_student(schools["haaga-helia"]))
    for ref in ("sample.run:9", "offering.realisation:x", "nothing"):
        assert client.get(reverse("crossstudy-enrol", args=[ref])).status_code == 404


def test_a_student_never_sees_anothers(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    other = client_of(make_student(schools["haaga-helia"]))
    for name in ("crossstudy-enrolment", "crossstudy-handle"):
        assert other.get(reverse(name, args=[row.pk])).status_code == 404
    assert other.post(reverse("crossstudy-wish", args=[row.pk]), {"wish": "withdraw"}).status_code == 404
    assert "Service design" not in page(other.get(reverse("crossstudy-mine")))
    assert again(row).state == State.ENROLLED


def test_rank_offer_and_acceptance_on_the_page(schools, catalogue):
    offer = make_offer(seats=1)
    catalogue[offer.ref] = offer
    first, second = (enrolled(make_student(schools["laurea"]), offer) for _ in range(2))
    client, address = client_of(second.person), reverse("crossstudy-enrolment", args=[second.pk])
    text = page(client.get(address))
    assert "You are number 1 in the queue." in text
    assert "Seats are given in the order of joining." in text
    client_of(first.person).post(reverse("crossstudy-wish", args=[first.pk]), {"wish": "withdraw"})
    settle()
    assert "Take the seat" in page(client.get(address))
    client.post(reverse("crossstudy-wish", args=[second.pk]), {"wish": "accept"})
    settle()
    assert again(second).state == State.ENROLLED
    text = page(client.post(reverse("crossstudy-wish", args=[second.pk]), {"wish": "accept"}, follow=True))
    assert "That is not possible any more." in text
    assert client.post(reverse("crossstudy-wish", args=[second.pk]), {"wish": "study"}).status_code == 404


def test_nobody_withdraws_by_themselves_once_the_course_runs(schools, catalogue):
    offer = make_offer(starts=timezone.localdate())
    catalogue[offer.ref] = offer
    row = enrolled(make_student(schools["laurea"]), offer)
    client = client_of(row.person)
    assert 'value="withdraw"' not in page(client.get(reverse("crossstudy-enrolment", args=[row.pk])))
    client.post(reverse("crossstudy-wish", args=[row.pk]), {"wish": "withdraw"})
    assert again(row).wish == "study"


def test_the_home_office_approves_and_its_look_is_written_down(schools, offer):
    home = schools["haaga-helia"]
    home.approves = True
    home.save()
    row = services.enrol(person=make_student(home), offer=offer, audience=Audience.DEGREE, language="en")
    client, address = office_of(home), reverse("crossstudy-handle", args=[row.pk])
    assert "Service design" in page(client.get(reverse("crossstudy-desk")))
    assert "Approve" in page(client.get(address))
    assert ViewEntry.objects.filter(about=row.person, purpose="cross-study").count() == 1
    assert client.post(address, {"do": "deny", "note": ""}).status_code == 422
    client.post(address, {"do": "approve"})
    settle()
    assert again(row).state == State.ENROLLED
    assert "That is not possible any more." in page(client.post(address, {"do": "approve"}, follow=True))


def test_the_other_schools_office_sees_its_own_row_only(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"], name="Very Private"), offer)
    host_office = office_of(schools["metropolia"])
    assert host_office.get(reverse("crossstudy-handle", args=[row.pk])).status_code == 404
    text = page(host_office.get(reverse("crossstudy-handle", args=[host_row(row).pk])))
    assert "Very Private" not in text
    assert office_of(schools["laurea"]).get(reverse("crossstudy-handle", args=[row.pk])).status_code == 404


def test_a_teacher_enters_a_result_and_the_student_sees_the_credit(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    client = office_of(schools["metropolia"], Role.TEACHER)
    address = reverse("crossstudy-handle", args=[host_row(row).pk])
    assert "Enter the result" in page(client.get(address))
    wrong = {"do": "grade", "grade": "1:HYV", "credits": "many", "completed_on": "31.12.2099", "language": "fi"}
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    for fault in ("Choose the grade.", "Give the credits as a number", "not yet here", "surname"):
        assert fault in page(answer) or fault == "Choose the grade."
    assert not host_row(row).results.exists()
    good = {"do": "grade", "grade": "1:4", "credits": "5", "completed_on": timezone.localdate().strftime("%d.%m.%Y"),
            "language": "fi", "acceptor": "Korpela"}  # fmt: skip
    assert client.post(address, good).status_code == 302
    settle()
    text = page(client_of(row.person).get(reverse("crossstudy-enrolment", args=[row.pk])))
    assert "You need not apply for it." in text
    client.post(address, {"do": "remove"})
    settle()
    assert [one.status for one in row.results.all()] == ["removed"]


def test_a_teacher_does_not_cancel(schools, offer):
    row = host_row(enrolled(make_student(schools["haaga-helia"]), offer))
    office_of(schools["metropolia"], Role.TEACHER).post(
        reverse("crossstudy-handle", args=[row.pk]), {"do": "cancel", "note": "No"}
    )
    assert again(row).state == State.ENROLLED
    office_of(schools["metropolia"]).post(reverse("crossstudy-handle", args=[row.pk]), {"do": "cancel", "note": "No"})
    assert again(row).state == State.CANCELLED


def test_the_office_repairs_a_failed_message(schools, offer):
    student = make_student(schools["haaga-helia"])
    student.study_rights.update(citizenship="FIN")
    row = services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="en")
    message = Outgoing.objects.get()
    client, address = office_of(schools["haaga-helia"]), reverse("crossstudy-message", args=[message.pk])
    assert "CREATE_REGISTRATION_REQUEST" in page(client.get(reverse("crossstudy-desk")))
    text = page(client.get(address))
    assert "countryOfCitizenship" in text
    assert student.study_rights.get().oid not in text
    assert client.post(address, {"do": "resend", "/student/countryOfCitizenship": "??"}).status_code == 422
    assert client.post(address, {"do": "discard", "reason": ""}).status_code == 422
    assert client.post(address, {"do": "resend", "/student/countryOfCitizenship": "246"}).status_code == 302
    settle()
    assert again(row).state == State.ENROLLED
    assert client.post(address, {"do": "resend"}).status_code == 403
    assert office_of(schools["metropolia"]).get(address).status_code == 404


def test_the_desk_is_for_offices_and_teachers(schools):
    assert client_of(make_student(schools["laurea"])).get(reverse("crossstudy-desk")).status_code == 403
    assert Client().get(reverse("crossstudy-desk")).status_code == 302


def test_an_erased_persons_credit_stays_and_leads_to_nobody(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    graded(row)
    ref = f"kernel.person:{row.person.pk}"
    assert services.held_about(ref) == {
        "crossstudy.Enrolment": 1, "crossstudy.Result": 1, "crossstudy.StudyRight": 1,
    }  # fmt: skip
    done = services.erase(ref)
    assert (done.removed["crossstudy.StudyRight"], done.kept["crossstudy.Result"].count) == (1, 1)
    assert not any(services.held_about(ref).values())
    assert (host_row(row).student, again(row).person, row.results.get().grade) == ({}, None, "4")
    assert not Outgoing.objects.exclude(body={}).exists()


def test_who_leaves_gives_the_seat_back_and_their_messages_are_emptied(schools, catalogue):
    offer = make_offer(seats=1)
    catalogue[offer.ref] = offer
    first, second = (enrolled(make_student(schools["haaga-helia"]), offer) for _ in range(2))
    opened = enrolled(make_person(), offer, audience=Audience.OPEN)
    services.erase(f"kernel.person:{opened.person.pk}")
    assert not Enrolment.objects.filter(pk=opened.pk).exists()
    services.erase(f"kernel.person:{first.person.pk}")
    settle()
    assert (again(first).state, again(second).state) == (State.WITHDRAWN, State.OFFERED)
    assert not any(services.held_about(f"kernel.person:{first.person_id}").values())
    forget_bodies()
    assert not Outgoing.objects.filter(enrolment=first).exclude(body={}).exists()
    assert Outgoing.objects.filter(enrolment=second).exclude(body={}).exists()
    assert capacity.audit_pools() == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [None, *Role])
def test_no_page_fails_for_anybody_and_none_is_open(schools, role, method):
    client = Client() if role is None else client_of(make_person(role, schools["laurea"].organisation))
    for name, arguments in [
        ("mine", []), ("enrol", ["x"]), ("enrolment", [1]), ("wish", [1]), ("desk", []), ("handle", [1]),
        ("message", [1]), ("messages", []), ("view", []),
    ]:  # fmt: skip
        answer = getattr(client, method)(reverse(f"crossstudy-{name}", args=arguments))
        assert answer.status_code in ({302, 401, 405} if role is None else {200, 401, 403, 404, 405}), name
