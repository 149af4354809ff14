"""The UN's sustainable development goals that a text serves, each with the sentences that show it."""

from osaamo.engine.sdg.advice import SdgAdvice, SdgChange
from osaamo.engine.sdg.goals import Goal, Target, goals, targets, targets_of
from osaamo.engine.sdg.reading import GoalSentence, SdgReader, SdgReading, ServedGoal
from osaamo.engine.sdg.touching import TouchedTarget

__all__ = [
    "Goal",
    "GoalSentence",
    "SdgAdvice",
    "SdgChange",
    "SdgReader",
    "SdgReading",
    "ServedGoal",
    "Target",
    "TouchedTarget",
    "goals",
    "targets",
    "targets_of",
]
