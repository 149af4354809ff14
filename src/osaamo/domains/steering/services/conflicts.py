"""What holds where the plan says two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.steering.models import Conflict, ConflictChoice
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date

    from osaamo.kernel.models import Person


class UnknownOption(Exception):
    """The conflict has no such way out."""


@transaction.atomic
def choose(
    *, conflict: Conflict, option: str, reason: str, decided_on: date, body: str = "", who: Person | None
) -> ConflictChoice:
    """The choice, which holds until the next one; an empty option leaves the conflict open with a reason.

    Raises:
        UnknownOption: the conflict has no such option.
        ValueError: the reason has no words.
    """
    if option and option not in {known["code"] for known in conflict.options}:
        raise UnknownOption(option)
    if not reason.strip():
        raise ValueError("A choice needs a reason.")
    made = ConflictChoice.objects.create(
        conflict=conflict, option=option, reason=reason.strip(), decided_on=decided_on, body=body, who=who
    )
    details = {"key": conflict.key, "option": option, "body": body}
    organisation = conflict.plan.organisation
    audit(verb="plan.conflict-chosen", who=who, about=conflict, organisation=organisation, details=details)
    return made
