"""The choice of steps as a constraint model, solved goal after goal by OR-Tools CP-SAT.

One worker, a fixed seed and a limit in deterministic time (not wall clock): the same input gives the same path on any
machine. Coverage is modelled by levels: one variable for each skill and distinct cover says whether the skill is
covered at least that far, so the relaxation stays tight where "the best step counts" would need a maximum.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osaamo.engine.paths.rules import exact, first_day, last_day, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from osaamo.engine.paths.problem import Problem
    from osaamo.engine.records import Step

COVERAGE, CREDITS, FINISH, INSTITUTIONS, FIRST_DAY, LOAD, PARALLEL, STEPS = (
    "coverage",
    "credits",
    "finish",
    "institutions",
    "first-day",
    "load",
    "parallel",
    "steps",
)

_CREDIT_UNITS = 1000
_SEED = 3
_MAXIMISED = frozenset({COVERAGE, FIRST_DAY})


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to make as large or small as possible. ``sense`` overrides the natural direction (-1 smaller)."""

    name: str
    sense: int = 0
    period: int = -1


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen indices, the value and proven bound of each goal in turn, and whether all were proven."""

    chosen: tuple[int, ...]
    values: tuple[int, ...]
    bounds: tuple[int, ...]
    optimal: bool


class PathModel:
    """The model of one problem. ``at_least`` asks for coverage, ``one_institution`` for steps of a single one."""

    def __init__(self, problem: Problem, *, at_least: int = 0, one_institution: bool = False) -> None:
        self._problem = problem
        self._model = cp_model.CpModel()
        self._take = {index: self._model.new_bool_var("") for index in problem.candidates}
        self._covered = self._add_coverage()
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

    def solve(self, goals: Sequence[Goal], *, effort: float, hint: Sequence[int] = ()) -> Solution | None:
        """The best choice, each goal fixed before the next; ``None`` when no choice keeps the limits.

        Args:
            goals: most important first.
            effort: deterministic time for each goal (about seconds of one core).
            hint: a valid choice to start from; the result is never worse.
        """
        chosen: tuple[int, ...] | None = None
        values: list[int] = []
        bounds: list[int] = []
        optimal = self._feasible
        known = tuple(hint)
        for goal in goals if self._feasible else ():
            expression = self._expression(goal)
            larger = goal.sense > 0 or (goal.sense == 0 and goal.name in _MAXIMISED)
            solver = self._optimise(expression, known, larger=larger, effort=effort)
            if solver is None:
                optimal = False
                break
            chosen = known = tuple(index for index, take in self._take.items() if solver.boolean_value(take))
            value, bound = round(solver.objective_value), round(solver.best_objective_bound)
            values.append(value)
            bounds.append(bound)
            optimal = optimal and value == bound
            self._model.add(expression >= value if larger else expression <= value)
        if chosen is None:
            return None
        return Solution(chosen, tuple(values), tuple(bounds), optimal)

    def _optimise(
        self, expression: cp_model.LinearExprT, known: Sequence[int], *, larger: bool, effort: float
    ) -> cp_model.CpSolver | None:
        model = self._model
        model.clear_hints()  # type: ignore[no-untyped-call]  # the library leaves this one method untyped
        taken = set(known)
        if taken:
            for index, take in self._take.items():
                model.add_hint(take, index in taken)
        if larger:
            model.maximize(expression)
        else:
            model.minimize(expression)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = _SEED
        # Covering problems are decided by their linear relaxation: without all of it the proof takes minutes.
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(model)
        return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _expression(self, goal: Goal) -> cp_model.LinearExprT:
        made: dict[str, Callable[[], cp_model.LinearExprT]] = {
            COVERAGE: lambda: self._covered,
            CREDITS: self._cost,
            INSTITUTIONS: lambda: self._institutions,
            FINISH: lambda: self._edge(FINISH),
            FIRST_DAY: lambda: self._edge(FIRST_DAY),
            LOAD: lambda: self._load(goal.period),
            PARALLEL: self._peak,
            STEPS: lambda: cp_model.LinearExpr.sum(list(self._take.values())),
        }
        return made[goal.name]()

    def _cost(self) -> cp_model.LinearExprT:
        """Credits first, number of steps second: idle steps without credits go too."""
        many = len(self._take) + 1
        steps = self._problem.teaching.steps
        return cp_model.LinearExpr.weighted_sum(
            list(self._take.values()), [many * units(steps[index].credits) + 1 for index in self._take]
        )

    def _load(self, period: int) -> cp_model.LinearExprT:
        when = self._problem.limits.periods[period]
        steps = self._problem.teaching.steps
        return cp_model.LinearExpr.weighted_sum(
            list(self._take.values()), [ceil(_CREDIT_UNITS * load(steps[index], when)) for index in self._take]
        )

    def _edge(self, name: str) -> cp_model.LinearExprT:
        """The last day of all (``finish``) or the first (``first-day``); days are ordinals, 0 without dated steps."""
        steps = self._problem.teaching.steps
        last = name == FINISH
        days = {index: last_day(steps[index]) if last else first_day(steps[index]) for index in self._take}
        dated = sorted({on for on in days.values() if on})
        if not dated:
            return cp_model.LinearExpr.sum([])
        edge = self._model.new_int_var_from_domain(cp_model.Domain.from_values([0, *dated] if last else dated), "")
        for index, take in self._take.items():
            if days[index]:
                bound = edge >= days[index] if last else edge <= days[index]
                self._model.add(bound).only_enforce_if(take)
        return edge

    def _peak(self) -> cp_model.LinearExprT:
        peak = self._model.new_int_var(0, len(self._take), "")
        for together in self._together():
            self._model.add(cp_model.LinearExpr.sum([self._take[index] for index in together]) <= peak)
        return peak

    def _add_coverage(self) -> cp_model.LinearExprT:
        teaching = self._problem.teaching
        reaching: defaultdict[int, defaultdict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for index, take in self._take.items():
            for skill, lift in teaching.lifts[index].items():
                reaching[skill][lift.cover].append(take)
        levels: list[cp_model.IntVar] = []
        gains: list[int] = []
        for skill in sorted(reaching):
            by_cover = reaching[skill]
            before = teaching.base[skill]
            ascending = sorted(by_cover)
            for at, cover in enumerate(ascending):
                level = self._model.new_bool_var("")
                takers = [take for reached in ascending[at:] for take in by_cover[reached]]
                self._model.add_bool_or([level.negated(), *takers])
                levels.append(level)
                gains.append(teaching.weights[skill] * (cover - before))
                before = cover
        return cp_model.LinearExpr.weighted_sum(levels, gains)

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
            self._model.add(self._load(number) <= floor(_CREDIT_UNITS * exact(period.credits_max)))
        if limits.max_parallel is not None:
            for together in self._together():
                if len(together) > limits.max_parallel:
                    takes = [self._take[index] for index in together]
                    self._model.add(cp_model.LinearExpr.sum(takes) <= limits.max_parallel)
        if not limits.clashes:
            for clique in self._clashing():
                self._model.add_at_most_one([self._take[index] for index in clique])

    def _together(self) -> list[tuple[int, ...]]:
        """The sets of steps that run on one day; enough to look at the days on which one starts."""
        spans = [(first_day(self._step(index)), last_day(self._step(index)), index) for index in self._take]
        starts = sorted({start for start, _, _ in spans if start})
        return _maximal({tuple(i for start, end, i in spans if start and start <= on <= end) for on in starts})

    def _clashing(self) -> list[tuple[int, ...]]:
        """The sets of steps with a meeting at one moment; enough to look at the moments at which one starts."""
        events: list[tuple[str, int, int]] = []
        for index in self._take:
            for meeting in self._step(index).meetings:
                if meeting.start < meeting.end:
                    events += [(meeting.end, 0, index), (meeting.start, 1, index)]
        running: defaultdict[int, int] = defaultdict(int)
        cliques: set[tuple[int, ...]] = set()
        events.sort()
        for at, (moment, starts, index) in enumerate(events):
            running[index] += 1 if starts else -1
            if not running[index]:
                del running[index]
            last_start = at + 1 == len(events) or events[at + 1][:2] != (moment, 1)
            if starts and last_start and len(running) > 1:
                cliques.add(tuple(sorted(running)))
        return _maximal(cliques)

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


def units(credits_: float | Fraction) -> int:
    """Credits in whole thousandths, rounded up, so that a rounded sum never hides an exceeded limit."""
    return ceil(_CREDIT_UNITS * exact(credits_))


def _maximal(sets: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The sets that are no part of another, in a fixed order."""
    kept: list[frozenset[int]] = []
    for candidate in sorted(sets, key=lambda members: (-len(members), members)):
        members = frozenset(candidate)
        if not any(members <= other for other in kept):
            kept.append(members)
    return [tuple(sorted(members)) for members in kept]
