"""Writes to proposals and their evaluation: each keyword-only, in one transaction, with its entry in the trail."""

from osaamo.domains.evaluation.services.calls import change_call, make_call
from osaamo.domains.evaluation.services.criteria import (
    AnchorsMissing,
    WeightsDoNotFit,
    change_criteria,
    draft_criteria,
    install_criteria,
    take_into_force,
)
from osaamo.domains.evaluation.services.demo import load_demo
from osaamo.domains.evaluation.services.erasing import erase_drafts
from osaamo.domains.evaluation.services.gates import (
    GateRefused,
    NoCatalogue,
    NotAccepted,
    correct,
    create_module,
    decide,
)
from osaamo.domains.evaluation.services.incentives import (
    AlreadyApproved,
    NoRules,
    adopt_rules,
    approve,
    draft_rules,
    state,
)
from osaamo.domains.evaluation.services.proposals import (
    CallIsClosed,
    ChangedMeanwhile,
    Incomplete,
    NoCriteria,
    NotEditable,
    SharesDoNotFit,
    record_result,
    save_proposal,
    send_in,
    set_team,
    start_proposal,
)
from osaamo.domains.evaluation.services.reviewing import (
    MissingCriteria,
    NotEligible,
    ReviewIsClosed,
    assign_reviewer,
    close_review,
    decline_review,
    save_review,
)
from osaamo.domains.evaluation.services.signals import measure

__all__ = [
    "AlreadyApproved",
    "AnchorsMissing",
    "CallIsClosed",
    "ChangedMeanwhile",
    "GateRefused",
    "Incomplete",
    "MissingCriteria",
    "NoCatalogue",
    "NoCriteria",
    "NoRules",
    "NotAccepted",
    "NotEditable",
    "NotEligible",
    "ReviewIsClosed",
    "SharesDoNotFit",
    "WeightsDoNotFit",
    "adopt_rules",
    "approve",
    "assign_reviewer",
    "change_call",
    "change_criteria",
    "close_review",
    "correct",
    "create_module",
    "decide",
    "decline_review",
    "draft_criteria",
    "draft_rules",
    "erase_drafts",
    "install_criteria",
    "load_demo",
    "make_call",
    "measure",
    "record_result",
    "save_proposal",
    "save_review",
    "send_in",
    "set_team",
    "start_proposal",
    "state",
    "take_into_force",
]
