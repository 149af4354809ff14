"""Who may do what to proposals, reviews, gates and incentives.

The planner group of an alliance are the offering planners of its institutions and the members of its steering group.
Nobody judges or decides on what is their own.
"""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from osaamo.domains.evaluation.enums import Status
from osaamo.domains.evaluation.models import (
    Call,
    CriteriaSet,
    Decision,
    IncentiveRules,
    Proposal,
    Review,
    Round,
    Statement,
)
from osaamo.kernel.access import allow, anyone, has_role
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on

GROUP = (Role.PLANNER, Role.STEERING_MEMBER)
"""The roles of the planner group."""

PROPOSERS = (Role.TEACHER, Role.PLANNER, Role.RDI)
"""Who may propose, each for an institution they work at."""

EDITABLE = (Status.DRAFT, Status.PREPARING, Status.RETURNED)
"""When the owner may change a proposal: not while it is being reviewed, nor at its end."""


def top_of(organisation: Organisation) -> Organisation:
    """The alliance an institution belongs to, or the organisation itself where nothing is above it."""
    return organisation.lineage()[-1]


def in_planner_group(user: Any, organisation: Organisation) -> bool:
    """Whether the person plans the offering anywhere in the alliance of the organisation."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    held = memberships_on().filter(person=user, role__in=GROUP).select_related("organisation__parent__parent")
    return any(top_of(membership.organisation) == top_of(organisation) for membership in held)


def is_involved(user: Any, proposal: Proposal) -> bool:
    """Whether the proposal is the person's own: they own it or have a share of the work."""
    return proposal.owner_id == user.pk or proposal.team.filter(person=user.pk).exists()


@predicate
def was_sent_in(user: Any, proposal: Proposal) -> bool:  # noqa: ARG001 - a predicate's signature
    """The proposal is no draft."""
    return proposal.status != Status.DRAFT


@predicate
def owns_proposal(user: Any, proposal: Proposal) -> bool:
    """The proposal is the person's own."""
    return isinstance(user, Person) and user.is_active and proposal.owner_id == user.pk


@predicate
def is_editable(user: Any, proposal: Proposal) -> bool:  # noqa: ARG001 - a predicate's signature
    """The proposal is with its owner."""
    return proposal.status in EDITABLE


@predicate
def plans(user: Any, proposal: Proposal) -> bool:
    """The person is in the planner group, and the proposal is not theirs."""
    return in_planner_group(user, proposal.lead) and not is_involved(user, proposal)


@predicate
def plans_round(user: Any, of: Round) -> bool:
    """The person is in the planner group, the proposal is not theirs, and they do not review it in this round."""
    return bool(plans.test(user, of.proposal)) and not of.reviews.filter(reviewer=user, declined_at=None).exists()


@predicate
def plans_decision(user: Any, decision: Decision) -> bool:
    """The person could have decided."""
    return bool(plans_round.test(user, decision.round))


@predicate
def reviews(user: Any, review: Review) -> bool:
    """The review is the person's, and they did not step back from it."""
    return isinstance(user, Person) and review.reviewer_id == user.pk and review.declined_at is None


@predicate
def is_unfinished(user: Any, review: Review) -> bool:  # noqa: ARG001 - a predicate's signature
    """The review is not closed and its round goes on."""
    return review.closed_at is None and review.round.ended_at is None


@predicate
def may_read_all(user: Any, of: Round) -> bool:
    """The round's reviews are for the planner group, its own reviewers and the owner to read."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    own = of.reviews.filter(reviewer=user, declined_at=None).exists()
    return own or of.proposal.owner_id == user.pk or in_planner_group(user, of.proposal.lead)


@predicate
def all_closed(user: Any, of: Round) -> bool:  # noqa: ARG001 - a predicate's signature
    """No review of the round is open any more, and as many are closed as its criteria ask for."""
    standing = of.reviews.filter(declined_at=None)
    closed = standing.exclude(closed_at=None).count()
    return closed >= of.criteria.required_reviews and (of.ended_at is not None or closed == standing.count())


@predicate
def is_in_group(user: Any, organisation: Organisation) -> bool:
    """The person is in the planner group of the organisation's alliance."""
    return in_planner_group(user, organisation)


@predicate
def plans_call(user: Any, call: Call) -> bool:
    """The person is in the planner group of whoever calls."""
    return in_planner_group(user, call.organisation)


@predicate
def is_the_teacher(user: Any, statement: Statement) -> bool:
    """The statement is the person's own."""
    return isinstance(user, Person) and statement.teacher_id == user.pk


manages_teacher = has_role(Role.RECTOR, at=lambda statement: statement.rules.organisation)

allow(Organisation, "propose", has_role(*PROPOSERS))
allow(Organisation, "plan-offering", is_in_group)
allow(Organisation, "manage-incentives", has_role(Role.RECTOR))

allow(Call, "view", anyone)
allow(Call, "change", plans_call)
allow(CriteriaSet, "view", anyone)

allow(Proposal, "view", was_sent_in | owns_proposal)
allow(Proposal, "change", owns_proposal & is_editable)
allow(Proposal, "plan", was_sent_in & plans)

allow(Round, "decide", plans_round)
allow(Round, "read-reviews", may_read_all & all_closed)
allow(Decision, "correct", plans_decision)
allow(Review, "view", reviews)
allow(Review, "write", reviews & is_unfinished)

allow(IncentiveRules, "change", has_role(Role.RECTOR))
allow(Statement, "view", is_the_teacher | manages_teacher)
allow(Statement, "approve", manages_teacher & ~is_the_teacher)
