"""The job ads that fit one's skills, each with why: what of the ad is had, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.competence import services as competence
from osaamo.competence.queries import skills_of
from osaamo.engine import WeightedSkill
from osaamo.kernel.refs import ref_of
from osaamo.web.ads import job_ads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from osaamo.domains.foresight.models import JobAd
    from osaamo.engine import Gap, TaughtSkill

COMPARED = 200
NAMED = 4
"""Skills named as the reason of one ad."""


@dataclass(frozen=True, slots=True)
class AdRow:
    """An ad with the covered percent of what it asks, how many of its skills are had, and the weightiest of both."""

    key: str
    title: str
    place: str
    language: str
    published: date
    text: str
    percent: int
    had: int
    asked: int
    have: tuple[str, ...]
    missing: tuple[str, ...]


def matching_ads(have: Sequence[WeightedSkill], language: str, *, most: int) -> list[AdRow]:
    """The newest ads in the language that the skills cover a part of, best first, then newest first."""
    ads = job_ads(language=language, most=COMPARED)
    asked = skills_of([ref_of(ad) for ad in ads])
    compared = [(ad, _gap(have, asked[ref_of(ad)])) for ad in ads if asked.get(ref_of(ad))]
    compared = [(ad, gap) for ad, gap in compared if gap.coverage > 0]
    compared.sort(key=lambda pair: pair[1].coverage, reverse=True)
    return [_row(ad, gap, language) for ad, gap in compared[:most]]


def _gap(have: Sequence[WeightedSkill], stored: Sequence[TaughtSkill]) -> Gap:
    return competence.compare(have=have, want=[WeightedSkill(skill.uri, skill.confidence) for skill in stored])


def _row(ad: JobAd, gap: Gap, language: str) -> AdRow:
    def labels(*statuses: str) -> tuple[str, ...]:
        items = [item for item in gap.items if item.status in statuses]
        items.sort(key=lambda item: -item.weight)
        return tuple(item.label.best(language) for item in items)

    have = labels("have")
    return AdRow(
        key=ad.key,
        title=ad.title,
        place=ad.place,
        language=ad.language,
        published=ad.published,
        text=ad.text,
        percent=round(100 * gap.coverage),
        had=len(have),
        asked=len(gap.items),
        have=have[:NAMED],
        missing=labels("missing", "partly")[:NAMED],
    )
