"""Which version of the plan is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.steering.enums import SEALED, State
from osaamo.domains.steering.models import Plan, PlanVersion

if TYPE_CHECKING:
    from datetime import date


def current_plan() -> Plan | None:
    """The newest plan that has a version in force."""
    found = current()
    return found.plan if found else None


def current() -> PlanVersion | None:
    """The version in force now, of the newest plan that has one."""
    rows = PlanVersion.objects.filter(state=State.APPROVED).select_related("plan__organisation__parent")
    return rows.order_by("-plan__starts", "-year").first()


def in_force_on(day: date) -> PlanVersion | None:
    """The version whose year the day lies in; later than the newest version's year, the newest one."""
    rows = PlanVersion.objects.filter(state__in=SEALED, year__lte=day.year).select_related("plan")
    return rows.order_by("-plan__starts", "-year").first()
