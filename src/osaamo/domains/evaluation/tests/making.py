"""Alliances, proposals and reviews for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from osaamo.domains.evaluation.enums import Outcome, Stage
from osaamo.domains.evaluation.models import CriteriaSet
from osaamo.domains.evaluation.services import (
    assign_reviewer,
    close_review,
    decide,
    install_criteria,
    save_review,
    send_in,
    set_team,
    start_proposal,
)
from osaamo.kernel.models import Membership, Organisation, Person, Role
from osaamo.kernel.tests.making import make_organisation, make_person

LATER = date(2099, 1, 31)
SUMMARY = "Opiskelija vetää palvelumuotoilun työpajan ja soveltaa koneoppimisen menetelmiä."


@dataclass
class Alliance:
    """Three institutions below an alliance, with a teacher and a planner in each."""

    top: Organisation
    schools: list[Organisation]
    teachers: list[Person]
    planners: list[Person]


def make_alliance() -> Alliance:
    top = make_organisation(kind="alliance")
    schools = [make_organisation(parent=top) for _ in range(3)]
    return Alliance(
        top,
        schools,
        [make_person(Role.TEACHER, school) for school in schools],
        [make_person(Role.PLANNER, school) for school in schools],
    )


def values(**more):
    """What the form of a complete idea holds."""
    return {
        "kind": "module",
        "title": {"fi": "Palvelujen data", "sv": "", "en": "Data of services"},
        "summary": {"fi": SUMMARY, "sv": "", "en": ""},
        "theme": "Data",
        "evidence": "Kolme yritystä kysyy osaajia.",
        "evidence_source": "https://example.fi/muistio",
        "credits": Decimal(5),
        "expected_enrolled": 20,
        "expected_feedback": Decimal("4.0"),
    } | more


def make_proposal(alliance=None, *, sent=True, **more):
    """The first teacher's proposal for the first two schools, sent in for review."""
    alliance = alliance or make_alliance()
    install_criteria(on=date(2020, 1, 1))
    proposal = start_proposal(
        owner=alliance.teachers[0],
        lead=alliance.schools[0],
        institutions=alliance.schools[:2],
        values=values(**more),
    )
    set_team(proposal=proposal, who=alliance.teachers[0], shares={alliance.teachers[0]: Decimal(100)})
    if sent:
        send_in(proposal=proposal, who=alliance.teachers[0])
        proposal.refresh_from_db()
    return alliance, proposal


def ask(alliance, proposal, *, of=(1, 2)):
    """Reviews asked of the teachers of some schools."""
    of_round = proposal.rounds.get(ended_at=None)
    return [
        assign_reviewer(of=of_round, person=alliance.teachers[at], institution=alliance.schools[at], who=None)
        for at in of
    ]


def score(review, given=4, *, close=True):
    """The review with one score, or one for each criterion in order, on all criteria; closed unless told otherwise."""
    rows = list(review.round.criteria.rows.all())
    each = given if isinstance(given, list) else [given] * len(rows)
    save_review(review=review, scores={row.pk: (value, "Because.") for row, value in zip(rows, each, strict=True)})
    return close_review(review=review) if close else review


def make_round(**more):
    """An alliance, a proposal in review, and its round."""
    alliance, proposal = make_proposal(**more)
    return alliance, proposal, proposal.rounds.get()


def pass_gate(alliance, proposal, given=4, **more):
    """Two reviews and a pass; the proposal is sent in first if it has to be."""
    if not proposal.rounds.filter(ended_at=None).exists():
        send_in(proposal=proposal, who=proposal.owner)
    for review in ask(alliance, proposal):
        score(review, given)
    decision = decide(
        of=proposal.rounds.get(ended_at=None),
        who=alliance.planners[0],
        outcome=Outcome.PASS,
        reasons="It is good.",
        next_on=LATER,
        **more,
    )
    proposal.refresh_from_db()
    return decision


def pass_to_run(alliance, proposal):
    """Both gates before the run, passed."""
    pass_gate(alliance, proposal)
    return pass_gate(alliance, proposal)


def criteria_of(stage=Stage.IDEA):
    return CriteriaSet.objects.get(stage=stage, version=1)


def give_role(person, organisation, role):
    return Membership.objects.create(person=person, organisation=organisation, role=role, starts=date(2026, 1, 1))
