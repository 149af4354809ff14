"""Reads of the plan: versions and their content, what differs between them, progress, timeline, to-do, ideas."""

from osaamo.domains.steering.queries.content import content_of, hash_of, is_untouched, item_content, items_of
from osaamo.domains.steering.queries.differences import (
    FieldChange,
    ItemChange,
    What,
    differences,
    field_changes,
    said,
)
from osaamo.domains.steering.queries.following import (
    AreaRoll,
    Followed,
    Roll,
    area_rolls,
    done_in,
    followed,
    followed_then,
    joint_in,
    roll_of,
)
from osaamo.domains.steering.queries.participation import (
    comments_in,
    held,
    ideas_answered_in_time,
    ideas_due_in,
    ideas_in,
    staff_named,
    tally_of,
)
from osaamo.domains.steering.queries.todo import Todo, todo_of
from osaamo.domains.steering.queries.versions import current, current_plan, in_force_on

__all__ = [
    "AreaRoll",
    "FieldChange",
    "Followed",
    "ItemChange",
    "Roll",
    "Todo",
    "What",
    "area_rolls",
    "comments_in",
    "content_of",
    "current",
    "current_plan",
    "differences",
    "done_in",
    "field_changes",
    "followed",
    "followed_then",
    "hash_of",
    "held",
    "ideas_answered_in_time",
    "ideas_due_in",
    "ideas_in",
    "in_force_on",
    "is_untouched",
    "item_content",
    "items_of",
    "joint_in",
    "roll_of",
    "said",
    "staff_named",
    "tally_of",
    "todo_of",
]
