"""What a path is measured against: taking the best next step, and searching by words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from osaamo.engine.paths.model import units
from osaamo.engine.paths.problem import is_must
from osaamo.engine.paths.rules import broken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from osaamo.engine.paths.problem import Problem
    from osaamo.engine.paths.teaching import Lift
    from osaamo.engine.records import Step


def greedy(problem: Problem, *, start: Sequence[int] = ()) -> tuple[int, ...]:
    """Indices chosen one by one: each time the step that keeps all limits and wins most coverage (then fewest credits).

    A step whose prerequisites are not in the path yet is not considered. Fixed choices come first, then those of
    ``start``, as far as they fit. The result may fall short of ``credits_min`` and ``must``; it breaks nothing else.
    """
    teaching = problem.teaching
    keeps = _Keeper(problem)
    fixed = [index for index in problem.candidates if is_must(teaching.steps[index], problem.limits)]
    chosen: list[int] = []
    for index in [*fixed, *sorted(set(start).intersection(problem.candidates) - set(fixed))]:
        if keeps(chosen, index):
            chosen.append(index)
    cover = dict(enumerate(teaching.base))
    for index in chosen:
        _learn(cover, teaching.lifts[index])
    # A gain only ever shrinks, so the best is found without computing all gains again at each turn.
    queue = [
        (-_gain(cover, teaching.lifts[index], teaching.weights), units(teaching.steps[index].credits), index)
        for index in problem.candidates
        if teaching.lifts[index] and index not in chosen
    ]
    heapify(queue)
    waiting: list[tuple[int, int, int]] = []
    while queue:
        before, credits_, index = heappop(queue)
        gain = _gain(cover, teaching.lifts[index], teaching.weights)
        if not gain:
            continue
        if gain < -before:
            heappush(queue, (-gain, credits_, index))
        elif keeps(chosen, index):
            chosen.append(index)
            _learn(cover, teaching.lifts[index])
            for entry in waiting:
                heappush(queue, entry)
            waiting.clear()
        elif problem.supports[index]:
            waiting.append((-gain, credits_, index))  # what it requires may still come
    return tuple(sorted(chosen))


def keyword_path(problem: Problem, matches: Callable[[Step], float]) -> tuple[int, ...]:
    """Indices in order of a text search score, each taken when it keeps all limits; steps scoring 0 are not taken.

    ``matches`` is the search score of a step's text against the goal's words.
    """
    steps = problem.teaching.steps
    scores = {index: matches(steps[index]) for index in problem.candidates}
    keeps = _Keeper(problem)
    chosen: list[int] = []
    for index in sorted((i for i in scores if scores[i] > 0), key=lambda i: (-scores[i], i)):
        if keeps(chosen, index):
            chosen.append(index)
    return tuple(sorted(chosen))


def _gain(cover: Mapping[int, int], lifts: Mapping[int, Lift], weights: Sequence[int]) -> int:
    return sum(weights[skill] * max(0, lift.cover - cover[skill]) for skill, lift in lifts.items())


def _learn(cover: dict[int, int], lifts: Mapping[int, Lift]) -> None:
    cover.update({skill: max(cover[skill], lift.cover) for skill, lift in lifts.items()})


class _Keeper:
    """Whether one more candidate can join a choice; what the whole choice may still lack does not matter."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        # The cliques know which candidates clash, so that their meetings need not be compared again and again.
        self._limits = replace(problem.limits, clashes=True, must=(), credits_min=0.0)
        self._clashing: defaultdict[int, set[int]] = defaultdict(set)
        for clique in problem.cliques:
            for index in clique:
                self._clashing[index].update(clique)

    def __call__(self, chosen: Sequence[int], index: int) -> bool:
        if not self._clashing[index].isdisjoint(chosen):
            return False
        steps = self._problem.steps([*chosen, index])
        return self._has_room(steps) and not broken(steps, self._limits)

    def _has_room(self, steps: Sequence[Step]) -> bool:
        """The limits that most candidates fall to once a path is nearly full, asked first because they cost least."""
        limits = self._limits
        if limits.steps_max is not None and len(steps) > limits.steps_max:
            return False
        most = limits.credits_max
        return most is None or sum(units(step.credits) for step in steps) <= units(most)
