"""Which candidates a path of a given coverage can hold at all, by the linear relaxation.

After the best coverage is known, nearly all candidates are out: taking one of them would cost more coverage than the
relaxation leaves to spare (its reduced cost). The goals after the first are then solved among the few that are left.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from osaamo.engine.paths.model import units
from osaamo.engine.paths.problem import narrowed
from osaamo.engine.paths.rules import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.paths.problem import Level, Problem

_MARGIN = 1.0
"""Coverage units allowed for rounding: covers are whole numbers, the solver's error is far below one."""

FEW = 40
"""So few candidates are solved faster than sieved."""


class Relaxation:
    """The linear relaxation of a problem's coverage.

    It knows only some of the limits (each course once, clashes, credits in all and by period, number of steps), so it
    never says less than what is possible.

    Attributes:
        most: the coverage that no choice exceeds.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.most = sum(level.gain for level in problem.levels())
        self._most_with: NDArray[np.float64] | None = None
        if len(problem.candidates) > FEW:
            takes, levels = len(problem.candidates), problem.levels()
            matrix, bounds = _rows(problem, levels)
            gains = np.array([level.gain for level in levels], np.float64)
            wins = np.concatenate([np.zeros(takes), -gains])
            found = linprog(wins, A_ub=matrix, b_ub=bounds, bounds=(0, 1), method="highs-ds")
            if found.success:
                # What taking a step that the optimum leaves out costs, off the optimum itself.
                self.most = min(self.most, int(-found.fun + _MARGIN))
                self._most_with = -found.fun - np.asarray(found.lower.marginals)[:takes]

    def within(self, at_least: int) -> Problem:
        """The problem without the candidates that no path winning ``at_least`` coverage can hold."""
        if self._most_with is None or at_least <= 0:
            return self._problem
        return narrowed(
            self._problem, np.array(self._problem.candidates)[self._most_with >= at_least - _MARGIN].tolist()
        )


def _rows(problem: Problem, levels: Sequence[Level]) -> tuple[csr_array, NDArray[np.float64]]:
    """The constraints ``matrix @ [takes, levels] <= bounds``."""
    steps, limits = problem.teaching.steps, problem.limits
    place = {index: at for at, index in enumerate(problem.candidates)}
    takes = len(place)
    by_course: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for index, at in place.items():
        by_course[steps[index].course][at] = 1.0
    rows: list[tuple[dict[int, float], float]] = []
    for at, level in enumerate(levels, start=takes):
        reached = {at: 1.0, **{place[index]: -1.0 for index in level.takers}}
        rows.append((reached | {at - 1: -1.0} if level.follows else reached, 0.0))
    rows += [(entries, 1.0) for entries in by_course.values() if len(entries) > 1]
    rows += [({place[index]: 1.0 for index in clique}, 1.0) for clique in problem.cliques]
    if limits.credits_max is not None:
        credits_ = {at: float(units(steps[index].credits)) for index, at in place.items()}
        rows.append((credits_, units(limits.credits_max)))
    for period in limits.periods:
        loads = {at: float(load(steps[index], period)) for index, at in place.items()}
        rows.append(({at: part for at, part in loads.items() if part}, period.credits_max))
    if limits.steps_max is not None:
        rows.append((dict.fromkeys(place.values(), 1.0), limits.steps_max))
    indptr = np.cumsum([0, *(len(entries) for entries, _ in rows)])
    columns = [column for entries, _ in rows for column in entries]
    values = [value for entries, _ in rows for value in entries.values()]
    matrix = csr_array((values, columns, indptr), shape=(len(rows), takes + len(levels)))
    return matrix, np.array([bound for _, bound in rows], np.float64)
