"""What a path is measured against: taking the best next step, and searching by words."""

from __future__ import annotations

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
    fixed = [index for index in problem.candidates if is_must(teaching.steps[index], problem.limits)]
    chosen: list[int] = []
    for index in [*fixed, *sorted(set(start).intersection(problem.candidates) - set(fixed))]:
        if _keeps(problem, [*chosen, index]):
            chosen.append(index)
    cover = dict(enumerate(teaching.base))
    for index in chosen:
        _learn(cover, teaching.lifts[index])
    left = [index for index in problem.candidates if teaching.lifts[index] and index not in chosen]
    while True:
        gains = sorted(
            (-gain, units(teaching.steps[index].credits), index)
            for index in left
            if (gain := _gain(cover, teaching.lifts[index], teaching.weights)) > 0
        )
        best = next((index for _, _, index in gains if _keeps(problem, [*chosen, index])), None)
        if best is None:
            return tuple(sorted(chosen))
        chosen.append(best)
        _learn(cover, teaching.lifts[best])
        left = [index for _, _, index in gains if index != best]


def keyword_path(problem: Problem, matches: Callable[[Step], float]) -> tuple[int, ...]:
    """Indices in order of a text search score, each taken when it keeps all limits; steps scoring 0 are not taken.

    ``matches`` is the search score of a step's text against the goal's words.
    """
    steps = problem.teaching.steps
    scores = {index: matches(steps[index]) for index in problem.candidates}
    chosen: list[int] = []
    for index in sorted((i for i in scores if scores[i] > 0), key=lambda i: (-scores[i], i)):
        if _keeps(problem, [*chosen, index]):
            chosen.append(index)
    return tuple(sorted(chosen))


def _gain(cover: Mapping[int, int], lifts: Mapping[int, Lift], weights: Sequence[int]) -> int:
    return sum(weights[skill] * max(0, lift.cover - cover[skill]) for skill, lift in lifts.items())


def _learn(cover: dict[int, int], lifts: Mapping[int, Lift]) -> None:
    cover.update({skill: max(cover[skill], lift.cover) for skill, lift in lifts.items()})


def _keeps(problem: Problem, chosen: Sequence[int]) -> bool:
    breaches = broken(problem.steps(chosen), problem.limits)
    return all(breach.limit in ("credits_min", "must") for breach in breaches)
