"""Scenarios of the portfolio: asked for, computed, removed. The answer is stored whole, as it was on its day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from osaamo.competence.services import similarity
from osaamo.domains.foresight.enums import RunState
from osaamo.domains.foresight.models import PortfolioScenario
from osaamo.domains.foresight.queries.newcomers import called_for
from osaamo.domains.foresight.queries.portfolio import asked_for, offered, school_codes
from osaamo.domains.foresight.queries.series import skill_label
from osaamo.engine import (
    BadPortfolio,
    Portfolio,
    PortfolioCandidate,
    PortfolioLimits,
    TaughtSkill,
    best_portfolio,
    measured_portfolio,
    portfolio_curve,
    portfolio_loosenings,
    portfolio_problem,
    portfolio_sensitivity,
    portfolio_swaps,
    skill_needs,
)
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.domains.foresight.queries.portfolio import Offered
    from osaamo.kernel.models import Organisation, Person

MODULES, DRAFTS, COURSES, NEW = "modules", "drafts", "courses", "new"
"""What may be chosen from: published modules, drafts of modules, courses of no module, new ones ads call for."""

AT_ONCE = 40
"""So many candidates are chosen from while somebody waits; more are left to a job."""

EFFORT = 8.0
"""Deterministic time for the best choice; the rest gets a quarter for each search."""

MOST_SERVED = 60
"""Skills told of a choice."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a scenario asks for, as its form gives it and its row keeps it.

    ``assumed_cost`` stands for every cost that nobody knows; ``new_credits`` is the size of a module ads call for;
    ``near`` lets near skills count in part; ``sizes`` are further counts to compare with.
    """

    count: int
    kinds: tuple[str, ...] = (MODULES,)
    credits_max: float | None = None
    cost_max: float | None = None
    capacity: Mapping[str, float] = field(default_factory=dict)
    share_min: float = 0.0
    share_max: float = 1.0
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    assumed_cost: float | None = None
    new_credits: float = 5.0
    near: bool = True

    def limits(self, candidates: Iterable[PortfolioCandidate]) -> PortfolioLimits:
        """As the optimiser reads them; what is no candidate any more is left out of what must stay."""
        known = {one.id for one in candidates}
        return PortfolioLimits(
            count=self.count,
            credits_max=self.credits_max,
            cost_max=self.cost_max,
            capacity=dict(self.capacity),
            share_min=self.share_min,
            share_max=self.share_max,
            must=tuple(id_ for id_ in self.must if id_ in known),
            avoid=tuple(id_ for id_ in self.avoid if id_ in known),
        )


def make_scenario(
    *, organisation: Organisation, name: str, wishes: Wishes, costs: Mapping[str, float], who: Person
) -> PortfolioScenario:
    """The scenario, computed where that takes a moment, else handed to a job."""
    at_once = len(candidates_of(wishes, costs)[0]) <= AT_ONCE
    with transaction.atomic():
        scenario = PortfolioScenario.objects.create(
            organisation=organisation, name=name, limits=asdict(wishes), costs=dict(costs), made_by=who
        )
        audit(verb="foresight.make-portfolio", who=who, about=scenario, organisation=organisation)
        if not at_once:
            enqueue("osaamo.domains.foresight.jobs.compute_portfolio", scenario.pk)
    # Outside the transaction: a search takes a second or two, and nobody else could write meanwhile.
    return compute_scenario(scenario=scenario) if at_once else scenario


@transaction.atomic
def remove_scenario(*, scenario: PortfolioScenario, who: Person) -> None:
    """Remove it and its answer."""
    audit(verb="foresight.remove-portfolio", who=who, about=scenario, organisation=scenario.organisation)
    scenario.delete()


def compute_scenario(*, scenario: PortfolioScenario) -> PortfolioScenario:
    """Find the answer and store it; computing again gives the answer of today's catalogue and ads.

    The scenario fails where the catalogue changed under it, so that a limit on euros meets an unknown cost.
    """
    try:
        scenario.result = _answer(wishes_of(scenario), scenario.costs)
        scenario.state = RunState.DONE
    except BadPortfolio:
        scenario.result = {}
        scenario.state = RunState.FAILED
    scenario.computed_at = timezone.now()
    scenario.save(update_fields=["result", "state", "computed_at"])
    return scenario


def wishes_of(scenario: PortfolioScenario) -> Wishes:
    """What the scenario asks for."""
    kept = dict(scenario.limits)
    for name in ("kinds", "must", "avoid", "sizes"):
        kept[name] = tuple(kept.get(name, ()))
    return Wishes(**kept)


def candidates_of(wishes: Wishes, costs: Mapping[str, float]) -> tuple[list[PortfolioCandidate], list[str]]:
    """The candidates at the costs that are known or assumed, and the keys of those that are offered today."""
    rows = [row for row in offered() if kind_of(row) in wishes.kinds]
    found = [
        row.candidate(costs.get(row.taught.key, row.cost if row.cost is not None else wishes.assumed_cost))
        for row in rows
    ]
    if NEW in wishes.kinds:
        found += _new_ones(wishes, costs, school_codes(rows))
    return found, [row.taught.key for row in rows if row.today]


def kind_of(row: Offered) -> str:
    """Which of the kinds to choose from it is."""
    if row.taught.kind == "course":
        return COURSES
    return MODULES if row.today else DRAFTS


def _new_ones(wishes: Wishes, costs: Mapping[str, float], schools: Sequence[str]) -> Iterable[PortfolioCandidate]:
    """The modules ads call for, taught by all schools in equal parts until somebody decides who."""
    share = wishes.new_credits / len(schools) if schools else 0.0
    for module in called_for().modules:
        key = f"new:{slugify(module.title.en)}"
        yield PortfolioCandidate(
            id=key,
            title=module.title,
            skills=tuple(TaughtSkill(uri) for uri in module.skills),
            credits=wishes.new_credits,
            loads=dict.fromkeys(schools, round(share, 3)),
            cost=costs.get(key, wishes.assumed_cost),
        )


def _answer(wishes: Wishes, costs: Mapping[str, float]) -> dict[str, Any]:
    candidates, today = candidates_of(wishes, costs)
    demand = asked_for()
    taught = {skill.uri for one in candidates for skill in one.skills}
    needs = skill_needs(demand.weights, taught, similarity=similarity if wishes.near else None)
    of = portfolio_problem(candidates, needs)
    limits = wishes.limits(candidates)
    now = measured_portfolio(of, today, replace(limits, count=len(today)))
    best = best_portfolio(of, limits, today=today, effort=EFFORT)
    answer = {
        "demand": {"of": demand.of, "since": demand.since, "skills": len(needs), "forecast": demand.forecast},
        "candidates": {one.id: _candidate(one, today) for one in of.candidates},
        "today": _told(now),
        "best": _told(best) if best else None,
        "sizes": [_size(size, of, limits, today) for size in wishes.sizes if size != limits.count],
        "labels": {},
    }
    if best is None:
        found = portfolio_loosenings(of, limits, effort=EFFORT / 4)
        return answer | {"loosenings": [asdict(one) for one in found]}
    by = "cost" if all(one.cost is not None for one in candidates) else "credits"
    points = portfolio_curve(of, limits, by=by, today=today, effort=EFFORT / 4)
    swaps = [asdict(swap) | {"why": swap.why.as_dict()} for swap in portfolio_swaps(of, now.chosen, best.chosen)]
    answer |= {
        "swaps": swaps,
        "curve": {"by": by, "points": [[point.limit, point.portfolio.coverage] for point in points]},
        "held": [asdict(one) for one in portfolio_sensitivity(of, limits, best, effort=EFFORT / 4)],
    }
    uris = {one["key"] for one in (*answer["today"]["served"], *answer["best"]["served"])}
    uris |= {change["key"] for swap in swaps for side in ("won", "lost") for change in swap[side]}
    return answer | {"labels": {uri: skill_label(uri).as_dict() for uri in sorted(uris)}}


def _size(size: int, of: Any, limits: PortfolioLimits, today: Sequence[str]) -> dict[str, Any]:
    """What a further size would cover, without its modules one by one."""
    found = best_portfolio(of, replace(limits, count=size), today=today, effort=EFFORT / 4)
    told = {"count": size, "most": len(of.candidates)}
    if found is None:
        return told | {"coverage": None}
    return told | {"coverage": found.coverage, "credits": found.credits, "cost": found.cost, "optimal": found.optimal}


def _candidate(one: PortfolioCandidate, today: Sequence[str]) -> dict[str, Any]:
    return {
        "title": one.title.as_dict(),
        "credits": one.credits,
        "loads": dict(one.loads),
        "cost": one.cost,
        "today": one.id in today,
        "skills": len(one.skills),
    }


def _told(portfolio: Portfolio) -> dict[str, Any]:
    told = asdict(portfolio)
    return told | {"served": told["served"][:MOST_SERVED]}
