"""The UN's sustainable development goals that a text serves, each with the sentences that show it."""

from osaamo.engine.sdg.goals import Goal, Target, goals, targets
from osaamo.engine.sdg.reading import GoalSentence, SdgReader, SdgReading, ServedGoal

__all__ = ["Goal", "GoalSentence", "SdgReader", "SdgReading", "ServedGoal", "Target", "goals", "targets"]
