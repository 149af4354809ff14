"""The whole way from asking to the credit, at home and at the host."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import MOVE, Audience, Delivery, Reason, ResultStatus, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment, Outgoing
from osaamo.domains.crossstudy.queries import eligibility
from osaamo.domains.crossstudy.rules import IllegalMove
from osaamo.domains.crossstudy.tests.making import (
    again,
    enrolled,
    graded,
    host_row,
    make_offer,
    make_student,
    settle,
)
from osaamo.kernel import capacity
from osaamo.kernel.models import AuditEntry, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import attainments, learned

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(catalogue):
    made = make_offer()
    catalogue[made.ref] = made
    return made


def states(row: Enrolment) -> list[str]:
    entries = AuditEntry.objects.filter(ref=ref_of(row), verb=MOVE).order_by("pk")
    return [entry.details["to"] for entry in entries]


def reasons(person, offer, audience=Audience.DEGREE, language="fi") -> set[str]:
    return {str(answer.reason) for answer in eligibility(person, offer, audience=audience, language=language).answers}


def test_a_student_of_elsewhere_gets_a_seat_and_a_study_right(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    theirs = host_row(row)
    assert (row.state, theirs.state) == (State.ENROLLED, State.ENROLLED)
    assert row.right_key == theirs.right_key == f"10065-{row.key.hex[:12]}"
    assert row.right_starts == theirs.right_starts == offer.starts
    assert (row.person is not None, theirs.person) == (True, None)
    assert states(row) == ["asked", "sent", "enrolled"]
    assert states(theirs) == ["received", "enrolled"]


def test_the_host_learns_what_the_schema_requires_of_a_student_and_no_more(schools, offer):
    theirs = host_row(enrolled(make_student(schools["laurea"], name="Very Private"), offer))
    assert set(theirs.student) == {
        "homeStudyRight", "dateOfBirth", "gender", "countryOfCitizenship", "motherTongue", "oid",
    }  # fmt: skip
    sent = Outgoing.objects.get(enrolment__key=theirs.key, kind="CREATE_REGISTRATION_REQUEST")
    assert "Private" not in str(sent.body)


def test_who_comes_when_all_seats_are_taken_waits_is_offered_and_accepts(schools, offer):
    first, second, third, fourth = (enrolled(make_student(schools["laurea"]), offer) for _ in range(4))
    assert [row.state for row in (first, second, third, fourth)] == ["enrolled", "enrolled", "queued", "queued"]
    assert [row.rank for row in (third, fourth)] == [1, 2]
    services.wish(enrolment=first, wish=Wish.WITHDRAW, who=first.person)
    settle()
    third = again(third)
    assert (again(first).state, third.state) == (State.WITHDRAWN, State.OFFERED)
    assert third.offered_until == host_row(third).offered_until > timezone.now()
    services.tell_ranks()
    settle()
    assert again(fourth).rank == 1
    services.wish(enrolment=third, wish=Wish.ACCEPT, who=third.person)
    settle()
    assert (again(third).state, host_row(third).state) == (State.ENROLLED, State.ENROLLED)
    assert capacity.audit_pools() == []


def test_an_offer_that_is_not_taken_lapses_and_goes_to_the_next(schools, offer):
    first, _, third, fourth = (enrolled(make_student(schools["laurea"]), offer) for _ in range(4))
    services.wish(enrolment=first, wish=Wish.WITHDRAW, who=first.person)
    settle()
    capacity.expire(now=timezone.now() + timedelta(days=3))
    settle()
    assert again(third).state == host_row(third).state == State.LAPSED
    assert again(third).reason == Reason.NOT_TAKEN
    assert again(fourth).state == State.OFFERED


def test_an_acceptance_that_comes_too_late_does_not_get_the_seat(schools, offer):
    first, _, third = (enrolled(make_student(schools["laurea"]), offer) for _ in range(3))
    services.wish(enrolment=first, wish=Wish.WITHDRAW, who=first.person)
    settle()
    services.wish(enrolment=again(third), wish=Wish.ACCEPT, who=third.person)
    capacity.expire(now=timezone.now() + timedelta(days=3))
    settle()
    assert again(third).state == host_row(third).state == State.LAPSED


def test_both_offices_decide_where_the_schools_want_it(schools, offer):
    home, host = schools["haaga-helia"], schools["metropolia"]
    home.approves = host.decides = True
    home.save()
    host.save()
    row = enrolled(make_student(home), offer)
    assert row.state == State.ASKED
    assert not Outgoing.objects.exists()
    services.approve(enrolment=row, who=make_person(Role.PLANNER, home.organisation))
    settle()
    assert again(row).state == State.RECEIVED
    note = {"fi": "Ryhmä täynnä", "sv": "Gruppen är full", "en": "Group full"}
    services.decide(enrolment=host_row(row), accept=False, who=make_person(Role.PLANNER, host.organisation), note=note)
    settle()
    assert (again(row).state, again(row).note) == (State.DENIED, note)
    with pytest.raises(IllegalMove):
        services.approve(enrolment=row, who=make_person(Role.PLANNER, home.organisation))


def test_the_host_judges_anew_and_says_why(schools, offer, catalogue):
    student = make_student(schools["haaga-helia"])
    row = services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="fi")
    catalogue[offer.ref] = make_offer(cancelled=True)
    settle()
    assert (again(row).state, again(row).reason) == (State.DENIED, Reason.COURSE_CANCELLED)


def test_a_cancelled_course_ends_its_enrolments(schools, offer, catalogue):
    rows = [enrolled(make_student(schools["haaga-helia"]), offer) for _ in range(3)]
    catalogue[offer.ref] = make_offer(cancelled=True)
    assert services.follow_offers() == 3
    settle()
    assert {(again(row).state, again(row).reason) for row in rows} == {(State.CANCELLED, Reason.COURSE_CANCELLED)}
    assert again(rows[0]).right_ends == max(offer.starts, timezone.localdate())


def test_the_credit_comes_home_by_itself(schools, offer, monkeypatch):
    told, learnt = [], []
    monkeypatch.setattr(attainments, "_listeners", {"test": told.append})
    monkeypatch.setattr(learned, "_listeners", {"test": learnt.append})
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    at_host = graded(row)
    at_home = row.results.get()
    assert again(row).state == host_row(row).state == State.COMPLETED
    assert (at_home.key, at_home.grade, at_home.credits, at_home.passed) == (at_host.key, "4", 5, True)
    at_host.refresh_from_db()
    assert at_host.recognised is True
    assert [(one.ref, one.home, one.host, one.kind) for one in told] == [
        (ref_of(at_home), "haaga-helia", "metropolia", "study")
    ]
    assert [(one.kind, one.title, one.removed) for one in learnt] == [("course", "Palvelumuotoilu", False)]
    today = timezone.localdate()
    assert [one.ref for one in services.completed(today, today + timedelta(days=1))] == [ref_of(at_home)]


def test_a_result_is_replaced_and_removed_on_both_sides(schools, offer, monkeypatch):
    told = []
    monkeypatch.setattr(attainments, "_listeners", {"test": told.append})
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    graded(row, "HYL")
    second = graded(row, "5")
    assert [(r.grade, r.status) for r in row.results.order_by("pk")] == [("HYL", "replaced"), ("5", "valid")]
    sent = Outgoing.objects.filter(kind="CREATE_STUDYRECORD_REQUEST").order_by("pk")
    assert [m.body["completedCredits"][0]["transaction"] for m in sent] == [
        "NEW_COMPLETED_CREDIT", "NEW_CREDIT_REPLACES_FORMER",
    ]  # fmt: skip
    services.remove_result(result=second, who=None)
    settle()
    assert [r.status for r in row.results.order_by("pk")] == [ResultStatus.REPLACED, ResultStatus.REMOVED]
    assert [(one.grade, one.removed) for one in told] == [("HYL", False), ("HYL", True), ("5", False), ("5", True)]
    with pytest.raises(IllegalMove):
        services.remove_result(result=second, who=None)


def test_a_grade_of_another_scale_is_refused(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    with pytest.raises(services.WrongGrade):
        graded(row, "HYV")
    with pytest.raises(IllegalMove):
        services.enter_result(
            enrolment=row, scale=1, grade="3", credits=5, completed_on=timezone.localdate(), language="fi",
            acceptor="K", who=None,
        )  # fmt: skip


def test_home_and_host_are_asked_before_the_form(schools, offer):
    student = make_student(schools["haaga-helia"])
    found = eligibility(student, offer, audience=Audience.DEGREE, language="sv")
    assert found.may_enrol
    assert [answer.reason for answer in found.of(Side.HOME)] == [Reason.ACTIVE_STUDENT, Reason.AGREEMENT]
    assert [answer.reason for answer in found.of(Side.HOST)] == [
        Reason.OPEN, Reason.AUDIENCE, Reason.SEATS, Reason.OTHER_LANGUAGE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cancelled": True}, Reason.COURSE_CANCELLED),
        ({"enrol_until": timezone.now() - timedelta(hours=1)}, Reason.NOT_OPEN),
        ({"enrol_from": timezone.now() + timedelta(hours=1)}, Reason.NOT_OPEN),
        ({"audiences": ("open",)}, Reason.WRONG_AUDIENCE),
        ({"host": "haaga-helia"}, Reason.SAME_SCHOOL),
        ({"host": "elsewhere"}, Reason.NOT_SERVED),
    ],
)
def test_what_speaks_against_it_is_said(schools, catalogue, change, reason):
    offer = make_offer(**change)
    catalogue[offer.ref] = offer
    student = make_student(schools["haaga-helia"])
    assert str(reason) in reasons(student, offer)
    with pytest.raises(services.NotEligible):
        services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="fi")
    assert not Enrolment.objects.exists()


def test_the_study_right_at_home_is_looked_at(schools, offer):
    student = make_student(schools["haaga-helia"])
    right = student.study_rights.get()
    right.allows_network = False
    right.save()
    assert str(Reason.NOT_ALLOWED) in reasons(student, offer)
    right.status = 3
    right.save()
    assert str(Reason.NOT_STUDENT) in reasons(student, offer)
    right.delete()
    assert str(Reason.NO_REGISTER) in reasons(student, offer)
    assert str(Reason.NO_REGISTER) in reasons(make_person(), offer)


def test_nobody_enrols_twice_on_the_same_but_again_after_an_end(schools, offer):
    student = make_student(schools["haaga-helia"])
    first = enrolled(student, offer)
    with pytest.raises(services.NotEligible):
        enrolled(student, offer)
    services.wish(enrolment=first, wish=Wish.WITHDRAW, who=student)
    settle()
    assert enrolled(student, offer).state == State.ENROLLED


def test_without_an_agreement_nobody_goes(schools, offer):
    schools["haaga-helia"].agreements.clear()
    assert str(Reason.NO_AGREEMENT) in reasons(make_student(schools["haaga-helia"]), offer)


def test_a_changed_study_right_is_told_to_the_hosts(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    services.change_study_right(right=row.home_right, status=4)
    settle()
    assert host_row(row).student["homeStudyRight"]["studyRightStatus"]["studyRightStatusValue"] == 4
    assert not Outgoing.objects.exclude(delivery=Delivery.DELIVERED).exists()


def test_somebody_without_a_school_studies_in_open_studies(schools, offer):
    person = make_person()
    row = enrolled(person, offer, audience=Audience.OPEN)
    assert (row.side, row.state, row.home) == (Side.HOST, State.ENROLLED, None)
    graded(row, "3")
    assert again(row).state == State.COMPLETED
    assert not Outgoing.objects.exists()
    today = timezone.localdate()
    assert [one.kind for one in services.completed(today, today + timedelta(days=1))] == ["open"]


def test_both_sides_agree_and_what_differs_is_listed(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    graded(row)
    assert list(services.differences(schools["haaga-helia"])) == []
    Enrolment.objects.filter(pk=row.pk).update(state=State.ENROLLED)
    found = list(services.differences(schools["haaga-helia"]))
    assert [(one.what, one.at_home, one.at_host) for one in found] == [("state", "enrolled", "completed")]
