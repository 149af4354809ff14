"""The choice of steps as a constraint model, solved goal after goal by OR-Tools CP-SAT.

One worker, a fixed seed and a limit in deterministic time (not wall clock): the same input gives the same path on any
machine. Coverage is modelled by levels: one variable for each skill and distinct cover says whether the skill is
covered at least that far, so the relaxation stays tight where "the best step counts" would need a maximum.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm, prod
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osaamo.engine.later import Later
from osaamo.engine.paths.meeting import running_together
from osaamo.engine.paths.rules import exact, first_day, last_day, load
from osaamo.engine.paths.teaching import sure_skills

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ortools.sat.python import cp_model

    from osaamo.engine.paths.problem import Problem
    from osaamo.engine.records import Step
else:
    cp_model = Later("ortools.sat.python.cp_model")

COVERAGE, CREDITS, FINISH, INSTITUTIONS, FIRST_DAY, KEPT, LOAD, PARALLEL, STEPS, OVERLAP, COST = (
    "coverage",
    "credits",
    "finish",
    "institutions",
    "first-day",
    "kept",
    "load",
    "parallel",
    "steps",
    "overlap",
    "cost",
)

APART = Fraction(1, 3)
"""Least distance of two alternatives: the share of the steps of both that only one of them has (Jaccard distance)."""

_CREDIT_UNITS = 1000
_NUMBERS_KEPT = 4096
_MOST_PARTS = 10**9
_EXACT = 2**50
"""The solver reports values as floats, which hold whole numbers to 2 ** 53."""

_SEED = 3
_MAXIMISED = frozenset({COVERAGE, FIRST_DAY, KEPT})


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to make as large or small as possible.

    ``sense`` overrides the natural direction (1 larger, -1 smaller), ``period`` is the one meant by ``LOAD``, ``among``
    the indices of which ``KEPT`` keeps as many as it can, ``costs`` what each step (by index) adds to ``COST``.
    """

    name: str
    sense: int = 0
    period: int = -1
    among: tuple[int, ...] = ()
    costs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen indices, the proven bound of what the first search made small, and whether all was proven."""

    chosen: tuple[int, ...]
    bound: int
    optimal: bool


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a goal makes small, and how many values it can have at most."""

    smaller: cp_model.LinearExprT
    span: int


