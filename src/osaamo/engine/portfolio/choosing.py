"""The best choice, what it is measured against, how it moves with the money and with each limit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.portfolio.model import CHANGED, COST, COVERAGE, CREDITS, Goal, PortfolioModel
from osaamo.engine.portfolio.problem import broken, checked, cost_of, credits_of, loads_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.portfolio.problem import Problem
    from osaamo.engine.portfolio.records import Breach, PortfolioLimits

EFFORT = 20.0
"""Deterministic time for a search, about seconds of one core."""

POINTS = 8
"""Points of a curve."""

LOOSER = 1.1
"""How far a limit is loosened to see what it holds back: by a tenth, or by one module."""


@dataclass(frozen=True, slots=True)
class ServedNeed:
    """A need, its share of all demand, how much of it is won (0 to 1), and by which candidates."""

    key: str
    demand: float
    won: float
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A choice and what it is worth.

    Attributes:
        chosen: ids, in order.
        won: weight units won.
        coverage: the share of all demand that is won, 0 to 1.
        credits: of all.
        cost: euros of all; ``None`` where that of one is not known.
        loads: load of each school.
        served: the needs, the largest demand first.
        breaks: limits it breaks; always empty for what was chosen here, not for what there was before.
        optimal: proven that nothing is better.
        distance: how far the coverage may be from the best, as a share of it; 0 where proven.
    """

    chosen: tuple[str, ...]
    won: int
    coverage: float
    credits: float
    cost: float | None
    loads: Mapping[str, float]
    served: tuple[ServedNeed, ...]
    breaks: tuple[Breach, ...] = ()
    optimal: bool = False
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What is best for at most so many euros (or credits)."""

    limit: float
    portfolio: Portfolio


@dataclass(frozen=True, slots=True)
class Loosened:
    """What one limit holds back: loosened from ``now`` to ``tried``, the coverage would be higher by ``gain``."""

    limit: str
    item: str
    now: float
    tried: float
    gain: float


def measured_portfolio(of: Problem, ids: Sequence[str], limits: PortfolioLimits) -> Portfolio:
    """What a given choice, such as today's, is worth and which limits it breaks; ids that are gone are left out."""
    places = of.places
    return _told(of, tuple(sorted(places[id_] for id_ in ids if id_ in places)), limits)


def best_portfolio(
    of: Problem,
    limits: PortfolioLimits,
    *,
    today: Sequence[str] = (),
    known: Sequence[Sequence[str]] = (),
    effort: float = EFFORT,
) -> Portfolio | None:
    """The best choice within the limits; ``None`` where none is found (see :func:`loosenings`).

    Goals in order: coverage; then least cost where all costs are known; then fewest credits; then most of ``today``
    kept. The same input gives the same choice, whatever the order of candidates. Where ``today``, or a choice of
    ``known``, keeps the limits, the result is never worse: it is where the search starts and what is returned if
    nothing better is found.

    Raises:
        BadPortfolio: the limits cannot be read.
    """
    checked(of, limits)
    places = of.places
    tried = [tuple(sorted(places[id_] for id_ in ids if id_ in places)) for ids in (today, *known)]
    starts = [start for start in (*tried, greedy(of, limits)) if not broken(of, start, limits)]
    start = max(starts, key=of.won, default=())
    model = PortfolioModel(of, limits)
    if start:
        model.at_least(of.won(start))
    found = model.best(Goal(COVERAGE), effort=effort, hint=start)
    if found is None and not start:
        return None
    chosen = found.chosen if found else start
    won = of.won(chosen)
    most = max(won, min(found.bound, of.most) if found else of.most)
    chosen = _cheapest(of, limits, chosen, tried[0], effort=effort)
    return _told(of, chosen, limits, most=most)


def greedy(of: Problem, limits: PortfolioLimits) -> tuple[int, ...]:
    """Indices taken one by one: each time the candidate that wins most and keeps the limits that only grow.

    What must be comes first. The result may hold too few, or break the least share; then it is no answer.
    """
    places = of.places
    chosen = [places[id_] for id_ in dict.fromkeys(limits.must)]
    taught = of.taught(chosen)
    while len(chosen) < limits.count:
        wins = of.worth(taught + of.lifts).sum(axis=1)
        wins[chosen] = -1
        for index in np.argsort(-wins, kind="stable").tolist():
            if wins[index] >= 0 and _fits(of, [*chosen, index], limits):
                chosen.append(index)
                taught = taught + of.lifts[index]
                break
        else:
            break
    return tuple(sorted(chosen))


