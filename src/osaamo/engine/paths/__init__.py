"""Study paths: the steps that close most of a gap within a learner's limits, why each, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from osaamo.engine.gap import DEFAULT_RULES, Gap, GapRules, Reason, Similarity, gap, reason
from osaamo.engine.paths.baselines import greedy, keyword_path
from osaamo.engine.paths.explain import make_plan, one_away, open_skills
from osaamo.engine.paths.limits import BadLimits, PathLimits, Period, load_limits
from osaamo.engine.paths.model import COVERAGE, CREDITS, FINISH, INSTITUTIONS, Goal, PathModel, Solution
from osaamo.engine.paths.problem import Problem, prepare
from osaamo.engine.paths.relax import relaxations
from osaamo.engine.paths.results import Closed, OneAway, OpenSkill, PathResult, Plan, PlannedStep, Relaxation
from osaamo.engine.paths.rules import ONLINE, Breach, blocks, broken, is_online
from osaamo.engine.paths.teaching import BadStep, Teaching, teaching

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.records import Labels, Step, WeightedSkill

__all__ = [
    "BadLimits",
    "BadStep",
    "Breach",
    "Closed",
    "OneAway",
    "OpenSkill",
    "PathLimits",
    "PathResult",
    "Period",
    "Plan",
    "PlannedStep",
    "Problem",
    "Relaxation",
    "Teaching",
    "blocks",
    "broken",
    "greedy",
    "keyword_path",
    "load_limits",
    "one_away",
    "plan_path",
    "prepare",
    "teaching",
]

GOALS = (Goal(COVERAGE), Goal(CREDITS), Goal(FINISH), Goal(INSTITUTIONS))
"""Most important first: weighted coverage, fewest credits, earliest finish, fewest institutions."""

NO_LIMITS = PathLimits()
EFFORT = 4.0
GOOD_ENOUGH = 90
MOST_ALTERNATIVES = 3


def plan_path(
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    steps: Sequence[Step],
    limits: PathLimits = NO_LIMITS,
    *,
    labels: Mapping[str, Labels],
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
    goals: Mapping[str, Sequence[str]] | None = None,
    alternatives: bool = True,
    effort: float = EFFORT,
) -> PathResult:
    """The best path from ``have`` towards ``want`` over ``steps`` within ``limits``.

    A wanted skill counts once, by the best of what is had and of the chosen steps. Goals are lexicographic: weighted
    coverage, then fewest credits (then steps), then the earliest finish, then fewest institutions. The search is
    deterministic: same input (in any order of steps), same path.

    Args:
        have: own skills; ``weight`` is the grade or confidence.
        want: wanted skills; ``weight`` is their importance.
        steps: the offering.
        limits: what the path must keep to.
        labels: labels of all skills that occur, by uri.
        similarity: cosines between skills; without it only identical uris count.
        rules: how near is near.
        goals: named sets of skill uris for the "one course away" list.
        alternatives: whether to look for up to three truly different paths.
        effort: deterministic time for each goal, about seconds of one core.

    Raises:
        BadWeight, BadStep, BadLimits: the input cannot be planned with; the message says what to correct.
    """
    found = gap(have, want, labels=labels, similarity=similarity, rules=rules)
    taught = teaching(found, steps, similarity=similarity, rules=rules)
    problem = prepare(taught, limits)
    solution = PathModel(problem).solve(GOALS, effort=effort, hint=_start(problem))
    brings = solution is not None and (taught.won(solution.chosen) > 0 or (limits.must and solution.chosen))
    away = one_away(taught, found, limits, labels, goals=goals, rules=rules)
    if solution is None or not brings:
        reachable = any(taught.lifts)
        blocked = relaxations(taught, limits, effort=effort) if reachable or limits.must else ()
        return PathResult(
            gap=found,
            plan=None,
            alternatives=(),
            open=open_skills((), problem, found, rules=rules),
            one_away=away,
            relaxations=blocked,
            reason=_why_none(taught, limits, blocked=bool(blocked)),
            considered=problem.counts,
        )
    plan = make_plan(
        "best",
        solution.chosen,
        problem,
        found,
        labels,
        optimal=solution.optimal,
        optimality_gap=_distance(solution),
    )
    others = _alternatives(plan, solution, problem, found, labels, effort=effort) if alternatives else ()
    return PathResult(
        gap=found,
        plan=plan,
        alternatives=others,
        open=open_skills(solution.chosen, problem, found, rules=rules),
        one_away=away,
        relaxations=(),
        reason=_why_plan(plan, found),
        considered=problem.counts,
    )


def _start(problem: Problem) -> tuple[int, ...]:
    """The greedy path where it is a whole path already, so that the answer is never worse."""
    chosen = greedy(problem)
    return chosen if not broken(problem.steps(chosen), problem.limits) else ()


def _distance(solution: Solution) -> float:
    """The proven relative distance of the coverage won from the best possible."""
    return (solution.bounds[0] - solution.values[0]) / solution.bounds[0] if solution.bounds[0] else 0.0


def _alternatives(
    best: Plan, solution: Solution, problem: Problem, found: Gap, labels: Mapping[str, Labels], *, effort: float
) -> tuple[Plan, ...]:
    enough = -(-solution.values[0] * GOOD_ENOUGH // 100)
    plans: list[Plan] = []

    def add(kind: str, where: Problem, model: PathModel, goals: Sequence[Goal], hint: Sequence[int] = ()) -> None:
        other = model.solve(goals, effort=effort, hint=hint)
        if other is None or not where.teaching.won(other.chosen):
            return
        plan = make_plan(kind, other.chosen, where, found, labels, optimal=other.optimal)
        ids = {step.id for step in plan.steps}
        if _differs(plan, best) and all(ids != {step.id for step in known.steps} for known in plans):
            plans.append(plan)

    if len(best.steps) > 1:
        cheap = (Goal(CREDITS), Goal(COVERAGE), Goal(FINISH))
        add("fewest-credits", problem, PathModel(problem, at_least=enough), cheap, solution.chosen)
        if best.ends:
            fast = (Goal(FINISH), Goal(COVERAGE), Goal(CREDITS))
            add("fastest", problem, PathModel(problem, at_least=enough), fast, solution.chosen)
    chosen = problem.steps(solution.chosen)
    if not all(is_online(step) for step in chosen):
        online = prepare(problem.teaching, replace(problem.limits, modes=(ONLINE,)))
        if online.candidates:
            add("online", online, PathModel(online), GOALS)
    if len(best.institutions) > 1 and len(plans) < MOST_ALTERNATIVES:
        add("one-institution", problem, PathModel(problem, one_institution=True), GOALS)
    return tuple(plans[:MOST_ALTERNATIVES])


def _differs(plan: Plan, best: Plan) -> bool:
    """Whether the plan is better than the best one in what its kind stands for."""
    better = {
        "fewest-credits": plan.credits < best.credits,
        "fastest": plan.ends < best.ends,
        "online": True,
        "one-institution": len(plan.institutions) < len(best.institutions),
    }
    return better[plan.kind]


def _why_plan(plan: Plan, found: Gap) -> Reason:
    return reason(
        "planned",
        "{steps} steps, {credits:g} credits: the coverage rises from {before} % to {after} %.",
        steps=len(plan.steps),
        credits=plan.credits,
        before=round(100 * found.coverage),
        after=round(100 * plan.coverage),
    )


def _why_none(taught: Teaching, limits: PathLimits, *, blocked: bool) -> Reason:
    if blocked:
        return reason("limits-block", "No path keeps all your limits. One of the changes below would open one.")
    if not taught.skills and not limits.must:
        return reason("nothing-missing", "Nothing is missing: you have all that the goal asks for.")
    if not any(taught.lifts):
        return reason("not-offered", "Nothing in the offering teaches what is missing.")
    return reason("no-path", "No path exists, whatever the limits: what helps requires courses that are not offered.")
