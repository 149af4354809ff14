"""What proposers, reviewers, planners, teachers and rectors must do now, and that the page of each opens to them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.evaluation import services
from osaamo.domains.evaluation.enums import Earns, Outcome, Stage, Status, Unit
from osaamo.domains.evaluation.models import Call, Proposal
from osaamo.domains.evaluation.tests.making import (
    LATER,
    ask,
    give_role,
    make_alliance,
    make_proposal,
    make_round,
    pass_gate,
    score,
)
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import duties

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["evaluation.proposals"]


def told(person):
    """Code, English sentence and last day of what the person must do; they are asked for, and each page opens."""
    today = timezone.localdate()
    found = list(SOURCE.of(ref_of(person), today))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} for one in found)
    assert not found or ref_of(person) in SOURCE.people(today)
    return [(one.code.partition(".")[2], one.sentence["en"], one.due_on) for one in found]


def open_call(organisation):
    today = timezone.localdate()
    days = {"opens_on": today, "closes_on": today + timedelta(days=9), "gate_on": today + timedelta(days=20)}
    return Call.objects.create(key="call", organisation=organisation, title={"en": "Call"}, **days)


def test_nobody_has_anything_to_do_where_nothing_goes_on(db):
    alliance = make_alliance()
    people = [*alliance.teachers, *alliance.planners, make_person()]
    assert [told(person) for person in people] == [[]] * len(people)
    assert SOURCE.people(timezone.localdate()) == set()


def test_a_draft_says_what_is_missing_before_the_call_closes(db):
    alliance, _ = make_proposal(sent=False, theme="", evidence="")
    owner, colleague = alliance.teachers[:2]
    assert told(owner) == []
    call = open_call(alliance.top)
    Proposal.objects.update(call=call)
    said = "“Data of services” is not ready to be sent in. Still missing: theme, what shows the link to working life."
    assert told(owner) == [("prepare", said, call.closes_on)]
    assert told(colleague) == told(alliance.planners[0]) == []
    Proposal.objects.update(theme="Data", evidence="Three companies ask.")
    said = "“Data of services” has all it needs. Send it in before the call closes."
    assert told(owner) == [("prepare", said, call.closes_on)]
    assert list(SOURCE.of(ref_of(owner), call.closes_on + timedelta(days=1))) == []
    services.send_in(proposal=Proposal.objects.get(), who=owner)
    assert told(owner) == []


def test_what_passed_or_came_back_waits_for_its_owner(db):
    alliance, proposal = make_proposal()
    pass_gate(alliance, proposal)
    said = "“Data of services” has all it needs for its next gate (Plan). Send it in."
    assert told(alliance.teachers[0]) == [("prepare", said, LATER)]
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.RETURNED)
    said = "“Data of services” was returned with conditions. Answer them and send it in again."
    assert told(alliance.teachers[0]) == [("prepare", said, LATER)]
    Proposal.objects.filter(pk=proposal.pk).update(stage=Stage.AFTER, status=Status.PREPARING)
    assert told(alliance.teachers[0]) == []
    soon = timezone.localdate() + timedelta(days=30)
    Proposal.objects.filter(pk=proposal.pk).update(next_on=soon)
    said = "“Data of services” is not ready to be sent in. Still missing: what came of the run."
    assert told(alliance.teachers[0]) == [("prepare", said, soon)]


def test_reviewers_review_and_the_planner_group_asks_and_decides(db):
    alliance, proposal, _ = make_round()
    call = open_call(alliance.top)
    Proposal.objects.update(call=call)
    planner, other = alliance.planners[:2]
    elsewhere = make_alliance().planners[0]
    lacks = ("reviewers", "1 proposal that was sent in lacks reviewers. Ask for reviews.", None)
    assert [told(person) for person in (planner, other, elsewhere, alliance.teachers[0])] == [[lacks], [lacks], [], []]
    first, second = ask(alliance, proposal)
    review = ("review", "Review “Data of services”.", call.gate_on)
    assert [told(person) for person in (planner, alliance.teachers[1], alliance.teachers[2])] == [
        [],
        [review],
        [review],
    ]
    first.due_on = timezone.localdate()
    first.save()
    assert told(alliance.teachers[1]) == [(*review[:2], timezone.localdate())]
    score(first)
    assert [told(person) for person in (planner, alliance.teachers[1])] == [[], []]
    score(second)
    decide = ("decide", "All reviews of “Data of services” are in. Decide at the gate.", call.gate_on)
    assert [told(person) for person in (planner, elsewhere, alliance.teachers[1])] == [[decide], [], []]
    give_role(alliance.teachers[1], alliance.schools[1], Role.PLANNER)
    give_role(alliance.teachers[0], alliance.schools[0], Role.PLANNER)
    assert [told(person) for person in alliance.teachers[:2]] == [[], []]
    of = proposal.rounds.get()
    services.decide(of=of, who=planner, outcome=Outcome.STOP, reasons="No.", next_on=None)
    assert told(planner) == []


def test_a_teacher_checks_a_statement_and_the_rector_approves_it(db):
    alliance = make_alliance()
    school, teacher = alliance.schools[0], alliance.teachers[0]
    rector, other = make_person(Role.RECTOR, school), make_person(Role.RECTOR, alliance.schools[1])
    rules = services.draft_rules(
        organisation=school, who=None, rows=[(Earns.MODULE, Unit.HOURS, Decimal(20))], reason="Sample"
    )
    services.adopt_rules(rules=rules, who=None, valid_from=date(2020, 1, 1))
    made = services.state(
        teacher=teacher, organisation=school, starts=date(2026, 1, 1), ends=date(2026, 7, 1), who=rector
    )
    said = f"Your statement of incentives at {school.short_name} is made. Check it before it is approved."
    assert told(teacher) == [("check", said, None)]
    assert told(rector) == [("approve", "1 statement of incentives waits for your approval.", None)]
    assert told(other) == told(alliance.teachers[1]) == []
    services.approve(statement=made, who=rector)
    assert told(teacher) == told(rector) == []


def test_it_is_cheap(db, django_assert_max_num_queries):
    alliance, proposal, _ = make_round()
    ask(alliance, proposal)
    make_proposal(alliance=alliance)
    today = timezone.localdate()
    for person in (alliance.planners[0], alliance.teachers[1], make_person()):
        with django_assert_max_num_queries(4):
            list(SOURCE.of(ref_of(person), today))
    with django_assert_max_num_queries(5):
        assert ref_of(alliance.planners[0]) in SOURCE.people(today)
