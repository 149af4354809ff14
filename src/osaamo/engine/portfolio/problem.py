"""The choice as whole numbers: what each candidate does for each need, and what a choice is worth.

``won`` and ``broken`` say in plain arithmetic what :mod:`osaamo.engine.portfolio.model` says to the solver; tests hold
the two against each other. Scaling: covers are hundredths of one whole teaching, weights thousandths of the heaviest
need, pieces percents, credits, loads and euros thousandths. All sums stay far below 2 ** 53, so they are exact.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.gap import DEFAULT_RULES, GapRules, Similarity, near_cover
from osaamo.engine.paths.rules import exact
from osaamo.engine.portfolio.records import PIECES, BadPortfolio, Breach, Need, PortfolioCandidate, PortfolioLimits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

UNITS = 100
"""Cover of one whole teaching."""

PARTS = 1000
"""Parts of a credit, an hour, a euro."""

SHARES = 10_000
"""Parts of a share."""

_WEIGHTS = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """What there is to choose from, in order of id.

    Attributes:
        candidates: all candidates.
        needs: the needs with any weight that a candidate can serve or not, as given.
        lifts: cover of each need (column) by each candidate (row), 0 to ``UNITS``.
        weights: whole-number weights of the needs; the heaviest is 1000.
        pieces: percent of a need won by each further whole teaching of it, falling.
    """

    candidates: tuple[PortfolioCandidate, ...]
    needs: tuple[Need, ...]
    lifts: Counts
    weights: Counts
    pieces: tuple[int, ...]

    @property
    def places(self) -> dict[str, int]:
        """The index of each id."""
        return {candidate.id: at for at, candidate in enumerate(self.candidates)}

    @property
    def schools(self) -> tuple[str, ...]:
        """Everybody who would teach something, in order of code."""
        return tuple(sorted({school for candidate in self.candidates for school in candidate.loads}))

    @property
    def most(self) -> int:
        """What would be won if every need were served in full."""
        return int(self.weights.sum()) * UNITS * sum(self.pieces)

    def taught(self, chosen: Sequence[int]) -> Counts:
        """How often each need is served by the candidates at these indices, in hundredths, without a ceiling."""
        total: Counts = self.lifts[list(chosen)].sum(axis=0)
        return total

    def worth(self, taught: Counts) -> Counts:
        """What such teaching wins of each need (last axis), in weight units."""
        percent = np.zeros_like(taught)
        for number, piece in enumerate(self.pieces):
            percent += piece * np.clip(taught - number * UNITS, 0, UNITS)
        return percent * self.weights

    def won(self, chosen: Sequence[int]) -> int:
        """What the choice wins in all."""
        return int(self.worth(self.taught(chosen)).sum())

    def share(self, won: int) -> float:
        """The share of all demand that is won, 0 to 1."""
        return won / self.most if self.most else 0.0


def portfolio_problem(
    candidates: Iterable[PortfolioCandidate], needs: Iterable[Need], *, pieces: Sequence[int] = PIECES
) -> Problem:
    """The problem of choosing among the candidates for the needs.

    Raises:
        BadPortfolio: a doubled id, a number below 0, pieces that rise.
    """
    ordered = tuple(sorted(candidates, key=lambda candidate: candidate.id))
    _check(ordered, pieces)
    wanted = tuple(sorted((need for need in needs if need.weight > 0), key=lambda need: need.key))
    by_skill: dict[str, list[tuple[int, float]]] = {}
    for column, need in enumerate(wanted):
        for uri, share in need.by.items():
            by_skill.setdefault(uri, []).append((column, share))
    lifts = np.zeros((len(ordered), len(wanted)), np.int64)
    for row, candidate in enumerate(ordered):
        for skill in candidate.skills:
            for column, share in by_skill.get(skill.uri, ()):
                cover = round(UNITS * share * min(1.0, max(0.0, skill.confidence)))
                lifts[row, column] = max(lifts[row, column], cover)
    heaviest = max((need.weight for need in wanted), default=1.0)
    weights = np.array([max(1, round(_WEIGHTS * need.weight / heaviest)) for need in wanted], np.int64)
    return Problem(ordered, wanted, lifts, weights, tuple(pieces))


def skill_needs(
    asked: Mapping[str, float],
    taught: Iterable[str] = (),
    *,
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
) -> list[Need]:
    """One need for each asked skill, served by itself and, with ``similarity``, by near ones of the ``taught``."""
    uris = sorted(uri for uri, weight in asked.items() if weight > 0)
    others = sorted(set(taught))
    by: dict[str, dict[str, float]] = {uri: {} for uri in uris}
    if similarity is not None and uris and others:
        cosines = np.round(np.asarray(similarity(uris, others), np.float64), 6)
        for row, column in zip(*np.nonzero(cosines >= rules.near), strict=True):
            by[uris[row]][others[column]] = near_cover(float(cosines[row, column]), rules)
    return [Need(uri, asked[uri], by[uri] | {uri: 1.0}) for uri in uris]


def broken(of: Problem, chosen: Sequence[int], limits: PortfolioLimits) -> tuple[Breach, ...]:
    """The limits that the candidates at these indices break together; empty when they keep them all."""
    rows = [of.candidates[index] for index in chosen]
    ids = {row.id for row in rows}
    found = []
    if len(rows) != limits.count:
        found.append(Breach("count", "", limits.count, len(rows)))
    totals = (("credits_max", limits.credits_max, credits_of(rows)), ("cost_max", limits.cost_max, cost_of(rows)))
    for name, most, total in totals:
        if most is not None and total is not None and parts(total) > floor_parts(most):
            found.append(Breach(name, "", most, total))
    loads = loads_of(of, rows)
    for school, most in sorted(limits.capacity.items()):
        if parts(loads.get(school, 0.0)) > floor_parts(most):
            found.append(Breach("capacity", school, most, loads[school]))
    whole = sum(parts(load) for load in loads.values())
    for school, load in loads.items():
        if SHARES * parts(load) < least_share(limits) * whole:
            found.append(Breach("share_min", school, limits.share_min, parts(load) / whole))
        if SHARES * parts(load) > most_share(limits) * whole:
            found.append(Breach("share_max", school, limits.share_max, parts(load) / whole))
    found += [Breach("must", id_, 1, 0) for id_ in limits.must if id_ not in ids]
    found += [Breach("avoid", id_, 0, 1) for id_ in limits.avoid if id_ in ids]
    return tuple(found)


def credits_of(rows: Iterable[PortfolioCandidate]) -> float:
    """The credits of all."""
    return sum(parts(row.credits) for row in rows) / PARTS


def cost_of(rows: Iterable[PortfolioCandidate]) -> float | None:
    """The euros of all; ``None`` where that of one is not known."""
    costs = [row.cost for row in rows]
    return sum(parts(cost) for cost in costs if cost is not None) / PARTS if None not in costs else None


def loads_of(of: Problem, rows: Iterable[PortfolioCandidate]) -> dict[str, float]:
    """The load of every school, also of those that carry none."""
    loads = dict.fromkeys(of.schools, 0)
    for row in rows:
        for school, load in row.loads.items():
            loads[school] += parts(load)
    return {school: load / PARTS for school, load in loads.items()}


def parts(number: float) -> int:
    """Credits, hours or euros in thousandths, rounded up, so that a rounded sum never hides an exceeded limit."""
    return math.ceil(PARTS * exact(number))


def floor_parts(number: float) -> int:
    """A limit in the same thousandths, rounded down."""
    return math.floor(PARTS * exact(number))


def least_share(limits: PortfolioLimits) -> int:
    """The least share in ten-thousandths."""
    return math.ceil(SHARES * exact(limits.share_min))


def most_share(limits: PortfolioLimits) -> int:
    """The largest share in ten-thousandths."""
    return math.floor(SHARES * exact(limits.share_max))


def checked(of: Problem, limits: PortfolioLimits) -> None:
    """Raise :class:`BadPortfolio` where the limits cannot be read: below 0, on costs or ids that nobody knows."""
    numbers = (limits.count, limits.credits_max, limits.cost_max, *limits.capacity.values(), limits.share_min)
    if any(number is not None and (not math.isfinite(number) or number < 0) for number in numbers):
        raise BadPortfolio("A limit is below 0 or no number. Give a number of at least 0.")
    if not limits.share_min <= limits.share_max:
        raise BadPortfolio("The least share of a school is above the largest. Lower it.")
    unknown = [id_ for id_ in limits.must if id_ not in of.places]
    if unknown:
        raise BadPortfolio(f"There is no {', '.join(unknown)} among the candidates. Take it out.", ids=unknown)
    if limits.cost_max is not None:
        no_cost = [row.id for row in of.candidates if row.cost is None and row.id not in limits.avoid]
        if no_cost:
            raise BadPortfolio(
                f"Nobody knows what these cost: {', '.join(no_cost)}. Give their costs or leave out the limit.",
                ids=no_cost,
            )


def _check(ordered: Sequence[PortfolioCandidate], pieces: Sequence[int]) -> None:
    for before, after in itertools.pairwise(ordered):
        if before.id == after.id:
            raise BadPortfolio(f"Two candidates have the id {after.id}. Give each its own.", id=after.id)
    for row in ordered:
        numbers = (row.credits, row.cost or 0.0, *row.loads.values())
        if any(not math.isfinite(number) or number < 0 for number in numbers):
            raise BadPortfolio(f"{row.id} has a number below 0. Correct its credits, load or cost.", id=row.id)
    if not pieces or min(pieces) <= 0 or any(later > before for before, later in itertools.pairwise(pieces)):
        raise BadPortfolio("The pieces of a need are to fall and stay above 0.")
