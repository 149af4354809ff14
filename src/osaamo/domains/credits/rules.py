"""Who may do what to counting rules, reported credits and tutoring.

The student union is an organisation of its own, above and below no school, and who speaks for it holds
``Role.COUNSELLOR`` there: tutoring is guidance by peers, a union has no other counsellors, and no school's own
counsellor gets the right with it, since roles count only at an organisation and below.
"""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from osaamo.domains.credits.enums import VersionStatus, WorkStatus
from osaamo.domains.credits.models import Import, RuleVersion, TutoringTask, TutoringWork
from osaamo.kernel.access import allow, anyone, has_role, is_logged_in, owns
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on

READERS = (Role.PLANNER, Role.STEERING_MEMBER, Role.RECTOR)


def works_in(*roles: Role, at: str = "organisation") -> Any:
    """A predicate: the person holds one of the roles in the row's organisation, above it or anywhere below it."""

    @predicate
    def holds(user: Any, row: Any) -> bool:
        if not isinstance(user, Person):
            return False
        place = row if isinstance(row, Organisation) else getattr(row, at)
        held = memberships_on().filter(person=user, role__in=roles).select_related("organisation__parent__parent")
        return any(
            place in membership.organisation.lineage() or membership.organisation in place.lineage()
            for membership in held
        )

    return holds


@predicate
def is_draft(user: Any, version: RuleVersion) -> bool:  # noqa: ARG001 - a predicate's signature
    """The version is not approved yet; an approved one never changes."""
    return version.status == VersionStatus.DRAFT


@predicate
def is_open(user: Any, work: TutoringWork) -> bool:  # noqa: ARG001 - a predicate's signature
    """The work goes on."""
    return work.status == WorkStatus.OPEN


@predicate
def waits_for_union(user: Any, work: TutoringWork) -> bool:
    """The work was handed in by somebody else."""
    return bool(work.status == WorkStatus.SUBMITTED and work.person_id != user.pk)


def _union(work: TutoringWork) -> Organisation:
    return work.task.union


speaks_for_union = has_role(Role.COUNSELLOR, at=_union)

allow(Organisation, "see-credits", works_in(*READERS))
allow(Organisation, "import-credits", has_role(Role.PLANNER))
allow(Organisation, "decide-credits", works_in(Role.PLANNER))
allow(Organisation, "plan-tutoring", has_role(Role.PLANNER))
allow(RuleVersion, "view", works_in(*READERS))
allow(RuleVersion, "change", works_in(Role.PLANNER) & is_draft)
allow(RuleVersion, "approve", has_role(Role.STEERING_MEMBER) & is_draft)
allow(Import, "view", has_role(Role.PLANNER))
allow(Import, "change", has_role(Role.PLANNER))
allow(TutoringTask, "view", anyone)
allow(TutoringTask, "join", is_logged_in)
allow(TutoringWork, "view", owns | speaks_for_union)
allow(TutoringWork, "write", owns & is_open)
allow(TutoringWork, "decide", speaks_for_union & waits_for_union)
