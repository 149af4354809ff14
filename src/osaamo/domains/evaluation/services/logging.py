"""One line of a proposal's log with its entry in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo.domains.evaluation.models import Decision, LogLine, Proposal
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import datetime

    from osaamo.domains.evaluation.enums import Happening
    from osaamo.kernel.models import Person


def log(
    *,
    proposal: Proposal,
    who: Person | None,
    happening: Happening,
    stage: str = "",
    decision: Decision | None = None,
    at: datetime | None = None,
) -> LogLine:
    """The line, with the proposal's next day as it stands; ``stage`` is the proposal's unless another is given."""
    line = LogLine.objects.create(
        proposal=proposal,
        at=at or timezone.now(),
        happening=happening,
        stage=stage or proposal.stage,
        next_on=proposal.next_on,
        decision=decision,
    )
    details = {"stage": line.stage, "next": proposal.next_on}
    audit(verb=f"proposal.{happening}", who=who, about=proposal, organisation=proposal.lead, details=details)
    return line
