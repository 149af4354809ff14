"""The living plan: versions and their items, progress, participation, conflicts."""

from osaamo.domains.steering.models.conflicts import Conflict, ConflictChoice
from osaamo.domains.steering.models.items import ITEM_MODELS, Activity, Area, Goal, Item, Sealed, Segment, Spearhead
from osaamo.domains.steering.models.participation import Comment, Consultation, Idea, Vote
from osaamo.domains.steering.models.progress import Evidence, Progress, ProgressChange, Reminder, Sheet, Task
from osaamo.domains.steering.models.versions import Board, BoardDecision, Plan, PlanVersion

__all__ = [
    "ITEM_MODELS",
    "Activity",
    "Area",
    "Board",
    "BoardDecision",
    "Comment",
    "Conflict",
    "ConflictChoice",
    "Consultation",
    "Evidence",
    "Goal",
    "Idea",
    "Item",
    "Plan",
    "PlanVersion",
    "Progress",
    "ProgressChange",
    "Reminder",
    "Sealed",
    "Segment",
    "Sheet",
    "Spearhead",
    "Task",
    "Vote",
]