def portfolio_curve(
    of: Problem,
    limits: PortfolioLimits,
    *,
    by: str = COST,
    today: Sequence[str] = (),
    points: int = POINTS,
    effort: float = EFFORT,
) -> list[CurvePoint]:
    """The best coverage for less and less money (``by="cost"``) or fewer credits (``"credits"``), dearest last.

    Even steps from the least that any choice takes to what the best one takes. No point is worse than a cheaper one.
    """
    best = best_portfolio(of, limits, today=today, effort=effort)
    free = PortfolioModel(of, limits).best(Goal(by), effort=effort)
    if best is None or free is None:
        return []
    places = of.places
    least = _spent(of, free.chosen, by)
    most = _spent(of, [places[id_] for id_ in best.chosen], by)
    found: list[CurvePoint] = []
    before: list[Sequence[str]] = [[of.candidates[index].id for index in free.chosen]]
    for step in range(points - 1):
        limit = least + (most - least) * step / (points - 1)
        tight = replace(limits, cost_max=limit) if by == COST else replace(limits, credits_max=limit)
        point = best_portfolio(of, tight, today=today, known=before, effort=effort)
        if point is not None:
            found.append(CurvePoint(limit, point))
            before.append(point.chosen)
        if most <= least:
            break
    return [*found, CurvePoint(most, best)] if most > least else found or [CurvePoint(most, best)]


def portfolio_sensitivity(
    of: Problem, limits: PortfolioLimits, best: Portfolio, *, effort: float = EFFORT
) -> tuple[Loosened, ...]:
    """What each limit holds back, the one that holds back most first; those that hold back nothing are left out."""
    found = []
    for limit, item, now, tried, looser in _looser(limits):
        other = best_portfolio(of, looser, known=[best.chosen], effort=effort)
        gain = other.coverage - best.coverage if other else 0.0
        if gain > 0:
            found.append(Loosened(limit, item, now, tried, gain))
    return tuple(sorted(found, key=lambda one: (-one.gain, one.limit, one.item)))


def _looser(limits: PortfolioLimits) -> list[tuple[str, str, float, float, PortfolioLimits]]:
    found: list[tuple[str, str, float, float, PortfolioLimits]] = [
        ("count", "", limits.count, limits.count + 1, replace(limits, count=limits.count + 1))
    ]
    if limits.credits_max is not None:
        more = round(limits.credits_max * LOOSER, 3)
        found.append(("credits_max", "", limits.credits_max, more, replace(limits, credits_max=more)))
    if limits.cost_max is not None:
        more = round(limits.cost_max * LOOSER, 3)
        found.append(("cost_max", "", limits.cost_max, more, replace(limits, cost_max=more)))
    for school, most in sorted(limits.capacity.items()):
        more = round(most * LOOSER, 3)
        found.append(("capacity", school, most, more, replace(limits, capacity={**limits.capacity, school: more})))
    if limits.share_min > 0:
        found.append(("share_min", "", limits.share_min, 0.0, replace(limits, share_min=0.0)))
    if limits.share_max < 1:
        found.append(("share_max", "", limits.share_max, 1.0, replace(limits, share_max=1.0)))
    for id_ in limits.must:
        rest = tuple(other for other in limits.must if other != id_)
        found.append(("must", id_, 1.0, 0.0, replace(limits, must=rest)))
    for id_ in limits.avoid:
        rest = tuple(other for other in limits.avoid if other != id_)
        found.append(("avoid", id_, 1.0, 0.0, replace(limits, avoid=rest)))
    return found


def _cheapest(
    of: Problem, limits: PortfolioLimits, chosen: tuple[int, ...], today: tuple[int, ...], *, effort: float
) -> tuple[int, ...]:
    """Of the choices that win as much: the cheapest, then with the fewest credits, then with most of today's."""
    model = PortfolioModel(of, limits)
    model.at_least(of.won(chosen))
    costs_known = all(row.cost is not None for row in of.candidates)
    goals = [*([Goal(COST)] if costs_known else []), Goal(CREDITS), Goal(CHANGED, among=today)]
    for goal in goals:
        found = model.best(goal, effort=effort / len(goals), hint=chosen)
        if found is None:
            break
        chosen = found.chosen
    return chosen


def _fits(of: Problem, chosen: Sequence[int], limits: PortfolioLimits) -> bool:
    """Whether these keep what more of them could only break."""
    return not any(
        breach.limit in ("credits_max", "cost_max", "capacity", "avoid") for breach in broken(of, chosen, limits)
    )


def _spent(of: Problem, chosen: Sequence[int], by: str) -> float:
    rows = [of.candidates[index] for index in chosen]
    return (cost_of(rows) or 0.0) if by == COST else credits_of(rows)


def _told(of: Problem, chosen: tuple[int, ...], limits: PortfolioLimits, *, most: int | None = None) -> Portfolio:
    rows = [of.candidates[index] for index in chosen]
    won = of.won(chosen)
    whole = int(of.weights.sum()) or 1
    full = 100 * sum(of.pieces)
    wins = of.worth(of.taught(chosen))
    served = tuple(
        ServedNeed(
            key=of.needs[column].key,
            demand=float(of.weights[column] / whole),
            won=float(wins[column] / (of.weights[column] * full)),
            by=tuple(of.candidates[index].id for index in chosen if of.lifts[index, column]),
        )
        for column in np.argsort(-of.weights, kind="stable").tolist()
    )
    return Portfolio(
        chosen=tuple(row.id for row in rows),
        won=won,
        coverage=of.share(won),
        credits=credits_of(rows),
        cost=cost_of(rows),
        loads=loads_of(of, rows),
        served=served,
        breaks=broken(of, chosen, limits),
        optimal=most is not None and won >= most,
        distance=1 - won / most if most else 0.0,
    )
