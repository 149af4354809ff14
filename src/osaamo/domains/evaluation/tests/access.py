"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from datetime import date

from osaamo.domains.evaluation.enums import Outcome
from osaamo.domains.evaluation.models import Call, CriteriaSet, IncentiveRules, Statement
from osaamo.domains.evaluation.services import decide
from osaamo.domains.evaluation.tests.making import LATER, ask, give_role, make_alliance, make_proposal, score
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _place(role: Role):
    place = make_organisation()
    return make_person(role, place), place


def _planned(*, of_another: bool = False):
    alliance, other = make_alliance(), make_alliance()
    return (other if of_another else alliance).planners[1], alliance.schools[0]


def _call(*, of_another: bool = False):
    alliance, other = make_alliance(), make_alliance()
    day = date(2026, 1, 1)
    call = Call.objects.create(
        key=alliance.top.code, organisation=alliance.top, title={"fi": "Haku"}, opens_on=day, closes_on=day, gate_on=day
    )
    return (other if of_another else alliance).planners[0], call


def _criteria():
    return make_person(), CriteriaSet.objects.create(stage="idea", version=7)


def _draft(at: int):
    alliance, proposal = make_proposal(sent=False)
    return alliance.teachers[at], proposal


def _changed(*, sent: bool):
    alliance, proposal = make_proposal(sent=sent)
    return alliance.teachers[0], proposal


def _planning(*, own: bool):
    """A planner, and a proposal that is theirs or another's."""
    alliance, proposal = make_proposal()
    if own:
        give_role(alliance.teachers[0], alliance.schools[0], Role.PLANNER)
    return alliance.teachers[0] if own else alliance.planners[0], proposal


def _deciding(*, reviewer: bool):
    """A planner who did not review in the round, or one who does."""
    alliance, proposal = make_proposal()
    give_role(alliance.teachers[1], alliance.schools[1], Role.PLANNER)
    ask(alliance, proposal)
    return alliance.teachers[1] if reviewer else alliance.planners[1], proposal.rounds.get()


def _reading(*, closed: int):
    """A reviewer, of whose round so many of two reviews are closed, their own first."""
    alliance, proposal = make_proposal()
    for review in ask(alliance, proposal)[:closed]:
        score(review)
    return alliance.teachers[1], proposal.rounds.get()


def _correcting(*, owner: bool):
    alliance, proposal = make_proposal()
    give_role(alliance.teachers[0], alliance.schools[0], Role.PLANNER)
    of = proposal.rounds.get()
    decision = decide(of=of, who=None, outcome=Outcome.RETURN, reasons="Thin.", conditions="Tell more.", next_on=LATER)
    return alliance.teachers[0] if owner else alliance.planners[0], decision


def _reviewing(*, at: int, closed: bool = False):
    alliance, proposal = make_proposal()
    review = ask(alliance, proposal)[0]
    if closed:
        review = score(review)
    return alliance.teachers[at], review


def _rules(role: Role):
    person, place = _place(role)
    return person, IncentiveRules.objects.create(organisation=place, version=1)


def _statement(who: str):
    """Somebody, and a statement of a teacher: the teacher, their rector, or the rector of another place."""
    rector, place = _place(Role.RECTOR)
    teacher, other = make_person(Role.TEACHER, place), make_person(Role.RECTOR)
    rules = IncentiveRules.objects.create(organisation=place, version=1, valid_from=date(2026, 1, 1))
    statement = Statement.objects.create(
        teacher=teacher, rules=rules, starts=date(2026, 1, 1), ends=date(2026, 7, 1), lines=[]
    )
    return {"teacher": teacher, "rector": rector, "other": other}[who], statement


TWINS = {
    "kernel.organisation:propose": Twin(lambda: _place(Role.TEACHER), lambda: _place(Role.STUDENT)),
    "kernel.organisation:plan-offering": Twin(_planned, lambda: _planned(of_another=True)),
    "kernel.organisation:manage-incentives": Twin(lambda: _place(Role.RECTOR), lambda: _place(Role.PLANNER)),
    "evaluation.call:view": Twin(_call, None),
    "evaluation.call:change": Twin(_call, lambda: _call(of_another=True)),
    "evaluation.criteriaset:view": Twin(_criteria, None),
    "evaluation.proposal:view": Twin(lambda: _draft(0), lambda: _draft(1)),
    "evaluation.proposal:change": Twin(lambda: _changed(sent=False), lambda: _changed(sent=True)),
    "evaluation.proposal:plan": Twin(lambda: _planning(own=False), lambda: _planning(own=True)),
    "evaluation.round:decide": Twin(lambda: _deciding(reviewer=False), lambda: _deciding(reviewer=True)),
    "evaluation.round:read-reviews": Twin(lambda: _reading(closed=2), lambda: _reading(closed=1)),
    "evaluation.decision:correct": Twin(lambda: _correcting(owner=False), lambda: _correcting(owner=True)),
    "evaluation.review:view": Twin(lambda: _reviewing(at=1), lambda: _reviewing(at=2)),
    "evaluation.review:write": Twin(lambda: _reviewing(at=1), lambda: _reviewing(at=1, closed=True)),
    "evaluation.incentiverules:change": Twin(lambda: _rules(Role.RECTOR), lambda: _rules(Role.TEACHER)),
    "evaluation.statement:view": Twin(lambda: _statement("teacher"), lambda: _statement("other")),
    "evaluation.statement:approve": Twin(lambda: _statement("rector"), lambda: _statement("teacher")),
}
