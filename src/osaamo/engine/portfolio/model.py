"""The choice as a constraint model, solved by OR-Tools CP-SAT.

One worker, a fixed seed and a limit in deterministic time: the same input gives the same choice on any machine. A need
served by few is a straight sum of its takers; only where teaching can add up past one whole is it cut into pieces, and
since each further piece wins less, the solver fills them in order without being told to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.later import Later
from osaamo.engine.portfolio.problem import (
    SHARES,
    UNITS,
    floor_parts,
    least_share,
    most_share,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ortools.sat.python import cp_model

    from osaamo.engine.portfolio.problem import Problem
    from osaamo.engine.portfolio.records import PortfolioLimits
else:
    cp_model = Later("ortools.sat.python.cp_model")

_SEED = 3

COVERAGE, COST, CREDITS, CHANGED, COUNT, LOAD = "coverage", "cost", "credits", "changed", "count", "load"


@dataclass(frozen=True, slots=True)
class Lifted:
    """A limit that is left out: its attribute name, and the school or id where it has several."""

    limit: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What to make best.

    ``coverage`` large; ``cost``, ``credits`` and the ``load`` of the school ``item`` small; ``count`` near its limit;
    ``changed`` small: how many are chosen that are not ``among`` these indices, or the other way round.
    """

    name: str
    item: str = ""
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen indices, the value of the last goal, the bound proven for it, and whether that is the value."""

    chosen: tuple[int, ...]
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        return self.value == self.bound


class PortfolioModel:
    """The model of one problem under limits, ``lifted`` ones left out."""

    def __init__(self, problem: Problem, limits: PortfolioLimits, *, lifted: Collection[Lifted] = ()) -> None:
        self._problem = problem
        self._limits = limits
        self._lifted = frozenset(lifted)
        self._model = cp_model.CpModel()
        self._take = [self._model.new_bool_var("") for _ in problem.candidates]
        self._covered: cp_model.LinearExprT | None = None
        self._count = cp_model.LinearExpr.sum(self._take)
        self._known = all(row.cost is not None for row in problem.candidates)
        self._add_totals()
        self._add_schools()
        self._add_named()

    def best(self, goal: Goal, *, effort: float, hint: Sequence[int] = ()) -> Solution | None:
        """The best choice by the goal, which all later calls keep; ``None`` where none is found within the effort.

        ``hint`` is a choice to start from.
        """
        larger = goal.name == COVERAGE
        measure = self._measure(goal)
        self._model.clear_hints()  # type: ignore[no-untyped-call]  # the library leaves this one method untyped
        if hint:
            taken = set(hint)
            for index, take in enumerate(self._take):
                self._model.add_hint(take, index in taken)
        if larger:
            self._model.maximize(measure)
        else:
            self._model.minimize(measure)
        solver = _solver(effort)
        if solver.solve(self._model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        value = round(solver.objective_value)
        self._model.add(measure >= value if larger else measure <= value)
        chosen = tuple(index for index, take in enumerate(self._take) if solver.boolean_value(take))
        return Solution(chosen, value, round(solver.best_objective_bound))

    def at_least(self, won: int) -> None:
        """Only choices that win so much."""
        self._model.add(self._coverage() >= won)

    def is_possible(self, *, effort: float) -> bool | None:
        """Whether any choice keeps the limits; ``None`` where the effort does not tell."""
        self._model.clear_objective()  # type: ignore[no-untyped-call]
        status = _solver(effort).solve(self._model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True
        return False if status == cp_model.INFEASIBLE else None

    def _measure(self, goal: Goal) -> cp_model.LinearExprT:
        rows = self._problem.candidates
        if goal.name == COVERAGE:
            return self._coverage()
        if goal.name == COUNT:
            off = self._model.new_int_var(0, max(len(rows), self._limits.count), "")
            self._model.add_abs_equality(off, self._count - self._limits.count)
            return off
        if goal.name == CHANGED:
            return cp_model.LinearExpr.sum(
                [1 - take if index in goal.among else take for index, take in enumerate(self._take)]
            )
        numbers = {
            COST: lambda: [parts(row.cost or 0.0) for row in rows],
            CREDITS: lambda: [parts(row.credits) for row in rows],
            LOAD: lambda: [parts(row.loads.get(goal.item, 0.0)) for row in rows],
        }
        return cp_model.LinearExpr.weighted_sum(self._take, numbers[goal.name]())

    def _coverage(self) -> cp_model.LinearExprT:
        if self._covered is None:
            self._covered = self._add_coverage()
        return self._covered

    def _add_coverage(self) -> cp_model.LinearExprT:
        lifts, pieces = self._problem.lifts, self._problem.pieces
        straight = np.zeros(len(self._take), np.int64)
        variables: list[cp_model.IntVar] = []
        gains: list[int] = []
        for column, weight in enumerate(self._problem.weights.tolist()):
            takers = np.flatnonzero(lifts[:, column])
            most = int(np.sort(lifts[takers, column])[-self._limits.count :].sum()) if self._limits.count else 0
            if Lifted("count") in self._lifted:
                most = int(lifts[takers, column].sum())
            if most <= UNITS:
                straight += weight * pieces[0] * lifts[:, column]
                continue
            filled = []
            for number, piece in enumerate(pieces):
                left = min(UNITS, most - number * UNITS)
                if left > 0:
                    filled.append(self._model.new_int_var(0, left, ""))
                    gains.append(weight * piece)
            self._model.add(
                cp_model.LinearExpr.sum(filled)
                <= cp_model.LinearExpr.weighted_sum(
                    [self._take[index] for index in takers], lifts[takers, column].tolist()
                )
            )
            variables += filled
        return cp_model.LinearExpr.weighted_sum([*self._take, *variables], [*straight.tolist(), *gains])

    def _holds(self, limit: str, item: str = "") -> bool:
        return Lifted(limit, item) not in self._lifted

    def _add_totals(self) -> None:
        limits = self._limits
        if self._holds("count"):
            self._model.add(self._count == limits.count)
        if limits.credits_max is not None and self._holds("credits_max"):
            self._model.add(self._measure(Goal(CREDITS)) <= floor_parts(limits.credits_max))
        if limits.cost_max is not None and self._holds("cost_max"):
            self._model.add(self._measure(Goal(COST)) <= floor_parts(limits.cost_max))

    def _add_schools(self) -> None:
        limits = self._limits
        loads = {school: self._measure(Goal(LOAD, school)) for school in self._problem.schools}
        for school, most in sorted(limits.capacity.items()):
            if school in loads and self._holds("capacity", school):
                self._model.add(loads[school] <= floor_parts(most))
        whole = cp_model.LinearExpr.sum(list(loads.values()))
        for load in loads.values():
            if least_share(limits) > 0 and self._holds("share_min"):
                self._model.add(SHARES * load >= least_share(limits) * whole)
            if most_share(limits) < SHARES and self._holds("share_max"):
                self._model.add(SHARES * load <= most_share(limits) * whole)

    def _add_named(self) -> None:
        places = self._problem.places
        for id_ in self._limits.must:
            if self._holds("must", id_):
                self._model.add(self._take[places[id_]] == 1)
        for id_ in self._limits.avoid:
            if id_ in places and self._holds("avoid", id_):
                self._model.add(self._take[places[id_]] == 0)


def _solver(effort: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    # Covering problems are decided by their linear relaxation: without all of it the proof takes minutes.
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    return solver
