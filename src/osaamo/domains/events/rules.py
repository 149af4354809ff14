"""Who may do what with events."""

from __future__ import annotations

from typing import Any

from rules import predicate

from osaamo.domains.events.models import Event, Registration
from osaamo.kernel.access import allow, has_role, is_logged_in, owns
from osaamo.kernel.models import Organisation, Role

HOLDS = (Role.STEERING_MEMBER, Role.PLANNER, Role.TEACHER, Role.RDI)
"""The roles that hold events for their organisation."""


@predicate
def is_published(user: Any, row: Event) -> bool:  # noqa: ARG001 - a predicate's signature
    """The event is in the calendar, perhaps as a cancelled one."""
    return row.published_at is not None


allow(Organisation, "hold-events", has_role(*HOLDS))
allow(Event, "view", is_published | has_role(*HOLDS, at="owner"))
allow(Event, "manage", has_role(*HOLDS, at="owner"))
allow(Event, "register", is_published & is_logged_in)
allow(Registration, "view", owns)
allow(Registration, "answer", owns)
