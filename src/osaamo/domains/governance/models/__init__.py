"""Bodies and their meetings, reports, external evaluation, pools of experts."""

from osaamo.domains.governance.models.bodies import AreaLead, Body, LeadTurn, Seat
from osaamo.domains.governance.models.evaluations import Evaluation, Evaluator, Finding, Remedy
from osaamo.domains.governance.models.experts import Expert, Invitation
from osaamo.domains.governance.models.meetings import AgendaItem, Decision, FollowUp, Meeting
from osaamo.domains.governance.models.reports import Report, ReportNote

__all__ = [
    "AgendaItem",
    "AreaLead",
    "Body",
    "Decision",
    "Evaluation",
    "Evaluator",
    "Expert",
    "Finding",
    "FollowUp",
    "Invitation",
    "LeadTurn",
    "Meeting",
    "Remedy",
    "Report",
    "ReportNote",
    "Seat",
]
