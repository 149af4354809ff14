"""What the portal ranks: the open job ads and the courses that can be begun, indexed once for all who look.

A shelf is made in the background and may be a minute old, over midnight too: what closed or began meanwhile is left
out by its day when somebody looks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.apps import apps
from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.competence.keeping import Kept
from osaamo.competence.offered import planner
from osaamo.competence.queries import asked_by
from osaamo.competence.warming import at_warm_up
from osaamo.engine import Matcher
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from osaamo.engine import Step

    Mask = NDArray[np.bool_]

CHECKED_EACH = 60
"""Seconds after which it is looked whether ads came or went."""

_ADS = "osaamo.domains.foresight"


@dataclass(frozen=True, slots=True)
class AdFacts:
    """What the filters and the list know of an ad without its text. ``last`` is the last day it counts as open."""

    pk: int
    key: str
    language: str
    place: str
    title: str
    published: date
    last: date


class Facet:
    """One property of many items, to be filtered by: items without it have ``""``."""

    def __init__(self, values: Iterable[str]) -> None:
        """Number the values."""
        found = list(values)
        self.names = sorted(set(found))
        number = {name: at for at, name in enumerate(self.names)}
        self._number = number
        self._of = np.array([number[value] for value in found], np.int32)

    def having(self, value: str) -> Mask:
        """The items that have the value."""
        return self._of == self._number.get(value, -1)

    def count(self, among: Mask) -> int:
        """How many different values the items have."""
        return int(np.count_nonzero(np.bincount(self._of[among], minlength=len(self.names))))


class AdShelf:
    """The open ads in the order of the matcher's items; ``asked`` are their skills by id of the matcher."""

    def __init__(self, ads: Sequence[AdFacts], asked: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        """Index the ads."""
        self.ads = tuple(ads)
        self.asked = asked
        self.matcher = Matcher(asked, vectors=competence.vectors)
        self.place = Facet(ad.place for ad in self.ads)
        self.language = Facet(ad.language for ad in self.ads)
        self._last = np.array([ad.last.toordinal() for ad in self.ads], np.int32)

    @property
    def places(self) -> list[str]:
        """Every place that an ad names, in order."""
        return [name for name in self.place.names if name]

    def open_on(self, day: date) -> Mask:
        """The ads that can still be answered on the day."""
        return self._last >= day.toordinal()


class CourseShelf:
    """The courses that can be begun, in the order of the matcher's items, each with its realisations by day of start.

    The realisations of a course teach alike, so the course is matched once for all of them.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        """Index the courses and realisations."""
        numbers: dict[tuple[str, int], int] = {}
        items = [numbers.setdefault((step.course, id(step.skills)), len(numbers)) for step in steps]
        taught: dict[str, list[tuple[str, float]]] = {}
        self.realisations: dict[str, list[int]] = defaultdict(list)
        for at in sorted(range(len(steps)), key=lambda at: steps[at].starts or "9"):
            self.realisations[str(items[at])].append(at)
        for at, item in enumerate(items):
            if str(item) not in taught:
                taught[str(item)] = [(skill.uri, skill.confidence) for skill in steps[at].skills]
        self.steps = steps
        self.matcher = Matcher(taught)
        self._item = np.array(items, np.intp)
        self._course = Facet(step.course for step in steps)
        self.institution = Facet(step.institution for step in steps)
        self.mode = Facet(step.mode for step in steps)
        self._starts = np.array([date.fromisoformat(s.starts).toordinal() if s.starts else 0 for s in steps], np.int32)
        untold = np.array([not step.languages for step in steps], bool)
        languages = {language for step in steps for language in step.languages}
        self._given_in = {one: untold | np.array([one in step.languages for step in steps], bool) for one in languages}
        self._untold = untold

    @property
    def institutions(self) -> list[str]:
        """Every institution that offers one, in order."""
        return [name for name in self.institution.names if name]

    def given_in(self, language: str) -> Mask:
        """The realisations given in the language, or that do not say in which."""
        return self._given_in.get(language, self._untold)

    def starting(self, first: date, until: date | None = None) -> Mask:
        """The realisations that start within the days, or have no day of start."""
        fits = self._starts >= first.toordinal()
        if until is not None:
            fits &= self._starts <= until.toordinal()
        return fits | (self._starts == 0)

    def matched(self, fits: Mask) -> Mask:
        """The items of the matcher of which a realisation fits."""
        items = np.zeros(len(self.matcher.ids), bool)
        items[self._item[fits]] = True
        return items

    def courses(self, fits: Mask) -> int:
        """How many courses the realisations are of."""
        return self._course.count(fits)


def ads() -> AdShelf:
    """The open ads."""
    return _ads.get()


def courses() -> CourseShelf:
    """The courses that can be begun."""
    return _courses.get()


@at_warm_up
def fill() -> None:
    """Read ads and courses before the first visitor waits for them."""
    ads()
    courses()


def _read_ads() -> AdShelf:
    if not apps.is_installed(_ADS):
        return AdShelf((), {})
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - its models exist only where it is installed

    fields = ("pk", "key", "language", "place", "title", "published", "closes")
    rows = list(queries.open_job_ads(on=timezone.localdate()).only(*fields))
    asked = asked_by([ref_of(row) for row in rows])
    facts = [
        AdFacts(row.pk, row.key, row.language, row.place, row.title, row.published, queries.last_day(row))
        for row in rows
    ]
    return AdShelf(facts, {str(row.pk): asked[ref_of(row)] for row in rows})


def _ads_mark() -> Hashable:
    if not apps.is_installed(_ADS):
        return None
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - same

    return timezone.localdate(), queries.ads_mark()


_ads: Kept[AdShelf] = Kept(_read_ads, seconds=CHECKED_EACH, mark=_ads_mark)
_courses: Kept[CourseShelf] = Kept(lambda: CourseShelf(planner().offering.steps), seconds=5, mark=planner)
