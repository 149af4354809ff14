"""Study paths: the steps that close most of a gap within a learner's limits, why each, and what stands in the way."""

from osaamo.engine.paths.away import completed_by_one
from osaamo.engine.paths.baselines import greedy, keyword_path
from osaamo.engine.paths.limits import BadLimits, PathLimits, Period, load_limits
from osaamo.engine.paths.planner import Change, Planner, plan_path
from osaamo.engine.paths.problem import Problem, prepare
from osaamo.engine.paths.results import (
    Closed,
    OneAway,
    OpenSkill,
    PathResult,
    Plan,
    PlannedStep,
    Relaxation,
    Replanned,
)
from osaamo.engine.paths.rules import Breach, blocks, broken
from osaamo.engine.paths.saved import StepWarning, check_plan
from osaamo.engine.paths.teaching import BadStep, Offering, Teaching, teaching

__all__ = [
    "BadLimits",
    "BadStep",
    "Breach",
    "Change",
    "Closed",
    "Offering",
    "OneAway",
    "OpenSkill",
    "PathLimits",
    "PathResult",
    "Period",
    "Plan",
    "PlannedStep",
    "Planner",
    "Problem",
    "Relaxation",
    "Replanned",
    "StepWarning",
    "Teaching",
    "blocks",
    "broken",
    "check_plan",
    "completed_by_one",
    "greedy",
    "keyword_path",
    "load_limits",
    "plan_path",
    "prepare",
    "teaching",
]
