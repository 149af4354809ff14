"""Reads: bodies and their members, reports and what changed in them, experts for a case."""

from osaamo.domains.governance.queries.bodies import (
    alliance,
    bodies,
    chair_of,
    lead_on,
    open_follow_ups,
    seats_on,
    student_seats,
)
from osaamo.domains.governance.queries.council import Council, council, reported_quarters
from osaamo.domains.governance.queries.experts import Proposal, experts_on, propose
from osaamo.domains.governance.queries.payloads import (
    Change,
    changes_between,
    content_of,
    draft_payload,
    is_untouched,
    previous_frozen,
    written,
)
from osaamo.domains.governance.queries.quarters import Quarter, quarter_of

__all__ = [
    "Change",
    "Council",
    "Proposal",
    "Quarter",
    "alliance",
    "bodies",
    "chair_of",
    "changes_between",
    "content_of",
    "council",
    "draft_payload",
    "experts_on",
    "is_untouched",
    "lead_on",
    "open_follow_ups",
    "previous_frozen",
    "propose",
    "quarter_of",
    "reported_quarters",
    "seats_on",
    "student_seats",
    "written",
]
