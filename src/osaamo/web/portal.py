"""The portal: one set of skills, the open job ads and the courses that fit it, and why each does.

Ads are ranked by what they ask and one has. Courses are ranked by what the best ads ask and one lacks, so both sides
speak of the same skills. Ads that are closed or old are never among them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.engine import GapRules, WeightedSkill
from osaamo.web import shelves

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from osaamo.engine import Labels, Match, Step
    from osaamo.web.shelves import AdFacts, AdShelf, CourseShelf, Mask

SHOWN = 10
AIMED_AT = 10
"""Ads whose missing skills the courses are to teach."""

_SURE = GapRules().sure


@dataclass(frozen=True, slots=True)
class Filters:
    """What to leave out; an empty value leaves out nothing."""

    place: str = ""
    language: str = ""
    institution: str = ""
    mode: str = ""
    until: date | None = None
    """Latest day a course may start."""


@dataclass(frozen=True, slots=True)
class AdMatch:
    """An ad, the covered percent of what it asks, and labels of the weightiest skills had, near and missing.

    Of the ``asked`` skills, ``had`` are wholly covered.
    """

    ad: AdFacts
    percent: int
    had: int
    asked: int
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
    shelf, courses = shelves.ads(), shelves.courses()
    allowed, open_to = _ads_within(shelf, filters), _courses_within(courses, filters)
    found = shelf.matcher.best(have, allowed=allowed, limit=SHOWN)
    lacking = _lacking(found, shelf, had={skill.uri for skill in have if skill.weight >= _SURE})
    taught = courses.matcher.best(lacking, allowed=courses.matched(open_to), limit=2 * SHOWN)
    return Fitting(
        ads=tuple(_ad(match, shelf) for match in found),
        courses=tuple(_course(step, match) for step, match in _first_of_each(taught, courses, open_to))[:SHOWN],
        ads_of=int(allowed.sum()),
        courses_of=courses.courses(open_to),
    )


def fitting_ads(have: Sequence[WeightedSkill], *, language: str, most: int) -> list[AdMatch]:
    """The open ads in the language that ask for something of what one has, best first."""
    shelf = shelves.ads()
    found = shelf.matcher.best(have, allowed=_ads_within(shelf, Filters(language=language)), limit=most)
    return [_ad(match, shelf) for match in found if match.covered]


def choices() -> dict[str, list[str]]:
    """What the filters can be set to."""
    return {"places": shelves.ads().places, "institutions": shelves.courses().institutions}


def _ads_within(shelf: AdShelf, filters: Filters) -> Mask:
    fits = shelf.open_on(timezone.localdate())
    if filters.place:
        fits &= shelf.place.having(filters.place)
    if filters.language:
        fits &= shelf.language.having(filters.language)
    return fits


def _courses_within(courses: CourseShelf, filters: Filters) -> Mask:
    fits = courses.starting(timezone.localdate(), filters.until)
    if filters.institution:
        fits &= courses.institution.having(filters.institution)
    if filters.language:
        fits &= courses.given_in(filters.language)
    if filters.mode:
        fits &= courses.mode.having(filters.mode)
    return fits


def _lacking(found: Iterable[Match], shelf: AdShelf, *, had: Collection[str]) -> list[WeightedSkill]:
    """The skills that the best ads ask and that are not had, heavier the more ads ask and the better they fit."""
    weights: dict[str, float] = defaultdict(float)
    for match in list(found)[:AIMED_AT]:
        for uri, weight in shelf.asked[match.id]:
            if uri not in had:
                weights[uri] += weight * match.score**2
    most = max(weights.values(), default=1.0)
    return [WeightedSkill(uri, weight / most) for uri, weight in sorted(weights.items(), key=lambda pair: -pair[1])]


def _first_of_each(found: Sequence[Match], courses: CourseShelf, open_to: Mask) -> list[tuple[Step, Match]]:
    """For each course the realisation that starts first, of those the filters let through."""
    best: dict[str, tuple[Step, Match]] = {}
    for match in found:
        step = next(courses.steps[at] for at in courses.realisations[match.id] if open_to[at])
        if step.course not in best:
            best[step.course] = step, match
    return list(best.values())


def _ad(match: Match, shelf: AdShelf) -> AdMatch:
    label = competence.engine().vocabulary.labels
    return AdMatch(
        ad=shelf.ads[shelf.matcher.place(match.id)],
        percent=round(100 * match.share),
        had=match.had,
        asked=match.asked,
        have=tuple(label(covered.uri) for covered in match.covered if covered.cover >= 1),
        near=tuple(label(covered.uri) for covered in match.covered if covered.cover < 1),
        missing=tuple(label(uri) for uri in match.missing),
    )


def _course(step: Step, match: Match) -> CourseMatch:
    label = competence.engine().vocabulary.labels
    quotes = {skill.uri: skill.evidence for skill in step.skills}
    return CourseMatch(step, tuple((label(covered.uri), quotes.get(covered.uri, "")) for covered in match.covered))
