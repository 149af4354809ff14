"""The best choice of a problem, and its truly different alternatives, as indices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from osaamo.engine.paths.bounds import Relaxation
from osaamo.engine.paths.model import COVERAGE, CREDITS, FINISH, INSTITUTIONS, KEPT, Goal, PathModel
from osaamo.engine.paths.problem import prepare
from osaamo.engine.paths.rules import ONLINE, is_online, last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from osaamo.engine.paths.problem import Problem

GOALS = (Goal(COVERAGE), Goal(CREDITS), Goal(FINISH), Goal(INSTITUTIONS))
"""Most important first: weighted coverage, fewest credits (then steps), earliest finish, fewest institutions."""

MOST_ALTERNATIVES = 3
NEARLY_ALL, HALF = 90, 50
"""Percent of the best path's coverage that an alternative must win to be worth showing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen indices, of which problem, whether all goals are proven, and how far the coverage may be from best.

    ``kind`` is ``best`` or that of the alternative; ``distance`` the proven relative distance of the coverage won from
    the best possible of its kind, 0 where proven.
    """

    kind: str
    problem: Problem
    chosen: tuple[int, ...]
    optimal: bool
    distance: float = 0.0


def best_choice(
    problem: Problem,
    *,
    effort: float,
    hint: Sequence[int] = (),
    keep: Sequence[int] = (),
    kind: str = "best",
    at_least: int = 0,
    one_institution: bool = False,
    apart_from: Sequence[Sequence[int]] = (),
    goals: Sequence[Goal] = GOALS,
) -> Choice | None:
    """The choice that is best by ``goals``, of which coverage is the first; ``None`` when none keeps the limits.

    Args:
        problem: what there is to choose from.
        effort: deterministic time for each search.
        hint: a valid choice; the result is never worse, and is the hint where ``effort`` does not get any further.
        keep: indices of which equally good choices hold as many as they can.
        kind: of the choice.
        at_least: coverage it must win.
        one_institution: whether all steps must be of one institution.
        apart_from: choices from which it must differ by ``APART``.
        goals: most important first.
    """

    def model(where: Problem, least: int) -> PathModel:
        return PathModel(where, at_least=least, one_institution=one_institution, apart_from=apart_from)

    relaxation = Relaxation(problem)
    least = max(at_least, problem.teaching.won(hint))
    first = model(relaxation.within(least), at_least).solve(goals[:1], effort=effort, hint=hint)
    if first is None and not hint:
        return None
    chosen = first.chosen if first else tuple(hint)
    won, most = problem.teaching.won(chosen), min(relaxation.most, -first.bound) if first else relaxation.most
    others = (*goals[1:], Goal(KEPT, among=tuple(keep)))
    rest = model(relaxation.within(won), won).solve(others, effort=effort, hint=chosen)
    return Choice(
        kind=kind,
        problem=problem,
        chosen=rest.chosen if rest else chosen,
        optimal=won == most and rest is not None and rest.optimal,
        distance=1 - won / most if most else 0.0,
    )


def alternatives(best: Choice, *, effort: float) -> list[Choice]:
    """Up to three choices that each beat the best one in something and differ from it and each other.

    The difference is measured by the Jaccard distance of their steps and is at least ``APART`` (a third of the steps of
    any two are not shared). In order of search: the fewest credits and the earliest finish that still win 90 % of the
    coverage; the best of online steps only; the best of one institution; the best without any of the courses (but the
    fixed ones) that wins at least half of the coverage.
    """
    found: list[Choice] = []
    searches = iter(_searches(best, effort))
    while len(found) < MOST_ALTERNATIVES and (search := next(searches, None)):
        other = search([best.chosen, *(choice.chosen for choice in found)])
        if other and other.problem.teaching.won(other.chosen) and _beats(other, best):
            found.append(other)
    return found


def _searches(best: Choice, effort: float) -> Iterator[Callable[[list[tuple[int, ...]]], Choice | None]]:
    problem, won = best.problem, best.problem.teaching.won(best.chosen)
    steps = problem.steps(best.chosen)
    enough = -(-won * NEARLY_ALL // 100)
    if len(steps) > 1:
        reachable = Relaxation(problem).within(enough)
        yield lambda known: _first_by("fewest-credits", (CREDITS, COVERAGE, FINISH), reachable, enough, known, effort)
        if any(last_day(step) for step in steps):
            yield lambda known: _first_by("fastest", (FINISH, COVERAGE, CREDITS), reachable, enough, known, effort)
    if not all(is_online(step) for step in steps):
        online = prepare(problem.teaching, replace(problem.limits, modes=(ONLINE,)))
        if online.candidates:
            yield lambda known: best_choice(online, effort=effort, kind="online", apart_from=known)
    if len({step.institution for step in steps}) > 1:
        yield lambda known: best_choice(
            problem, effort=effort, kind="one-institution", one_institution=True, apart_from=known
        )
    taken = {step.course for step in steps} - set(problem.limits.must)
    fixed = {index for name in problem.limits.must for index in problem.teaching.offering.named(name)}
    without = tuple(sorted(taken - {problem.teaching.steps[index].course for index in fixed}))
    others = prepare(problem.teaching, replace(problem.limits, avoid=(*problem.limits.avoid, *without)))
    if without and others.candidates:
        half = -(-won * HALF // 100)
        yield lambda known: best_choice(others, effort=effort, kind="other-courses", at_least=half, apart_from=known)


def _first_by(
    kind: str, names: Sequence[str], problem: Problem, at_least: int, known: Sequence[Sequence[int]], effort: float
) -> Choice | None:
    first, *rest = (Goal(name) for name in names)
    model = PathModel(problem, at_least=at_least, apart_from=known)
    found = model.solve([first], rest, effort=effort)
    return Choice(kind, problem, found.chosen, found.optimal) if found else None


def _beats(other: Choice, best: Choice) -> bool:
    """Whether the choice is better than the best one in what its kind stands for."""
    mine, theirs = other.problem.steps(other.chosen), best.problem.steps(best.chosen)
    if other.kind == "fewest-credits":
        return sum(step.credits for step in mine) < sum(step.credits for step in theirs)
    if other.kind == "fastest":
        return max(map(last_day, mine)) < max(map(last_day, theirs))
    return True
