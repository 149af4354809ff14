"""Who may do what to the offering: planners of an owner plan, teachers see drafts, everybody sees what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.predicates import predicate

from osaamo.domains.offering.models import (
    BrokenRecord,
    Channel,
    CourseUnit,
    DegreeProgramme,
    ImportRun,
    Mismatch,
    Realisation,
    StudyModule,
)
from osaamo.kernel.access import allow, has_role
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on, roles_of
from osaamo.kernel.refs import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osaamo.domains.offering.models import Item


def owners_of(item: Item) -> list[Organisation]:
    """The institution of an item and its further owners."""
    return [item.institution, *(owned.organisation for owned in item.ownerships.select_related("organisation"))]


def _holds(user: Any, places: Iterable[Organisation], *roles: Role) -> bool:
    wanted = frozenset(roles)
    return isinstance(user, Person) and any(
        not wanted.isdisjoint(roles_of(user, organisation=place)) for place in places
    )


def _plans(user: Any) -> bool:
    return isinstance(user, Person) and Role.PLANNER in roles_of(user)


@predicate
def is_published(user: Any, row: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The item, or the item the row is of, is shown to the public."""
    return bool((row.item if isinstance(row, Realisation) else row).is_published)


@predicate
def sees_drafts(user: Any, row: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The person teaches or plans somewhere: drafts are open inside the alliance, so that schools can fit theirs."""
    return (
        isinstance(user, Person)
        and memberships_on().filter(person=user, person__is_active=True, role__in=(Role.TEACHER, Role.PLANNER)).exists()
    )


@predicate
def plans_item(user: Any, item: Any) -> bool:
    """The person plans the offering of one of the item's owners."""
    return _holds(user, owners_of(item), Role.PLANNER)


@predicate
def judges_goals(user: Any, item: Any) -> bool:
    """The person teaches at or plans for one of the item's owners."""
    return _holds(user, owners_of(item), Role.TEACHER, Role.PLANNER)


@predicate
def plans_realisation(user: Any, realisation: Any) -> bool:
    """The person plans the offering of the realisation's host, or of an owner of its item."""
    return _holds(user, [realisation.host, *owners_of(realisation.item)], Role.PLANNER)


@predicate
def plans_somewhere(user: Any, row: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The person plans some institution's offering: channels are common to all."""
    return _plans(user)


@predicate
def plans_what_differs(user: Any, mismatch: Any) -> bool:
    """The person may change the item a channel shows differently; any planner where we do not have the item."""
    item = resolve(mismatch.ref) if mismatch.ref else None
    if item is None:
        return _plans(user)
    return plans_realisation.test(user, item) if isinstance(item, Realisation) else plans_item.test(user, item)


imports_for = has_role(Role.PLANNER, Role.IT_ADMIN, at="institution")

allow(CourseUnit, "view", is_published | sees_drafts)
allow(CourseUnit, "change", plans_item)
allow(CourseUnit, "judge-goals", judges_goals)
allow(StudyModule, "view", is_published | sees_drafts)
allow(StudyModule, "change", plans_item)
allow(StudyModule, "judge-goals", judges_goals)
allow(Realisation, "view", is_published | sees_drafts)
allow(Realisation, "change", plans_realisation)
allow(DegreeProgramme, "change", has_role(Role.PLANNER, at="institution"))
allow(Organisation, "add-offering", has_role(Role.PLANNER))
allow(Organisation, "import-offering", has_role(Role.PLANNER, Role.IT_ADMIN))
allow(ImportRun, "view", imports_for)
allow(BrokenRecord, "mend", imports_for)
allow(Channel, "check", plans_somewhere)
allow(Mismatch, "decide", plans_what_differs)