class PathModel:
    """The model of one problem.

    Args:
        problem: what there is to choose from.
        at_least: coverage the choice must win.
        one_institution: whether all steps must be of one institution.
        apart_from: choices to which the distance must be at least ``APART``.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        at_least: int = 0,
        one_institution: bool = False,
        apart_from: Sequence[Sequence[int]] = (),
    ) -> None:
        self._problem = problem
        self._model = cp_model.CpModel()
        self._take = {index: self._model.new_bool_var("") for index in problem.candidates}
        self._covered, self._most_covered = self._add_coverage()
        self._add_courses()
        self._add_totals()
        self._add_time()
        self._add_prerequisites()
        self._institutions = self._add_institutions()
        self._feasible = self._add_must()
        if at_least:
            self._model.add(self._covered >= at_least)
        if one_institution:
            self._model.add(self._institutions <= 1)
        for other in apart_from:
            self._keep_apart(other)

    def solve(self, *stages: Sequence[Goal], effort: float, hint: Sequence[int] = ()) -> Solution | None:
        """The best choice, each goal before the next; ``None`` when no choice keeps the limits.

        Args:
            stages: goals, most important first. The goals of one stage are solved in one search (which is quicker when
                few choices are left), stage after stage.
            effort: deterministic time for each search (about seconds of one core).
            hint: a valid choice to start from; the result is never worse.
        """
        if not self._feasible:
            return None
        known = tuple(hint)
        found: Solution | None = None
        for measures in self._searches(stages):
            weighted = _lexicographic(measures)
            solver = self._search(weighted, known, effort=effort)
            if solver is None:
                return replace(found, optimal=False) if found else None
            known = tuple(index for index, take in self._take.items() if solver.boolean_value(take))
            value, bound = round(solver.objective_value), round(solver.best_objective_bound)
            if found is None:
                found = Solution(known, bound, optimal=True)
            found = replace(found, chosen=known, optimal=found.optimal and value == bound)
            for measure in measures:
                self._model.add(measure.smaller <= solver.value(measure.smaller))
        return found

    def _searches(self, stages: Sequence[Sequence[Goal]]) -> Iterator[list[_Measure]]:
        """The measures of each stage, in several parts where one weighted sum would grow past exact numbers."""
        for goals in stages:
            together: list[_Measure] = []
            for goal in goals:
                measure = self._measure(goal)
                if together and prod(other.span for other in [*together, measure]) > _EXACT:
                    yield together
                    together = []
                together.append(measure)
            yield together

    def _search(
        self, smaller: cp_model.LinearExprT, known: Sequence[int], *, effort: float
    ) -> cp_model.CpSolver | None:
        model = self._model
        model.clear_hints()  # type: ignore[no-untyped-call]  # the library leaves this one method untyped
        taken = set(known)
        if taken:
            for index, take in self._take.items():
                model.add_hint(take, index in taken)
        model.minimize(smaller)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = _SEED
        # Covering problems are decided by their linear relaxation: without all of it the proof takes minutes.
        solver.parameters.linearization_level = 2
        # Of small models these two cost more than they save (bench/paths.py: a fifth of the search).
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(model)
        return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _measure(self, goal: Goal) -> _Measure:
        expression, span = self._expression(goal)
        larger = goal.sense > 0 or (goal.sense == 0 and goal.name in _MAXIMISED)
        return _Measure(-expression if larger else expression, span)

    def _expression(self, goal: Goal) -> tuple[cp_model.LinearExprT, int]:
        takes = self._take
        made: dict[str, Callable[[], tuple[cp_model.LinearExprT, int]]] = {
            COVERAGE: lambda: (self._covered, self._most_covered + 1),
            CREDITS: self._cost,
            INSTITUTIONS: lambda: (self._institutions, len(takes) + 1),
            FINISH: lambda: self._edge(FINISH),
            FIRST_DAY: lambda: self._edge(FIRST_DAY),
            LOAD: lambda: self._load(goal.period),
            PARALLEL: lambda: (self._peak(), len(takes) + 1),
            STEPS: lambda: (cp_model.LinearExpr.sum(list(takes.values())), len(takes) + 1),
            OVERLAP: self._overlap,
            COST: lambda: (
                cp_model.LinearExpr.weighted_sum(list(takes.values()), [goal.costs[index] for index in takes]),
                sum(goal.costs[index] for index in takes) + 1,
            ),
            KEPT: lambda: (
                cp_model.LinearExpr.sum([takes[index] for index in goal.among if index in takes]),
                len(goal.among) + 1,
            ),
        }
        return made[goal.name]()

    def _cost(self) -> tuple[cp_model.LinearExprT, int]:
        """Credits first, number of steps second: idle steps without credits go too."""
        many = len(self._take) + 1
        costs = [many * units(self._step(index).credits) + 1 for index in self._take]
        return cp_model.LinearExpr.weighted_sum(list(self._take.values()), costs), sum(costs) + 1

    def _overlap(self) -> tuple[cp_model.LinearExprT, int]:
        """How often a skill is surely taught again, by every step after the first that teaches it."""
        teachers: defaultdict[str, list[cp_model.IntVar]] = defaultdict(list)
        for index, take in self._take.items():
            for uri in sure_skills(self._step(index)):
                teachers[uri].append(take)
        again = []
        for takes in (teachers[uri] for uri in sorted(teachers) if len(teachers[uri]) > 1):
            repeats = self._model.new_int_var(0, len(takes) - 1, "")
            self._model.add(repeats >= cp_model.LinearExpr.sum(takes) - 1)
            again.append(repeats)
        return cp_model.LinearExpr.sum(again), sum(len(takes) for takes in teachers.values()) + 1

    def _load(self, period: int) -> tuple[cp_model.LinearExprT, int]:
        loads, _ = self._loads(period)
        return cp_model.LinearExpr.weighted_sum(list(self._take.values()), loads), sum(loads) + 1

    def _loads(self, period: int) -> tuple[list[int], int]:
        """The load of each candidate in whole parts of a credit, and how many parts a credit has.

        Exact where the parts stay few; else rounded up, so that a rounded sum never hides an exceeded limit.
        """
        when = self._problem.limits.periods[period]
        loads = [load(self._step(index), when) for index in self._take]
        parts = lcm(*(one.denominator for one in loads))
        parts = min(parts, _MOST_PARTS)
        return [ceil(parts * one) for one in loads], parts

    def _edge(self, name: str) -> tuple[cp_model.LinearExprT, int]:
        """The place of the last day of all (``finish``) or the first (``first-day``) among the days that occur, from 1.

        Steps without dates do not count.
        """
        last = name == FINISH
        days = {index: (last_day if last else first_day)(self._step(index)) for index in self._take}
        place = {on: at for at, on in enumerate(sorted({on for on in days.values() if on}), start=1)}
        edge = self._model.new_int_var(0 if last else 1, max(1, len(place)), "")
        for index, take in self._take.items():
            if days[index]:
                bound = edge >= place[days[index]] if last else edge <= place[days[index]]
                self._model.add(bound).only_enforce_if(take)
        return edge, len(place) + 1

    def _peak(self) -> cp_model.LinearExprT:
        peak = self._model.new_int_var(0, len(self._take), "")
        for together in running_together(self._problem.teaching.steps, self._problem.candidates):
            self._model.add(cp_model.LinearExpr.sum([self._take[index] for index in together]) <= peak)
        return peak

    def _add_coverage(self) -> tuple[cp_model.LinearExprT, int]:
        reached: list[cp_model.IntVar] = []
        levels = self._problem.levels()
        for level in levels:
            here = self._model.new_bool_var("")
            higher = reached[-1:] if level.follows else []
            self._model.add_bool_or([here.negated(), *(self._take[index] for index in level.takers), *higher])
            reached.append(here)
        gains = [level.gain for level in levels]
        return cp_model.LinearExpr.weighted_sum(reached, gains), sum(gains)

    def _add_courses(self) -> None:
        by_course: defaultdict[str, list[cp_model.IntVar]] = defaultdict(list)
        for index, take in self._take.items():
            by_course[self._step(index).course].append(take)
        for takes in by_course.values():
            if len(takes) > 1:
                self._model.add_at_most_one(takes)

    def _add_totals(self) -> None:
        limits = self._problem.limits
        takes = list(self._take.values())
        total = cp_model.LinearExpr.weighted_sum(takes, [units(self._step(index).credits) for index in self._take])
        if limits.credits_max is not None:
            self._model.add(total <= floor(_CREDIT_UNITS * exact(limits.credits_max)))
        if limits.credits_min:
            self._model.add(total >= ceil(_CREDIT_UNITS * exact(limits.credits_min)))
        if limits.steps_max is not None:
            self._model.add(cp_model.LinearExpr.sum(takes) <= limits.steps_max)

    def _add_time(self) -> None:
        limits = self._problem.limits
        for number, period in enumerate(limits.periods):
            loads, parts = self._loads(number)
            total = cp_model.LinearExpr.weighted_sum(list(self._take.values()), loads)
            self._model.add(total <= floor(parts * exact(period.credits_max)))
        if limits.max_parallel is not None:
            for together in running_together(self._problem.teaching.steps, self._problem.candidates):
                if len(together) > limits.max_parallel:
                    takes = [self._take[index] for index in together]
                    self._model.add(cp_model.LinearExpr.sum(takes) <= limits.max_parallel)
        for clique in self._problem.cliques:
            self._model.add_at_most_one([self._take[index] for index in clique])

    def _add_prerequisites(self) -> None:
        supports = self._problem.supports
        circles = self._circles()
        rank = {index: self._model.new_int_var(0, len(circles), "") for index in circles}
        for index in self._take:
            for others in supports[index].values():
                met: list[cp_model.BoolVarT] = []
                for other in others:
                    if index in circles and circles[index] == circles.get(other):
                        first = self._model.new_bool_var("")
                        self._model.add_implication(first, self._take[other])
                        self._model.add(rank[index] >= rank[other] + 1).only_enforce_if(first)
                        met.append(first)
                    else:
                        met.append(self._take[other])
                self._model.add_bool_or([self._take[index].negated(), *met])

    def _circles(self) -> dict[int, int]:
        """The steps that may require each other in a circle (always open ones only), with a number for each circle."""
        place = {index: at for at, index in enumerate(self._take)}
        edges = [
            (place[index], place[other])
            for index, courses in self._problem.supports.items()
            for others in courses.values()
            for other in others
        ]
        if not edges:
            return {}
        rows, columns = zip(*edges, strict=True)
        graph = coo_array((np.ones(len(edges)), (rows, columns)), shape=(len(place), len(place)))
        _, part = connected_components(graph, directed=True, connection="strong")
        sizes = np.bincount(part)
        return {index: int(part[at]) for index, at in place.items() if sizes[part[at]] > 1}

    def _add_institutions(self) -> cp_model.LinearExprT:
        by_name: defaultdict[str, list[cp_model.IntVar]] = defaultdict(list)
        for index, take in self._take.items():
            by_name[self._step(index).institution].append(take)
        used = []
        for name in sorted(by_name):
            there = self._model.new_bool_var("")
            for take in by_name[name]:
                self._model.add_implication(take, there)
            used.append(there)
        return cp_model.LinearExpr.sum(used)

    def _keep_apart(self, other: Sequence[int]) -> None:
        """At most so many steps shared that the Jaccard distance of the two choices is at least ``APART``."""
        shared = cp_model.LinearExpr.sum([self._take[index] for index in other if index in self._take])
        chosen = cp_model.LinearExpr.sum(list(self._take.values()))
        # 1 - shared / (chosen + len(other) - shared) >= APART, without the fraction
        least, whole = APART.numerator, APART.denominator
        self._model.add((2 * whole - least) * shared <= (whole - least) * (chosen + len(other)))

    def _add_must(self) -> bool:
        """Whether every fixed choice is among the candidates."""
        for name in self._problem.limits.must:
            takes = [
                take for index, take in self._take.items() if name in (self._step(index).id, self._step(index).course)
            ]
            if not takes:
                return False
            self._model.add_bool_or(takes)
        return True

    def _step(self, index: int) -> Step:
        return self._problem.teaching.steps[index]


def _lexicographic(measures: Sequence[_Measure]) -> cp_model.LinearExprT:
    """One sum that is smallest where the measures are, the first before the second and so on."""
    weights = [prod(later.span for later in measures[at:]) for at in range(1, len(measures) + 1)]
    return cp_model.LinearExpr.weighted_sum([measure.smaller for measure in measures], weights)


@lru_cache(_NUMBERS_KEPT)
def units(credits_: float | Fraction) -> int:
    """Credits in whole thousandths, rounded up, so that a rounded sum never hides an exceeded limit."""
    return ceil(_CREDIT_UNITS * exact(credits_))
