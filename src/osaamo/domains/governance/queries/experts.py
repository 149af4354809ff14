"""Who of the pools fits a case: what they cover of it, spread over institutions, the least asked first among equals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from osaamo.competence import services as competence
from osaamo.domains.governance.models import Expert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

MOST = 10
"""So many experts are proposed for a case."""

ASKED_WITHIN = timedelta(days=365)
"""Who was asked counts for a year."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as the choice sees them: which of the wanted skills they have, and how surely."""

    key: int
    institution: int
    has: Mapping[str, float]
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """An expert for a case and why.

    Attributes:
        expert: who.
        skills: labels of the wanted skills they have, the surest first.
        new: how many of these nobody proposed before them has.
        asked: how often they were asked in the last year.
        is_other: nobody proposed before them is from their institution.
    """

    expert: Expert
    skills: tuple[Mapping[str, str], ...]
    new: int
    asked: int
    is_other: bool


def choose(candidates: Sequence[Candidate], most: int = MOST) -> list[Candidate]:
    """The candidates that have any wanted skill, in the order to ask them.

    The next one is who brings most skills not covered yet; then an institution not chosen yet; then who has most of the
    wanted skills; then who was asked least; then who is surest. The key decides last, so that the order is one.
    """
    left = [one for one in candidates if one.has]
    chosen: list[Candidate] = []
    covered: set[str] = set()
    places: set[int] = set()
    while left and len(chosen) < most:
        best = min(
            left,
            key=lambda one: (
                -len(one.has.keys() - covered),
                one.institution in places,
                -len(one.has),
                one.asked,
                -sum(one.has.values()),
                one.key,
            ),
        )
        left.remove(best)
        chosen.append(best)
        covered |= best.has.keys()
        places.add(best.institution)
    return chosen


def experts_on(day: date) -> QuerySet[Expert]:
    """Who is in the pools on the day."""
    return Expert.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), joined_on__lte=day).select_related(
        "person", "organisation"
    )


def propose(*, case: str, on: date, pool: str = "", area: str = "", language: str = "") -> list[Proposal]:
    """Experts who are free on the day and have skills that the engine reads in the case, in the order to ask them.

    Raises:
        EmptyText, TextTooLong: the engine cannot read the case.
    """
    wanted = {skill.uri: skill.label.as_dict() for skill in competence.extract(case).skills}
    free = experts_on(on).filter(
        Q(available_from__isnull=True) | Q(available_from__lte=on),
        Q(available_until__isnull=True) | Q(available_until__gte=on),
    )
    recent = Count("invitations", filter=Q(invitations__asked_at__date__gt=on - ASKED_WITHIN))
    rows = {expert.pk: expert for expert in free.annotate(asked=recent) if _fits(expert, pool, area, language)}
    candidates = [
        Candidate(
            pk,
            expert.organisation_id,
            {skill["uri"]: skill["sureness"] for skill in expert.skills if skill["uri"] in wanted},
            expert.asked,
        )
        for pk, expert in rows.items()
    ]
    found: list[Proposal] = []
    covered: set[str] = set()
    places: set[int] = set()
    for one in choose(candidates):
        ordered = sorted(one.has, key=lambda uri: (-one.has[uri], uri))
        found.append(
            Proposal(
                rows[one.key],
                tuple(wanted[uri] for uri in ordered),
                len(one.has.keys() - covered),
                one.asked,
                one.institution not in places,
            )
        )
        covered |= one.has.keys()
        places.add(one.institution)
    return found


def _fits(expert: Expert, pool: str, area: str, language: str) -> bool:
    return (
        (not pool or pool in expert.pools)
        and (not area or not expert.areas or area in expert.areas)
        and (not language or language in expert.languages)
    )
