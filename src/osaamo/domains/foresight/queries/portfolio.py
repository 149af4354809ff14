"""What a portfolio can be chosen from, and what it shall cover."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.competence.keeping import Kept
from osaamo.competence.queries import skills_of
from osaamo.domains.foresight.models import PortfolioScenario
from osaamo.domains.foresight.queries.balance import ENOUGH_ADS, asked
from osaamo.domains.foresight.queries.series import (
    CHECKED_EACH,
    HORIZON,
    PER,
    Lack,
    ad_corpora,
    counted_mark,
    months_of,
    skill_series,
)
from osaamo.domains.foresight.queries.writings import ads_mark
from osaamo.engine import LANGUAGES, Labels, PortfolioCandidate, TaughtSkill, forecast
from osaamo.kernel.models import Organisation
from osaamo.ports.budgets import amounts
from osaamo.ports.supply import taught

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from osaamo.ports.supply import Taught

MANY_ADS = 200
"""With fewer ads than this every skill they name counts; with more, one that few name is an accident of their words."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Something the catalogue holds, with the skills of its own text and of its parts.

    ``cost`` is the euros of the budget lines it names, ``None`` where it names none or one without an amount.
    ``today``: the public sees it, and it is a module of its own.
    """

    taught: Taught
    skills: tuple[TaughtSkill, ...]
    loads: Mapping[str, float]
    cost: float | None
    today: bool

    @property
    def title(self) -> Labels:
        """Its name."""
        return Labels(**{code: self.taught.title.get(code, "") for code in LANGUAGES})

    def candidate(self, cost: float | None) -> PortfolioCandidate:
        """As the optimiser reads it, at a cost."""
        one = self.taught
        return PortfolioCandidate(one.key, self.title, self.skills, float(one.credits), self.loads, cost)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """How much each skill is asked for, in mentions per 1,000 ads.

    ``forecast`` is for how many the mean of the coming year could be forecast; the other skills count as they were
    asked for in the last year. ``of`` ads were read, since a day.
    """

    weights: Mapping[str, float]
    forecast: int
    of: int
    since: str


def scenarios(alliance: Organisation) -> QuerySet[PortfolioScenario]:
    """The scenarios of an alliance, newest first, without the answers."""
    inside = [place.pk for place in _organisations() if place.lineage()[-1] == alliance]
    rows = PortfolioScenario.objects.filter(organisation__in=inside)
    return rows.select_related("organisation", "made_by").defer("result", "costs")


def offered() -> list[Offered]:
    """Every module, path and intensive, and the published courses that belong to none, in order of key."""
    rows = list(taught())
    skills = skills_of([row.ref for row in rows])
    by_key = {row.key: row for row in rows}
    inside = {key for row in rows for key in row.parts}
    lines = amounts({code for row in rows for code in row.budget_lines})
    members = _members()
    return [
        Offered(
            taught=row,
            skills=_together([row, *(by_key[key] for key in row.parts if key in by_key)], skills),
            loads=loads_of(row, [by_key[key] for key in row.parts if key in by_key], members),
            cost=_cost(row, lines),
            today=row.published and row.kind != "course",
        )
        for row in rows
        if row.kind != "course" or (row.published and row.key not in inside)
    ]


def loads_of(row: Taught, parts: Sequence[Taught], members: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The credits of a module by school: as those of its parts are shared, else of its institution.

    What belongs to an alliance without a part at any school falls to its members in equal parts.
    """
    given: dict[str, float] = defaultdict(float)
    for part in parts or [row]:
        schools = members.get(part.institution) or [part.institution]
        for school in schools:
            given[school] += float(part.credits) / len(schools)
    whole = sum(given.values())
    credits_ = float(row.credits)
    return {school: round(credits_ * load / whole, 3) for school, load in sorted(given.items())} if whole else {}


def asked_for() -> AskedFor:
    """What working life asks for: a forecast of the coming year where the series allow one, else the last year."""
    return _asked_for.get()


def school_codes(rows: Iterable[Offered]) -> list[str]:
    """Everybody who teaches something of the rows, in order of code."""
    return sorted({school for row in rows for school in row.loads})


def _organisations() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("parent__parent")


def _members() -> dict[str, list[str]]:
    """The institutions below each alliance, by code."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in _organisations().filter(kind=Organisation.Kind.INSTITUTION).order_by("code"):
        for above in place.lineage()[1:]:
            found[above.code].append(place.code)
    return found


def _together(rows: Sequence[Taught], skills: Mapping[str, Sequence[TaughtSkill]]) -> tuple[TaughtSkill, ...]:
    best: dict[str, TaughtSkill] = {}
    for row in rows:
        for skill in skills.get(row.ref, ()):
            known = best.get(skill.uri)
            if known is None or known.confidence < skill.confidence:
                best[skill.uri] = skill
    return tuple(sorted(best.values(), key=lambda skill: (-skill.confidence, skill.uri)))


def _cost(row: Taught, lines: Mapping[str, object]) -> float | None:
    if not row.budget_lines or not all(code in lines for code in row.budget_lines):
        return None
    return float(sum(lines[code] for code in row.budget_lines))


def _read_asked_for() -> AskedFor:
    known = asked()
    least = ENOUGH_ADS if known.of >= MANY_ADS else 1
    weights = {uri: PER * count / known.of for uri, count in known.counts.items() if count >= least}
    months = months_of([corpus.pk for corpus in ad_corpora()])
    series = {uri: skill_series(months, uri).newest for uri in weights if uri in months.counts}
    enough = {
        uri: rates for uri, rates in series.items() if Lack(len(rates), sum(rate > 0 for rate in rates)).is_enough
    }
    expected = forecast(list(enough.values()), HORIZON) if enough else []
    coming = {uri: sum(one.mean) / HORIZON for uri, one in zip(enough, expected, strict=True)}
    return AskedFor(weights | coming, len(coming), known.of, known.since)


_asked_for: Kept[AskedFor] = Kept(_read_asked_for, seconds=CHECKED_EACH, mark=lambda: (counted_mark(), ads_mark()))
