"""Who may do what to the budget."""

from __future__ import annotations

from typing import Any

from rules import Predicate

from osaamo.domains.finance.models import Booking, Budget, Grant, LedgerRow, Line
from osaamo.kernel.access import allow
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on


def sits_in(*roles: Role, at: Any) -> Predicate:
    """A predicate: the person holds one of the roles in the budget's organisation, above it or in one of its members.

    The rectors of the members and the steering groups decide on the money of the alliance together.
    """

    def holds(user: Any, row: Any) -> bool:
        if not isinstance(user, Person) or not user.is_active:
            return False
        place: Organisation = at(row)
        held = memberships_on().filter(person=user, role__in=roles).select_related("organisation__parent__parent")
        around = {one.pk for one in place.lineage()}
        return any(one.organisation_id in around or place in one.organisation.lineage() for one in held)

    return Predicate(holds, name=f"sits_in({', '.join(sorted(roles))})")


def _of_budget(budget: Budget) -> Organisation:
    return budget.organisation


def _of_line(line: Line) -> Organisation:
    return line.budget.organisation


def _of_booking(booking: Booking) -> Organisation:
    return booking.line.budget.organisation


def _of_row(row: LedgerRow | Grant) -> Organisation:
    return row.organisation


READS = (Role.STEERING_MEMBER, Role.RECTOR)

allow(Budget, "view", sits_in(*READS, at=_of_budget))
allow(Budget, "manage", sits_in(Role.STEERING_MEMBER, at=_of_budget))
allow(Budget, "approve", sits_in(Role.RECTOR, at=_of_budget))
allow(Line, "view", sits_in(*READS, at=_of_line))
allow(Line, "book", sits_in(Role.STEERING_MEMBER, at=_of_line))
allow(Booking, "view", sits_in(*READS, at=_of_booking))
allow(Booking, "correct", sits_in(Role.STEERING_MEMBER, at=_of_booking))
allow(Grant, "manage", sits_in(Role.STEERING_MEMBER, at=_of_row))
allow(LedgerRow, "settle", sits_in(Role.STEERING_MEMBER, at=_of_row))
