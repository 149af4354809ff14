"""A saved path held against the offering of today: what its owner must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from osaamo.engine.gap import Reason, reason
from osaamo.engine.paths.results import Plan
from osaamo.engine.paths.rules import clash, in_time
from osaamo.engine.paths.teaching import day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from osaamo.engine.paths.results import PlannedStep
    from osaamo.engine.records import Step

WarningCode = Literal["cancelled", "full", "begun", "moved", "prerequisite", "clash"]


@dataclass(frozen=True, slots=True)
class StepWarning:
    """Something that became of a planned step.

    ``code`` is ``cancelled`` (no longer offered), ``full``, ``begun``, ``moved`` (``reason.values["what"]`` names the
    changed fields), ``prerequisite`` (a course it requires is neither passed nor ahead of it in the plan any more) or
    ``clash`` (since something moved, its meetings overlap those of another step of the plan).
    """

    code: WarningCode
    step: str
    reason: Reason

    def as_dict(self) -> dict[str, object]:
        """``{"code", "step", "reason"}``."""
        return {"code": self.code, "step": self.step, "reason": self.reason.as_dict()}


def check_plan(
    plan: Plan | Sequence[PlannedStep],
    offering: Iterable[Step],
    *,
    today: str = "",
    passed: Collection[str] = (),
    enrolled: Collection[str] = (),
) -> list[StepWarning]:
    """What changed under a saved plan, in order of its steps; empty when all is as it was.

    Args:
        plan: the plan, or its steps as they were saved (:meth:`PlannedStep.from_dict` reads them back).
        offering: the steps offered now, at least those of the plan that still are.
        today: ISO date. A step that ended before it is over and not checked; without it nothing counts as begun.
        passed: ids of courses already passed.
        enrolled: ids of steps on which the learner has a place: they may be full or begun.
    """
    steps = [step for step in _steps(plan) if not today or not step.ends or day(step.ends) >= day(today)]
    over = {step.course for step in _steps(plan)} - {step.course for step in steps}
    ids = {step.id for step in steps}
    now = {step.id: step for step in offering if step.id in ids}
    done = {*passed, *over}
    return [
        StepWarning(code, step.id, why)
        for step in steps
        for code, why in _became(step, now, done, today=today, enrolled=enrolled, plan=steps)
    ]


def _steps(plan: Plan | Sequence[PlannedStep]) -> Sequence[PlannedStep]:
    return plan.steps if isinstance(plan, Plan) else plan


def _became(
    planned: PlannedStep,
    offered: Mapping[str, Step],
    done: Collection[str],
    *,
    today: str,
    enrolled: Collection[str],
    plan: Sequence[PlannedStep],
) -> Iterator[tuple[WarningCode, Reason]]:
    now = offered.get(planned.id)
    has_place = planned.id in enrolled
    starts = now.starts if now else planned.starts
    begun = bool(today and starts) and day(starts) < day(today)
    if begun and not has_place:
        yield "begun", reason("step-begun", "It began on {starts}.", starts=starts)
    if now is None:
        # An offering of what can still be begun no longer lists what has: that it is missing says nothing then.
        if not begun:
            yield "cancelled", reason("step-cancelled", "It is no longer offered.")
        return
    if now.seats is not None and now.seats < 1 and not has_place:
        yield "full", reason("step-full", "It has no free places.")
    what = _changed(planned, now)
    if what:
        yield "moved", reason("step-moved", "Changed: {fields}.", fields=", ".join(what), what=what, starts=now.starts)
    for course in dict.fromkeys(now.requires):
        sure = [other for other in plan if other.course == course and (other.id in offered or other.id in enrolled)]
        if course not in done and not any(in_time(offered.get(other.id, other), now) for other in sure):
            yield "prerequisite", reason("step-prerequisite", "Its prerequisite {course} is missing.", course=course)
    for other in plan:
        beside = offered.get(other.id)
        news = what or (beside and _changed(other, beside))
        if beside and other.id != planned.id and news and clash(now, beside) and not clash(planned, other):
            yield "clash", reason("step-clash", "Its meetings overlap those of {other}.", other=other.id)


def _changed(planned: PlannedStep, now: Step) -> tuple[str, ...]:
    pairs = {
        "dates": ((planned.starts, planned.ends), (now.starts, now.ends)),
        "meetings": (set(planned.meetings), set(now.meetings)),
        "place": ((planned.mode, planned.campus), (now.mode, now.campus)),
        "languages": (set(planned.languages), set(now.languages)),
        "credits": (planned.credits, now.credits),
    }
    return tuple(name for name, (before, after) in pairs.items() if before != after)
