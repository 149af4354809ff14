"""The permission twins of portfolios."""

from __future__ import annotations

from datetime import date

from osaamo.domains.foresight.models import PastRun, PortfolioScenario
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _place(role):
    place = make_organisation()
    return make_person(role, place), place


def _scenario(role, *, own=True):
    user, place = _place(role)
    return user, PortfolioScenario.objects.create(organisation=place, name="Plan", made_by=user if own else None)


def _past_run():
    return PastRun.objects.get_or_create(key="a", starts=date(2025, 1, 8), defaults={"asked": 2, "admitted": 1})[0]


PORTFOLIO_TWINS = {
    "foresight.pastrun:take-in": Twin(
        allowed=lambda: (make_person(Role.PLANNER), _past_run()),
        denied=lambda: (make_person(Role.TEACHER), _past_run()),
    ),
    "kernel.organisation:plan-portfolio": Twin(
        allowed=lambda: _place(Role.STEERING_MEMBER), denied=lambda: _place(Role.TEACHER)
    ),
    "foresight.portfolioscenario:view": Twin(
        allowed=lambda: _scenario(Role.RECTOR, own=False), denied=lambda: _scenario(Role.TEACHER)
    ),
    "foresight.portfolioscenario:remove": Twin(
        allowed=lambda: _scenario(Role.PLANNER), denied=lambda: _scenario(Role.PLANNER, own=False)
    ),
}
