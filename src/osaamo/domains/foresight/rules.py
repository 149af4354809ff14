"""Who may see what working life asks for against what is taught, and who takes in the texts that tell."""

from typing import Any

from rules.predicates import predicate

from osaamo.domains.foresight.models import BrokenText, Corpus, PastRun, PortfolioScenario
from osaamo.kernel.access import allow, has_role
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on, roles_of

VIEWERS = (Role.PLANNER, Role.RDI, Role.STEERING_MEMBER, Role.RECTOR, Role.TEACHER)
"""Who plans, leads or teaches, each for the organisation they work at."""

allow(Organisation, "view-foresight", has_role(*VIEWERS))


@predicate
def takes_in(user: Any, row: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The person plans, or runs the service, somewhere: dated texts are common to the alliance."""
    return isinstance(user, Person) and not roles_of(user).isdisjoint({Role.PLANNER, Role.IT_ADMIN})


@predicate
def runs_service(user: Any, row: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The person runs the service somewhere: an address to fetch from is a matter of security."""
    return isinstance(user, Person) and Role.IT_ADMIN in roles_of(user)


@predicate
def plans(user: Any, row: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The person plans somewhere: enrolments of earlier years are counts, and common to the alliance."""
    return isinstance(user, Person) and Role.PLANNER in roles_of(user)


allow(PastRun, "take-in", plans)
allow(Corpus, "view", takes_in)
allow(Corpus, "take-in", takes_in)
allow(Corpus, "change", runs_service)
allow(Corpus, "change-terms", takes_in)
allow(BrokenText, "mend", takes_in)

CHOOSERS = (Role.PLANNER, Role.STEERING_MEMBER, Role.RECTOR)
"""Who plans or decides on the offering: they compare portfolios of the alliance, each other's too."""


def chooses_in(user: Any, organisation: Organisation) -> bool:
    """Whether the person plans or decides anywhere in the alliance of the organisation."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    held = memberships_on().filter(person=user, role__in=CHOOSERS).select_related("organisation__parent__parent")
    return any(held_at.organisation.lineage()[-1] == organisation.lineage()[-1] for held_at in held)


@predicate
def chooses(user: Any, organisation: Organisation) -> bool:
    """The person plans or decides in the organisation's alliance."""
    return chooses_in(user, organisation)


@predicate
def chooses_there(user: Any, scenario: PortfolioScenario) -> bool:
    """The person plans or decides in the alliance the scenario is of."""
    return chooses_in(user, scenario.organisation)


@predicate
def made_it(user: Any, scenario: PortfolioScenario) -> bool:
    """The scenario is the person's own."""
    return isinstance(user, Person) and scenario.made_by_id == user.pk


allow(Organisation, "plan-portfolio", chooses)
allow(PortfolioScenario, "view", chooses_there)
allow(PortfolioScenario, "remove", chooses_there & made_it)
