"""The set and order of courses that covers target skills with the least overlap, and how it differs from a present one.

The rules of study paths hold here too (:mod:`osaamo.engine.paths`): a skill counts once, by the course that teaches it
most surely; what a course requires comes before it. Only the goals differ: after coverage, the least repeated skills.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.gap import DEFAULT_RULES, GapRules, Similarity, gap
from osaamo.engine.paths.baselines import greedy
from osaamo.engine.paths.limits import PathLimits
from osaamo.engine.paths.model import COST, COVERAGE, CREDITS, OVERLAP, Goal
from osaamo.engine.paths.problem import Problem, prepare
from osaamo.engine.paths.rules import broken, first_day, lacking
from osaamo.engine.paths.solving import best_choice
from osaamo.engine.paths.teaching import UNITS, Offering, Reach, sure_skills
from osaamo.engine.portfolio.choosing import EFFORT
from osaamo.engine.portfolio.problem import PARTS, parts
from osaamo.engine.portfolio.swaps import Swap, Swapped, swaps_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from osaamo.engine.paths.rules import Breach
    from osaamo.engine.portfolio.problem import Counts
    from osaamo.engine.records import Labels, Step, WeightedSkill

NO_LIMITS = PathLimits(seats=0, clashes=True)


@dataclass(frozen=True, slots=True)
class OrderedCourse:
    """A course in its place: the target skills it brings, those it repeats, and what it requires of the ones before."""

    step: Step
    new: tuple[str, ...]
    again: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseSet:
    """Courses in the order in which to take them.

    Attributes:
        courses: each with what it brings.
        coverage: the covered share of the target's weight, 0 to 1.
        overlap: how often any skill is surely taught again.
        credits: of all.
        cost: euros of all; ``None`` where that of one is not known.
        schools: who gives them, in order of code.
        open: target skills that none of them teaches, heaviest first.
        breaks: limits it breaks; a present path may, a found one never does.
        optimal: proven best in every goal.
        distance: how far the coverage may be from the best; 0 where proven.
    """

    courses: tuple[OrderedCourse, ...]
    coverage: float
    overlap: int
    credits: float
    cost: float | None
    schools: tuple[str, ...]
    open: tuple[str, ...]
    breaks: tuple[Breach, ...] = ()
    optimal: bool = False
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """The best set (``None``: none keeps the limits), the present one where there is one, and the way between them."""

    best: CourseSet | None
    present: CourseSet | None
    swaps: tuple[Swap, ...]


def best_courses(
    courses: Iterable[Step] | Offering,
    want: Sequence[WeightedSkill],
    limits: PathLimits = NO_LIMITS,
    *,
    labels: Mapping[str, Labels],
    present: Collection[str] = (),
    costs: Mapping[str, float] | None = None,
    levels: Mapping[str, int] | None = None,
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
    effort: float = EFFORT,
) -> CourseChoice:
    """The courses that cover ``want`` best.

    Goals in order: coverage, least overlap, fewest credits, least cost, most of ``present`` kept. Where the present
    courses keep the limits, the result never covers less. Cost counts where all costs are known.

    Args:
        courses: what there is; a course is a step, with or without dates.
        want: target skills with their weights.
        limits: what the set must keep to.
        labels: labels of all skills that occur, by uri.
        present: ids of the courses of the path there is.
        costs: euros of each course by id.
        levels: 1 for what comes early (basic studies), higher for what comes later, by id.
        similarity: cosines between skills; without it only identical uris count.
        rules: how near is near.
        effort: deterministic time for each search.

    Raises:
        BadWeight, BadStep, BadLimits: the input cannot be planned with.
    """
    offering = courses if isinstance(courses, Offering) else Offering(courses)
    wanted = gap((), want, labels=labels, similarity=similarity, rules=rules)
    problem = prepare(Reach(offering, similarity, rules).teaching(wanted), limits)
    euros = [(costs or {}).get(step.id) for step in offering.steps]
    now = tuple(sorted(offering.places[id_] for id_ in present if id_ in offering.places))
    hint = _start(problem, now)
    goals = [Goal(COVERAGE), Goal(OVERLAP), Goal(CREDITS)]
    if None not in euros:
        goals.append(Goal(COST, costs=tuple(parts(euro or 0.0) for euro in euros)))
    found = best_choice(problem, effort=effort, hint=hint, keep=now, at_least=problem.teaching.won(hint), goals=goals)
    teller = _Teller(problem, euros, levels or {})
    before = teller.told(now) if now else None
    if found is None:
        return CourseChoice(None, before, ())
    best = teller.told(found.chosen, optimal=found.optimal, distance=found.distance)
    return CourseChoice(best, before, swaps_between(teller.swapped(), now, found.chosen) if now else ())


def _start(problem: Problem, now: tuple[int, ...]) -> tuple[int, ...]:
    """The better of the present courses and the greedy choice, of those that keep the limits."""
    starts = [start for start in (now, greedy(problem, start=now)) if _is_within(problem, start)]
    return max(starts, key=problem.teaching.won, default=())


def _is_within(problem: Problem, chosen: Collection[int]) -> bool:
    return not broken(problem.steps(sorted(chosen)), problem.limits)


class _Teller:
    """What sets of courses of a problem are worth, in the words of the result."""

    def __init__(self, problem: Problem, euros: Sequence[float | None], levels: Mapping[str, int]) -> None:
        self._problem = problem
        self._teaching = problem.teaching
        self._euros = euros
        self._levels = levels
        self._most = max(1, UNITS * sum(self._teaching.weights))

    def told(self, chosen: Collection[int], *, optimal: bool = False, distance: float = 0.0) -> CourseSet:
        """The set in its order."""
        ordered = self._ordered(chosen)
        euros = [self._euros[index] for index in chosen]
        repeated = Counter(uri for index in chosen for uri in sure_skills(self._teaching.steps[index]))
        reached = {skill for index in chosen for skill in self._teaching.lifts[index]}
        skills = self._teaching.skills
        missed = sorted(set(range(len(skills))) - reached, key=lambda at: (-self._teaching.weights[at], skills[at]))
        return CourseSet(
            courses=tuple(self._courses(ordered)),
            coverage=int(self._worth(chosen).sum()) / self._most,
            overlap=sum(count - 1 for count in repeated.values()),
            credits=sum(parts(self._teaching.steps[index].credits) for index in chosen) / PARTS,
            cost=None if None in euros else sum(parts(euro or 0.0) for euro in euros) / PARTS,
            schools=tuple(sorted({self._teaching.steps[index].institution for index in chosen})),
            open=tuple(skills[at] for at in missed),
            breaks=broken([self._teaching.steps[index] for index in ordered], self._problem.limits),
            optimal=optimal,
            distance=distance,
        )

    def swapped(self) -> Swapped:
        """The courses as swaps tell of them."""
        steps, skills = self._teaching.steps, self._teaching.skills
        lifts = self._teaching.lifts

        def evidence(teacher: int, need: int) -> str:
            lift = lifts[teacher].get(need)
            return lift.evidence if lift else ""

        return Swapped(
            ids=[step.id for step in steps],
            credits=[step.credits for step in steps],
            costs=self._euros,
            keys=skills,
            worth=self._worth,
            most=self._most,
            evidence=evidence,
        )

    def _worth(self, chosen: Collection[int]) -> Counts:
        cover = np.zeros(len(self._teaching.skills), np.int64)
        for index in chosen:
            for skill, lift in self._teaching.lifts[index].items():
                cover[skill] = max(cover[skill], lift.cover)
        worth: Counts = cover * np.array(self._teaching.weights, np.int64)
        return worth

    def _ordered(self, chosen: Collection[int]) -> list[int]:
        """What is required first, then lower levels, then earlier days, then by id (indices are in order of id)."""
        steps = self._teaching.steps
        inside = {steps[index].course for index in chosen}
        waiting = sorted(chosen, key=lambda at: (self._levels.get(steps[at].id, 0), first_day(steps[at]), steps[at].id))
        ordered: list[int] = []
        done: set[str] = set()
        while waiting:
            ready = (at for at in waiting if not (self._required(at) & inside) - done)
            # A present path may hold courses that require each other; then the first in line breaks the circle.
            index = next(ready, waiting[0])
            waiting.remove(index)
            ordered.append(index)
            done.add(steps[index].course)
        return ordered

    def _required(self, index: int) -> set[str]:
        return set(lacking(self._teaching.steps[index], self._problem.limits))

    def _courses(self, ordered: Sequence[int]) -> Iterable[OrderedCourse]:
        skills, steps = self._teaching.skills, self._teaching.steps
        seen: set[str] = set()
        before: dict[str, str] = {}
        for index in ordered:
            taught = [skills[at] for at in sorted(self._teaching.lifts[index], key=self._heavier)]
            after = tuple(before[course] for course in steps[index].requires if course in before)
            yield OrderedCourse(
                steps[index],
                tuple(uri for uri in taught if uri not in seen),
                tuple(uri for uri in taught if uri in seen),
                after,
            )
            seen.update(taught)
            before[steps[index].course] = steps[index].id

    def _heavier(self, at: int) -> tuple[int, str]:
        return -self._teaching.weights[at], self._teaching.skills[at]
