"""Writes to the plan: each keyword-only, in one transaction, with its entry in the trail."""

from osaamo.domains.steering.services.conflicts import UnknownOption, choose
from osaamo.domains.steering.services.demo import load_demo
from osaamo.domains.steering.services.erasing import erase
from osaamo.domains.steering.services.loading import load_plan
from osaamo.domains.steering.services.participation import (
    TIME_TO_ANSWER,
    answer_comment,
    answer_idea,
    comment,
    suggest,
    vote,
)
from osaamo.domains.steering.services.progress import (
    add_evidence,
    add_task,
    assign,
    finish_task,
    open_progress,
    remove_evidence,
    update_progress,
)
from osaamo.domains.steering.services.refusals import (
    ChangedMeanwhile,
    DecisionRefused,
    ItemRefused,
    MoveRefused,
    ReasonMissing,
)
from osaamo.domains.steering.services.reminding import remind
from osaamo.domains.steering.services.sheets import apply_sheet, keep_sheet
from osaamo.domains.steering.services.versions import (
    add_item,
    close_consultation,
    discard,
    end_item,
    make_draft,
    open_consultation,
    put_to_boards,
    record_decision,
    remove_item,
    save_item,
)

__all__ = [
    "TIME_TO_ANSWER",
    "ChangedMeanwhile",
    "DecisionRefused",
    "ItemRefused",
    "MoveRefused",
    "ReasonMissing",
    "UnknownOption",
    "add_evidence",
    "add_item",
    "add_task",
    "answer_comment",
    "answer_idea",
    "apply_sheet",
    "assign",
    "choose",
    "close_consultation",
    "comment",
    "discard",
    "end_item",
    "erase",
    "finish_task",
    "keep_sheet",
    "load_demo",
    "load_plan",
    "make_draft",
    "open_consultation",
    "open_progress",
    "put_to_boards",
    "record_decision",
    "remind",
    "remove_evidence",
    "remove_item",
    "save_item",
    "suggest",
    "update_progress",
    "vote",
]
