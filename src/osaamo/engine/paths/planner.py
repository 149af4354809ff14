"""Planning over one offering: a first path, and what becomes of it when one thing is tried out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from osaamo.engine.gap import DEFAULT_RULES, Gap, GapRules, Reason, Similarity, gap, merged, reason
from osaamo.engine.paths.away import one_away
from osaamo.engine.paths.baselines import greedy
from osaamo.engine.paths.explain import make_plan, open_skills
from osaamo.engine.paths.limits import PathLimits
from osaamo.engine.paths.problem import Problem, prepare
from osaamo.engine.paths.relax import relaxations
from osaamo.engine.paths.results import Asked, PathResult, Plan, Replanned
from osaamo.engine.paths.rules import broken
from osaamo.engine.paths.solving import Choice, alternatives, best_choice
from osaamo.engine.paths.teaching import Offering, Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.engine.paths.teaching import Teaching
    from osaamo.engine.records import Labels, Step, WeightedSkill

NO_LIMITS = PathLimits()
EFFORT = 4.0


@dataclass(frozen=True, slots=True)
class Change:
    """What is tried out on a path.

    Attributes:
        drop: ids of steps or courses that the path must do without from now on.
        fix: ids of steps or courses that it must hold.
        free: ids that are neither dropped nor fixed any more.
        want: skills wanted too, or with another weight than before.
        unwant: uris not wanted any more.
        limits: other limits in the place of those before; ``drop``, ``fix`` and ``free`` are applied to them.
    """

    drop: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    want: tuple[WeightedSkill, ...] = ()
    unwant: tuple[str, ...] = ()
    limits: PathLimits | None = None

    def applied(self, asked: Asked) -> Asked:
        """What is asked for after the change.

        Raises:
            BadLimits: an id is dropped and fixed at once.
        """
        limits = self.limits or asked.limits
        gone = {*self.free, *self.fix}
        avoid = tuple(dict.fromkeys([*(name for name in limits.avoid if name not in gone), *self.drop]))
        gone = {*self.free, *self.drop}
        must = tuple(dict.fromkeys([*(name for name in limits.must if name not in gone), *self.fix]))
        want = {skill.uri: skill for skill in (*merged(asked.want).values(), *self.want)}
        return replace(
            asked,
            limits=replace(limits, avoid=avoid, must=must),
            want=tuple(skill for uri, skill in want.items() if uri not in self.unwant),
        )


@dataclass(frozen=True, slots=True)
class _Search:
    """How long each search may take, and whether other paths are looked for too."""

    effort: float
    others: bool


class Planner:
    """Plans over one offering, which is checked and indexed once; safe among threads.

    What it remembers from plan to plan is which taught skills are near a wanted one, and nothing of who asked.

    Args:
        steps: the offering.
        labels: labels of all skills that occur, by uri.
        similarity: cosines between skills; without it only identical uris count.
        rules: how near is near.
        effort: deterministic time for each search, about seconds of one core, where a call names none.

    Raises:
        BadStep: the steps cannot be planned with; the message says what to correct.
    """

    def __init__(
        self,
        steps: Iterable[Step] | Offering,
        *,
        labels: Mapping[str, Labels],
        similarity: Similarity | None = None,
        rules: GapRules = DEFAULT_RULES,
        effort: float = EFFORT,
    ) -> None:
        self.offering = steps if isinstance(steps, Offering) else Offering(steps)
        self._reach = Reach(self.offering, similarity, rules)
        self._labels = labels
        self._similarity = similarity
        self._rules = rules
        self._effort = effort

    def plan(
        self,
        have: Sequence[WeightedSkill],
        want: Sequence[WeightedSkill],
        limits: PathLimits = NO_LIMITS,
        *,
        goals: Mapping[str, Sequence[str]] | None = None,
        alternatives: bool = True,
        near: Sequence[str] = (),
        effort: float | None = None,
    ) -> PathResult:
        """The best path from ``have`` towards ``want`` within ``limits``; see :func:`plan_path` for the arguments.

        ``near`` are the step ids of an earlier path: among equally good paths the one that keeps most of them is found.

        Raises:
            BadWeight: a weight is negative or not a number.
        """
        asked = Asked(tuple(have), tuple(want), limits, dict(goals or {}))
        places = self.offering.places
        previous = tuple(sorted(places[id_] for id_ in near if id_ in places))
        found, taught = self._compared(asked)
        search = _Search(effort or self._effort, alternatives)
        return self._result(asked, found, prepare(taught, limits), previous, search)

    def replan(
        self, before: PathResult, change: Change, *, alternatives: bool = False, effort: float | None = None
    ) -> Replanned:
        """The path after a change, and how it differs from ``before``, a result of this planner.

        As good in every goal as a path planned from nothing; among equally good ones it keeps most of the steps there
        were. What does not change is not computed again: the comparison of skills, and the search where ``before`` was
        proven best and still keeps limits that only became tighter.

        Raises:
            BadWeight, BadLimits: the change cannot be planned with.
        """
        asked = change.applied(before.asked)
        known = before.problem
        chosen = _chosen(before)
        if asked.want == before.asked.want:
            found, taught = before.gap, known.teaching
        else:
            found, taught = self._compared(asked)
        problem = prepare(taught, asked.limits, like=known)
        search = _Search(effort or self._effort, alternatives)
        if found is before.gap and _still_best(before, asked.limits):
            same = Choice("best", problem, chosen, optimal=True)
            result = self._told(asked, found, problem, same, search)
        else:
            result = self._result(asked, found, problem, chosen, search)
        return _difference(before, result)

    def _compared(self, asked: Asked) -> tuple[Gap, Teaching]:
        found = gap(asked.have, asked.want, labels=self._labels, similarity=self._similarity, rules=self._rules)
        return found, self._reach.teaching(found)

    def _result(
        self, asked: Asked, found: Gap, problem: Problem, previous: Sequence[int], search: _Search
    ) -> PathResult:
        start = greedy(problem, start=previous)
        hint = start if not broken(problem.steps(start), asked.limits) else ()
        best = best_choice(problem, effort=search.effort, hint=hint, keep=previous)
        return self._told(asked, found, problem, best, search)

    def _told(self, asked: Asked, found: Gap, problem: Problem, best: Choice | None, search: _Search) -> PathResult:
        taught, limits = problem.teaching, asked.limits
        if best and not taught.won(best.chosen) and not (limits.must and best.chosen):
            best = None
        stuck = best is None and (taught.useful or limits.must)
        blocked = relaxations(taught, limits, effort=search.effort) if stuck else ()
        plan = self._plan(best, found) if best else None
        choices = alternatives(best, effort=search.effort) if best and search.others else ()
        return PathResult(
            gap=found,
            plan=plan,
            alternatives=tuple(self._plan(choice, found, apart_from=best) for choice in choices),
            open=open_skills(best.chosen if best else (), problem, found, rules=self._rules),
            one_away=one_away(problem, found, asked, self._labels, rules=self._rules),
            relaxations=blocked,
            reason=_why_plan(plan, found) if plan else _why_none(taught, limits, blocked=bool(blocked)),
            considered=problem.counts,
            asked=asked,
            problem=problem,
        )

    def _plan(self, choice: Choice, found: Gap, *, apart_from: Choice | None = None) -> Plan:
        return make_plan(choice, found, self._labels, apart_from=apart_from)


def plan_path(
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    steps: Iterable[Step] | Offering,
    limits: PathLimits = NO_LIMITS,
    *,
    labels: Mapping[str, Labels],
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
    goals: Mapping[str, Sequence[str]] | None = None,
    alternatives: bool = True,
    effort: float = EFFORT,
    near: Sequence[str] = (),
) -> PathResult:
    """The best path from ``have`` towards ``want`` over ``steps`` within ``limits``.

    A wanted skill counts once, by the best of what is had and of the chosen steps. Goals are lexicographic: weighted
    coverage, then fewest credits (then steps), then the earliest finish, then fewest institutions. The search is
    deterministic: same input (in any order of steps), same path. To plan often over one offering, or to try out
    changes, keep a :class:`Planner`, or hand in an :class:`Offering`.

    Args:
        have: own skills; ``weight`` is the grade or confidence.
        want: wanted skills; ``weight`` is their importance.
        steps: the offering.
        limits: what the path must keep to.
        labels: labels of all skills that occur, by uri.
        similarity: cosines between skills; without it only identical uris count.
        rules: how near is near.
        goals: named sets of skill uris (occupations, other goals) for the "one course away" list.
        alternatives: whether to look for up to three truly different paths.
        effort: deterministic time for each search, about seconds of one core.
        near: step ids of an earlier path; among equally good paths the one that keeps most of them is found.

    Raises:
        BadWeight, BadStep: the input cannot be planned with; the message says what to correct.
    """
    planner = Planner(steps, labels=labels, similarity=similarity, rules=rules, effort=effort)
    return planner.plan(have, want, limits, goals=goals, alternatives=alternatives, near=near)


def _chosen(result: PathResult) -> tuple[int, ...]:
    places = result.problem.teaching.offering.places
    return tuple(sorted(places[step.id] for step in result.plan.steps)) if result.plan else ()


def _still_best(before: PathResult, limits: PathLimits) -> bool:
    """Whether the path was proven best and keeps limits that differ only by more steps to avoid or to hold."""
    old, chosen = before.asked.limits, _chosen(before)
    tighter = set(old.avoid) <= set(limits.avoid) and set(old.must) <= set(limits.must)
    return (
        before.plan is not None
        and before.plan.optimal
        and tighter
        and replace(limits, avoid=(), must=()) == replace(old, avoid=(), must=())
        and not broken(before.problem.steps(chosen), limits)
    )


def _difference(before: PathResult, after: PathResult) -> Replanned:
    old = {step.id for step in before.plan.steps} if before.plan else set()
    new = {step.id for step in after.plan.steps} if after.plan else set()
    covered = [result.plan.coverage if result.plan else result.gap.coverage for result in (before, after)]
    spent = [result.plan.credits if result.plan else 0.0 for result in (before, after)]
    return Replanned(
        result=after,
        added=tuple(sorted(new - old)),
        removed=tuple(sorted(old - new)),
        coverage=covered[1] - covered[0],
        credits=spent[1] - spent[0],
    )


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
    if not taught.useful:
        return reason("not-offered", "Nothing in the offering teaches what is missing.")
    return reason("no-path", "No path exists, whatever the limits: what helps requires courses that are not offered.")
