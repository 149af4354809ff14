"""What is counted where reports of one enrolment do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.credits.models import Decision
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.domains.credits.enums import Taken
    from osaamo.domains.credits.queries import Joined
    from osaamo.kernel.models import Organisation, Person


@transaction.atomic
def decide(*, joined: Joined, taken: Taken, reason: str, who: Person, organisation: Organisation) -> Decision:
    """The decision on the reports as they are now; deciding again on the same reports replaces it."""
    decision, _ = Decision.objects.update_or_create(
        group=joined.group, seen=joined.seen, defaults={"taken": taken, "reason": reason, "by": who}
    )
    audit(
        verb="credits.decide",
        who=who,
        about=decision,
        organisation=organisation,
        details={"taken": taken.value, "reports": [one.ref for one in joined.reports]},
    )
    return decision
