"""Why no choice fits, and which limit to loosen how far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from osaamo.engine.portfolio.choosing import EFFORT
from osaamo.engine.portfolio.model import COST, COUNT, CREDITS, LOAD, Goal, Lifted, PortfolioModel
from osaamo.engine.portfolio.problem import checked, cost_of, credits_of, loads_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.portfolio.problem import Problem
    from osaamo.engine.portfolio.records import PortfolioLimits

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Loosening:
    """A limit to change from ``now`` to ``needed``; those of one ``group`` are needed together, groups are choices."""

    limit: str
    item: str
    now: float
    needed: float
    group: int = 0


def portfolio_loosenings(of: Problem, limits: PortfolioLimits, *, effort: float = EFFORT) -> tuple[Loosening, ...]:
    """What to change so that some choice fits; empty where one does, or where nothing helps (no candidates).

    Each limit that is enough alone is a group; where none is, one group, as small as leaving out one by one makes it.
    """
    checked(of, limits)
    if PortfolioModel(of, limits).is_possible(effort=effort):
        return ()
    every = _liftable(of, limits)
    alone = [found for group, one in enumerate(every) if (found := _needed(of, limits, [one], group, effort))]
    if alone:
        return tuple(entry for group in alone for entry in group)
    needed = list(every)
    if not _helps(of, limits, needed, effort):
        return ()
    for one in reversed(every):
        fewer = [other for other in needed if other != one]
        if _helps(of, limits, fewer, effort):
            needed = fewer
    return tuple(_needed(of, limits, needed, 0, effort))


def _liftable(of: Problem, limits: PortfolioLimits) -> list[Lifted]:
    found = [Lifted("cost_max")] if limits.cost_max is not None else []
    found += [Lifted("credits_max")] if limits.credits_max is not None else []
    found += [Lifted("capacity", school) for school in sorted(limits.capacity) if school in of.schools]
    found += [Lifted("share_min")] if limits.share_min > 0 else []
    found += [Lifted("share_max")] if limits.share_max < 1 else []
    found += [Lifted("must", id_) for id_ in limits.must]
    found += [Lifted("avoid", id_) for id_ in limits.avoid if id_ in of.places]
    return [*found, Lifted("count")]


def _helps(of: Problem, limits: PortfolioLimits, lifted: Sequence[Lifted], effort: float) -> bool:
    return bool(PortfolioModel(of, limits, lifted=lifted).is_possible(effort=effort))


def _needed(
    of: Problem, limits: PortfolioLimits, lifted: Sequence[Lifted], group: int, effort: float
) -> list[Loosening]:
    """How far each of these is to be loosened, in order as little as can be; empty where that is not enough."""
    model = PortfolioModel(of, limits, lifted=lifted)
    chosen: tuple[int, ...] | None = None
    for one in lifted:
        goal = _GOALS.get(one.limit)
        if goal is not None:
            solution = model.best(replace(goal, item=one.item), effort=effort)
            if solution is None:
                return []
            chosen = solution.chosen
    if chosen is None:
        solution = model.best(Goal(CREDITS), effort=effort)
        if solution is None:
            return []
        chosen = solution.chosen
    return [_told(of, limits, one, chosen, group, lifted, effort) for one in lifted]


_GOALS = {
    "cost_max": Goal(COST),
    "credits_max": Goal(CREDITS),
    "capacity": Goal(LOAD),
    "count": Goal(COUNT),
}


def _told(
    of: Problem,
    limits: PortfolioLimits,
    one: Lifted,
    chosen: tuple[int, ...],
    group: int,
    lifted: Sequence[Lifted],
    effort: float,
) -> Loosening:
    rows = [of.candidates[index] for index in chosen]
    if one.limit in ("must", "avoid"):
        return Loosening(one.limit, one.item, 1.0, 0.0, group)
    if one.limit in ("share_min", "share_max"):
        others = [other for other in lifted if other != one]
        return Loosening(one.limit, "", getattr(limits, one.limit), _share(of, limits, one, others, effort), group)
    if one.limit == "capacity":
        return Loosening(one.limit, one.item, limits.capacity[one.item], loads_of(of, rows)[one.item], group)
    if one.limit == "count":
        return Loosening(one.limit, "", limits.count, len(rows), group)
    now, needed = (
        (limits.cost_max, cost_of(rows)) if one.limit == "cost_max" else (limits.credits_max, credits_of(rows))
    )
    return Loosening(one.limit, "", now or 0.0, needed or 0.0, group)


def _share(of: Problem, limits: PortfolioLimits, one: Lifted, others: Sequence[Lifted], effort: float) -> float:
    """The share nearest to the limit, in whole percents, with which a choice fits; found by halving."""
    lower = one.limit == "share_min"
    works, fails = (0, round(PERCENT * limits.share_min)) if lower else (PERCENT, round(PERCENT * limits.share_max))
    while abs(works - fails) > 1:
        middle = (works + fails) // 2
        tried = replace(limits, share_min=middle / PERCENT) if lower else replace(limits, share_max=middle / PERCENT)
        if _helps(of, tried, others, effort):
            works = middle
        else:
            fails = middle
    return works / PERCENT
