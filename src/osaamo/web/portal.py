"""The portal: one set of skills, the open job ads and the courses that fit it, and why each does.

Ads are ranked by what they ask and one has. Courses are ranked by what the best ads ask and one lacks, so both sides
speak of the same skills. Ads that are closed or old are never among them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.apps import apps
from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.competence.keeping import Kept
from osaamo.competence.queries import skills_of
from osaamo.competence.warming import at_warm_up
from osaamo.engine import Matcher, WeightedSkill
from osaamo.kernel.refs import ref_of
from osaamo.ports.steps import all_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from osaamo.engine import Labels, Match, Step

SHOWN = 10
AIMED_AT = 10
"""Ads whose missing skills the courses are to teach."""

_FOR = 600
_ADS = "osaamo.domains.foresight"


@dataclass(frozen=True, slots=True)
class AdFacts:
    """What the filters and the list know of an ad without its text."""

    pk: int
    language: str
    place: str
    title: str
    published: date


@dataclass(frozen=True, slots=True)
class Shelf:
    """The open ads: facts in the order of the matcher's items."""

    ads: tuple[AdFacts, ...]
    asked: Mapping[str, tuple[tuple[str, float], ...]]
    matcher: Matcher

    @property
    def places(self) -> list[str]:
        """Every place that an ad names, in order."""
        return sorted({ad.place for ad in self.ads if ad.place})


@dataclass(frozen=True, slots=True)
class CourseShelf:
    """The realisations that can still be begun, in the order of the matcher's items."""

    steps: tuple[Step, ...]
    matcher: Matcher

    @property
    def institutions(self) -> list[str]:
        """Every institution that offers one, in order."""
        return sorted({step.institution for step in self.steps})


@dataclass(frozen=True, slots=True)
class Filters:
    """What to leave out; an empty value leaves out nothing."""

    place: str = ""
    language: str = ""
    institution: str = ""
    mode: str = ""
    until: str = ""
    """Latest ISO date a course may start."""


@dataclass(frozen=True, slots=True)
class AdMatch:
    """An ad, the covered percent of what it asks, and labels of the weightiest skills had and missing."""

    ad: AdFacts
    percent: int
    have: tuple[Labels, ...]
    near: tuple[Labels, ...]
    missing: tuple[Labels, ...]


@dataclass(frozen=True, slots=True)
class CourseMatch:
    """A course and the skills it teaches that the best ads ask and one lacks, each with the course's own sentence."""

    step: Step
    teaches: tuple[tuple[Labels, str], ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits, best first; ``ads_of`` and ``courses_of`` count what the filters let through."""

    ads: tuple[AdMatch, ...]
    courses: tuple[CourseMatch, ...]
    ads_of: int
    courses_of: int


def fitting(have: Sequence[WeightedSkill], filters: Filters) -> Fitting:
    """The ads that fit ``have`` and the courses that teach what those ads ask beyond it."""
    shelf, courses = _ads.get(), _courses.get()
    allowed = np.array(
        [
            (not filters.place or ad.place == filters.place)
            and (not filters.language or ad.language == filters.language)
            for ad in shelf.ads
        ],
        bool,
    )
    found = shelf.matcher.best(have, allowed=allowed, limit=SHOWN)
    lacking = _lacking(found, shelf)
    open_to = np.array([_passes(step, filters) for step in courses.steps], bool)
    taught = _first_of_each(courses.matcher.best(lacking, allowed=open_to, limit=SHOWN * 4), courses)
    return Fitting(
        ads=tuple(_ad(match, shelf) for match in found),
        courses=tuple(_course(step, match) for step, match in taught if match.covered)[:SHOWN],
        ads_of=int(allowed.sum()),
        courses_of=len({step.course for step, inside in zip(courses.steps, open_to, strict=True) if inside}),
    )


def choices() -> dict[str, list[str]]:
    """What the filters can be set to."""
    return {"places": _ads.get().places, "institutions": _courses.get().institutions}


@at_warm_up
def fill() -> None:
    """Read ads and courses before the first visitor waits for them."""
    _ads.get()
    _courses.get()


def forget() -> None:
    """Read ads and courses anew at the next use: after an import, and between tests."""
    _ads.forget()
    _courses.forget()


def _read_ads() -> Shelf:
    if not apps.is_installed(_ADS):
        return Shelf((), {}, Matcher({}))
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - its models exist only where it is installed

    rows = list(queries.open_job_ads(on=timezone.localdate()).only("pk", "language", "place", "title", "published"))
    taught = skills_of([ref_of(row) for row in rows])
    asked = {str(row.pk): tuple((skill.uri, skill.confidence) for skill in taught.get(ref_of(row), ())) for row in rows}
    facts = tuple(AdFacts(row.pk, row.language, row.place, row.title, row.published) for row in rows)
    return Shelf(facts, asked, Matcher(asked, vectors=competence.vectors))


def _read_courses() -> CourseShelf:
    steps = tuple(all_steps(timezone.localdate().isoformat()))
    taught = {step.id: [(skill.uri, skill.confidence) for skill in step.skills] for step in steps}
    return CourseShelf(steps, Matcher(taught))


_ads: Kept[Shelf] = Kept(_read_ads, seconds=_FOR)
_courses: Kept[CourseShelf] = Kept(_read_courses, seconds=_FOR)


def _lacking(found: Iterable[Match], shelf: Shelf) -> list[WeightedSkill]:
    """The skills that the best ads ask and that are not covered, heavier the more ads ask and the better they fit."""
    weights: dict[str, float] = defaultdict(float)
    for match in list(found)[:AIMED_AT]:
        had = {covered.uri for covered in match.covered if covered.cover >= 1}
        for uri, weight in shelf.asked[match.id]:
            if uri not in had:
                weights[uri] += weight * match.score**2
    most = max(weights.values(), default=1.0)
    return [WeightedSkill(uri, weight / most) for uri, weight in sorted(weights.items(), key=lambda pair: -pair[1])]


def _passes(step: Step, filters: Filters) -> bool:
    return (
        (not filters.institution or step.institution == filters.institution)
        and (not filters.language or not step.languages or filters.language in step.languages)
        and (not filters.mode or step.mode == filters.mode)
        and (not filters.until or not step.starts or step.starts <= filters.until)
    )


def _first_of_each(found: Sequence[Match], courses: CourseShelf) -> list[tuple[Step, Match]]:
    """The best realisation of each course: of those that teach alike, the one that starts first."""
    known = {step.id: step for step in courses.steps}
    best: dict[str, tuple[Step, Match]] = {}
    for match in found:
        step = known[match.id]
        if step.course not in best or (step.starts or "9") < (best[step.course][0].starts or "9"):
            best[step.course] = step, match
    return sorted(best.values(), key=lambda pair: -pair[1].score)


def _ad(match: Match, shelf: Shelf) -> AdMatch:
    place = shelf.matcher.place(match.id)
    label = competence.engine().vocabulary.labels
    return AdMatch(
        ad=shelf.ads[place],
        percent=round(100 * match.share),
        have=tuple(label(covered.uri) for covered in match.covered if covered.cover >= 1),
        near=tuple(label(covered.uri) for covered in match.covered if covered.cover < 1),
        missing=tuple(label(uri) for uri in match.missing),
    )


def _course(step: Step, match: Match) -> CourseMatch:
    label = competence.engine().vocabulary.labels
    quotes = {skill.uri: skill.evidence for skill in step.skills}
    return CourseMatch(step, tuple((label(covered.uri), quotes.get(covered.uri, "")) for covered in match.covered))
