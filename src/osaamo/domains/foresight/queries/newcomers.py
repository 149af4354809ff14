"""New modules that working life calls for: skills asked more and more that hardly anybody teaches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.competence.keeping import Kept
from osaamo.competence.queries import asked_by, skills_of
from osaamo.domains.foresight.queries.balance import asked, courses
from osaamo.domains.foresight.queries.series import (
    CHECKED_EACH,
    ad_corpora,
    counted_mark,
    months_of,
    readings_for,
    skill_label,
    themes_of,
)
from osaamo.domains.foresight.queries.writings import ads_mark, ads_once
from osaamo.engine import Newcomer, Signal, TwinItem, newcomers
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.foresight.models import JobAd
    from osaamo.domains.foresight.queries.balance import Course

RISING = (Signal.EMERGING, Signal.INCREASING, Signal.INCREASING_LAST)

MOST_ADS = 5000
"""The newest so many ads are looked at for skills named together."""

SURE = 0.5
"""A skill read less surely is not counted as named."""

SHOWN_ADS = 4


@dataclass(frozen=True, slots=True)
class Called:
    """The modules called for, and whether it can be told at all which skills rise.

    ``rising`` is how many skills rise, ``told`` for how many skills a signal could be told, ``ads`` how many ads were
    looked at.
    """

    modules: Sequence[Newcomer]
    rising: int
    told: int
    ads: int


@dataclass(frozen=True, slots=True)
class Source:
    """An ad that calls for a module, with the sentence that names each of its skills."""

    ad: JobAd
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Nearest:
    """An existing course near a new module, and how many of its skills both have."""

    course: Course
    shared: int


def called_for(*, rising: bool = True) -> Called:
    """The modules that rising skills call for; without ``rising``, all that ads name and hardly anybody teaches."""
    return (_rising if rising else _any).get()


def sources_of(module: Newcomer) -> list[Source]:
    """The first ads that call for a module; those whose text may not be kept cannot be shown."""
    pks = [int(ref.rpartition(":")[2]) for ref in module.ads]
    known = {ref_of(ad): ad for ad in ads_once().filter(pk__in=pks[:MOST_ADS])}
    refs = [ref for ref in module.ads if ref in known][:SHOWN_ADS]
    said = skills_of(refs)
    wanted = set(module.skills)
    return [
        Source(
            known[ref],
            list(
                dict.fromkeys(skill.evidence for skill in said.get(ref, ()) if skill.uri in wanted and skill.evidence)
            ),
        )
        for ref in refs
    ]


def nearest_of(module: Newcomer) -> list[Nearest]:
    """The existing courses nearest to it."""
    known = {course.taught.key: course for course in courses()}
    return [Nearest(known[twin.id], len(twin.shared)) for twin in module.nearest if twin.id in known]


def _called(*, rising: bool) -> Called:
    corpora = [corpus.pk for corpus in ad_corpora()]
    readings = readings_for(corpora)
    told = {uri: one for uri, one in readings.items() if one.signal != Signal.UNKNOWN}
    up = {uri for uri, one in told.items() if one.signal in RISING}
    named = {ref: {uri for uri, sure in skills if sure >= SURE} for ref, skills in _ads().items()}
    counts = _last_year(corpora)
    wanted = {uri: count for uri, count in counts.items() if count and (not rising or uri in up)}
    taught = Counter(uri for course in courses() for uri in course.skills)
    found = newcomers(
        wanted,
        named,
        taught,
        labels={uri: skill_label(uri) for uri in wanted},
        themes=themes_of(wanted),
        courses=[TwinItem(one.taught.key, tuple((uri, 1.0) for uri in sorted(one.skills))) for one in courses()],
    )
    return Called(found, len(up), len(told), len(named))


def _last_year(corpora: Sequence[int]) -> Mapping[str, int]:
    """How many ads of the last twelve whole months, or of all where no month is whole, name each skill."""
    months = months_of(corpora)
    return {uri: months.total(uri) for uri in months.counts} or asked().counts


def _ads() -> dict[str, list[tuple[str, float]]]:
    return asked_by([ref_of(ad) for ad in ads_once().only("pk")[:MOST_ADS]])


def _mark() -> object:
    return counted_mark(), ads_mark()


_rising: Kept[Called] = Kept(lambda: _called(rising=True), seconds=CHECKED_EACH, mark=_mark)
_any: Kept[Called] = Kept(lambda: _called(rising=False), seconds=CHECKED_EACH, mark=_mark)
