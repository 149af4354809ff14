"""Reads: bodies and their members, reports and what changed in them, experts for a case."""

from osaamo.domains.governance.queries.areas import Voice, area_titles, leads_on, uncommented, voices
from osaamo.domains.governance.queries.bodies import (
    alliance,
    bodies,
    chair_of,
    lead_on,
    next_meeting,
    open_follow_ups,
    seats_on,
    student_seats,
)
from osaamo.domains.governance.queries.council import Council, council, reported_quarters
from osaamo.domains.governance.queries.decisions import Asked, asked_in, items_about, reports_on
from osaamo.domains.governance.queries.duties import Due, due_of, people_with_duties
from osaamo.domains.governance.queries.experts import Proposal, experts_on, propose
from osaamo.domains.governance.queries.payloads import (
    Change,
    area_names,
    changes_between,
    content_of,
    draft_payload,
    is_untouched,
    previous_frozen,
    public_part,
    written,
)
from osaamo.domains.governance.queries.quarters import Quarter, quarter_of

__all__ = [
    "Asked",
    "Change",
    "Council",
    "Due",
    "Proposal",
    "Quarter",
    "Voice",
    "alliance",
    "area_names",
    "area_titles",
    "asked_in",
    "bodies",
    "chair_of",
    "changes_between",
    "content_of",
    "council",
    "draft_payload",
    "due_of",
    "experts_on",
    "is_untouched",
    "items_about",
    "lead_on",
    "leads_on",
    "next_meeting",
    "open_follow_ups",
    "people_with_duties",
    "previous_frozen",
    "propose",
    "public_part",
    "quarter_of",
    "reported_quarters",
    "reports_on",
    "seats_on",
    "student_seats",
    "uncommented",
    "voices",
    "written",
]
