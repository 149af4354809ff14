"""What the engine says of a draft: of its text alone, and beside the catalogue and the job ads."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.gathering import Scope, texts_with
from osaamo.competence.offered import VocabularyLabels
from osaamo.domains.teaching.queries.around import ads, neighbours
from osaamo.domains.teaching.queries.parts import designer, goal_reader
from osaamo.domains.teaching.queries.texts import body_of, place_of_outcomes, text_of
from osaamo.ports.demand import demand_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.domains.teaching.models import Draft
    from osaamo.domains.teaching.queries.around import Ads, Catalogue
    from osaamo.engine import Addition, DraftReading, MarketReading, Overlap, SdgReading, Source
    from osaamo.ports.supply import Taught

MOST_TWINS = 5
MOST_GAPS = 8
MOST_ADDITIONS = 6
LEAST_SURE = 0.2
"""Courses less likely to teach the same than this are not shown."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that is said of a draft in one language.

    ``text`` is what the goals' sentences stand in, ``seconds`` how long it took, ``since`` the ISO date of the oldest
    ad, ``ads_layer`` the address of the layer of the map that opens to the ads.
    """

    reading: DraftReading
    market: MarketReading
    twins: Sequence[tuple[Overlap, Taught]]
    additions: Sequence[Addition]
    goals: SdgReading | None
    text: str
    since: str
    ads_layer: str
    seconds: float


def feedback(*, draft: Draft, texts: Mapping[str, str], language: str) -> Feedback | None:
    """The feedback on the texts by field, which need not be stored; ``None`` where there is not a word yet.

    Raises:
        TextTooLong: the engine does not read so much.
    """
    begun = time.perf_counter()
    parts = {name: texts[name] for name in ("title", "outcomes", "content", "assessment")}
    if not any(map(str.isalpha, "".join(parts.values()))):
        return None
    written = door.CourseDraft(**parts)
    reading = designer().read(written, language=language)
    (around, courses), market_ads = neighbours(), ads()
    skills = [(skill.uri, skill.confidence) for skill in reading.skills]
    demand = demand_for([uri for uri, _ in skills])
    market = door.market(
        skills,
        market_ads.skills,
        asked=demand.asked,
        of=demand.of or None,
        similarity=competence.similarity,
        most=MOST_GAPS,
    )
    near = door.overlaps(
        door.TwinItem(draft.course_ref, tuple(skills), reading.vector),
        courses,
        labels=VocabularyLabels(),
        similarity=competence.similarity,
        most=MOST_TWINS,
    )
    twins = [(one, around.courses[one.id]) for one in near if one.overlaps or one.probability >= LEAST_SURE]
    text = body_of(written)
    return Feedback(
        reading=reading,
        market=market,
        twins=twins,
        additions=_additions(market, twins, around, market_ads, language),
        goals=goal_reader().read(text, language=language, outcomes=place_of_outcomes(written)) if text else None,
        text=text,
        since=demand.since,
        ads_layer=market_ads.layer,
        seconds=time.perf_counter() - begun,
    )


def _additions(
    market: MarketReading,
    twins: Iterable[tuple[Overlap, Taught]],
    around: Catalogue,
    market_ads: Ads,
    language: str,
) -> tuple[Addition, ...]:
    """Outcomes to add: first for what ads ask and the draft lacks, then for what a course that overlaps teaches."""
    near = [(one, course) for one, course in twins if one.overlaps]
    wanted = [gap.uri for gap in market.gaps]
    wanted += [uri for one, _ in near for uri in one.only_neighbour if uri not in wanted]
    wanted = wanted[: 2 * MOST_ADDITIONS]
    sources = [*_from_courses(near, around, wanted)]
    told = {source.uri for source in sources}
    sources += _from_ads([uri for uri in wanted if uri not in told], market_ads)
    vocabulary = competence.engine().vocabulary
    concepts = {uri: vocabulary.concept(uri) for uri in wanted if uri in vocabulary}
    return door.additions(wanted, sources, concepts, language)[:MOST_ADDITIONS]


def _from_courses(near: Iterable[tuple[Overlap, Taught]], around: Catalogue, wanted: Sequence[str]) -> Iterable[Source]:
    for _, course in near:
        for skill in around.skills.get(course.ref, ()):
            if skill.uri in wanted and skill.evidence:
                yield door.Source(skill.uri, "neighbour", course.ref, skill.evidence, text_of(course).language)


def _from_ads(uris: Iterable[str], market_ads: Ads) -> Iterable[Source]:
    for uri in uris if market_ads.kind else ():
        row = texts_with(uri, Scope(kind=market_ads.kind)).exclude(evidence="").first()
        if row is not None:
            yield door.Source(uri, "ad", row.reading.ref, row.evidence, row.reading.language)
