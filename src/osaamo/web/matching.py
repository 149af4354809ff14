"""The job ads of the front page: the portal's ranking, each ad with its text to read on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.web.ads import ad_texts
from osaamo.web.portal import fitting_ads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine import WeightedSkill
    from osaamo.web.portal import AdMatch
    from osaamo.web.shelves import AdFacts


@dataclass(frozen=True, slots=True)
class AdRow:
    """An ad, why it fits, and its text."""

    match: AdMatch
    text: str

    @property
    def ad(self) -> AdFacts:
        """What is known of the ad beside its text."""
        return self.match.ad


def matching_ads(have: Sequence[WeightedSkill], language: str, *, most: int) -> list[AdRow]:
    """The open ads in the language that ask for something of what one has, best first."""
    found = fitting_ads(have, language=language, most=most)
    texts = ad_texts([match.ad.pk for match in found])
    return [AdRow(match, texts[match.ad.pk]) for match in found if match.ad.pk in texts]
