"""Who may do what to the plan.

Those who steer are the members of the alliance's steering group and the rectors of its institutions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rules.predicates import predicate

from osaamo.domains.steering.enums import State
from osaamo.domains.steering.models import (
    Board,
    Comment,
    Conflict,
    Idea,
    Plan,
    PlanVersion,
    Progress,
    Task,
)
from osaamo.kernel.access import allow, anyone, has_role, is_logged_in
from osaamo.kernel.models import Person, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from osaamo.kernel.models import Organisation

STEERS = (Role.STEERING_MEMBER, Role.RECTOR)
"""The roles that steer."""


def top_of(organisation: Organisation) -> Organisation:
    """The alliance an institution belongs to, or the organisation itself where nothing is above it."""
    return organisation.lineage()[-1]


def may_steer(user: Any, organisation: Organisation) -> bool:
    """Whether the person steers anywhere in the alliance of the organisation."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    held = memberships_on().filter(person=user, role__in=STEERS).select_related("organisation__parent__parent")
    return any(top_of(membership.organisation) == top_of(organisation) for membership in held)


@predicate
def steers(user: Any, plan: Plan) -> bool:
    """The person steers the plan's alliance."""
    return may_steer(user, plan.organisation)


@predicate
def steers_its_plan(user: Any, row: Any) -> bool:
    """The person steers the alliance whose plan the row is of."""
    return may_steer(user, row.plan.organisation)


@predicate
def steers_its_version(user: Any, row: Any) -> bool:
    """The person steers the alliance whose version of the plan the row is of."""
    return may_steer(user, row.version.plan.organisation)


@predicate
def is_published(user: Any, version: PlanVersion) -> bool:  # noqa: ARG001 - a predicate's signature
    """The version was approved, now or before."""
    return version.is_sealed


@predicate
def is_shared(user: Any, version: PlanVersion) -> bool:
    """The version is no draft any more, and the person has an account: staff and students may read it."""
    return bool(user.is_authenticated) and version.state != State.DRAFT


@predicate
def is_open_for_comments(user: Any, version: PlanVersion) -> bool:
    """The person has an account, and a consultation on the version goes on today."""
    today = timezone.localdate()
    running = version.consultations.filter(opens_on__lte=today, closes_on__gte=today)
    return bool(user.is_authenticated) and version.state == State.CONSULTATION and running.exists()


@predicate
def is_draft(user: Any, version: PlanVersion) -> bool:  # noqa: ARG001 - a predicate's signature
    """The version may still be changed."""
    return version.state == State.DRAFT


@predicate
def is_open(user: Any, version: PlanVersion) -> bool:  # noqa: ARG001 - a predicate's signature
    """The version was not approved yet."""
    return not version.is_sealed


@predicate
def owns_activity(user: Any, progress: Progress) -> bool:
    """The activity is the person's own."""
    return isinstance(user, Person) and progress.owner_id == user.pk


@predicate
def does(user: Any, task: Task) -> bool:
    """The task, or the activity it is of, is the person's own."""
    return isinstance(user, Person) and user.pk in {task.assignee_id, task.progress.owner_id}


@predicate
def steers_task(user: Any, task: Task) -> bool:
    """The person steers the alliance whose plan the task is of."""
    return may_steer(user, task.progress.plan.organisation)


@predicate
def is_answered(user: Any, idea: Idea) -> bool:  # noqa: ARG001 - a predicate's signature
    """The idea has its answer, and with it is public."""
    return idea.answered_on is not None


allow(Plan, "view", anyone)
allow(Plan, "steer", steers)
allow(Plan, "suggest", is_logged_in)

allow(PlanVersion, "view", is_published | is_shared | steers_its_plan)
allow(PlanVersion, "edit", steers_its_plan & is_draft)
allow(PlanVersion, "move", steers_its_plan & is_open)
allow(PlanVersion, "comment", is_open_for_comments)
allow(Comment, "answer", steers_its_version)
allow(Board, "decide", has_role(Role.RECTOR))

allow(Progress, "view", anyone)
allow(Progress, "assign", steers_its_plan)
allow(Progress, "update", owns_activity | steers_its_plan)
allow(Task, "finish", does | steers_task)

allow(Conflict, "view", anyone)
allow(Conflict, "choose", steers_its_plan)
allow(Idea, "view", is_answered | is_logged_in)
allow(Idea, "answer", steers_its_plan)
