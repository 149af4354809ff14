"""What leaves the plan as files: the whole plan as a paper, the activities as a workbook that can come back."""

from osaamo.domains.steering.exports.papers import plan_paper
from osaamo.domains.steering.exports.sheets import (
    Broken,
    SheetRead,
    UnreadableSheet,
    activities_workbook,
    read_activities,
)

__all__ = [
    "Broken",
    "SheetRead",
    "UnreadableSheet",
    "activities_workbook",
    "plan_paper",
    "read_activities",
]
