"""The same taught by several schools, with how many came; and courses whose text stayed while demand moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone
from scipy.sparse import csr_matrix

from osaamo.competence.keeping import Kept
from osaamo.domains.foresight.queries.balance import RENEWED_EACH, courses
from osaamo.domains.foresight.queries.series import YEAR, ad_corpora, months_of, themes_of
from osaamo.ports.enrolled import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from osaamo.domains.foresight.queries.balance import Course
    from osaamo.domains.foresight.queries.series import Months
    from osaamo.ports.enrolled import Run

    Counts = NDArray[np.float64]

ALIKE = 0.5
"""Two courses teach the same where so much of the skills of both together is common."""

FEWEST_COMMON = 4
"""Of courses with two or three skills half is soon common."""

TOO_COMMON = 0.2
"""Skills that so large a share of all courses names (teamwork, English) do not tell a course from another."""

ENOUGH_COURSES = 50
"""Below so many courses the share of courses that name a skill says nothing."""

FEW = 15
"""Fewer who got a seat at a run, on average of its last two years, is few."""

YEARS_BACK = 2

OLD_AFTER = 3
"""Years after which a text that nobody changed is looked at."""

MOVED = 0.3
"""So large a part of what a theme is asked for has gone over to other skills (total variation, 0 to 1)."""

ENOUGH_MENTIONS = 50


@dataclass(frozen=True, slots=True)
class Came:
    """Seats taken at a course in the last two years: ``runs`` is 0 where nobody keeps its enrolments here."""

    course: Course
    runs: int
    admitted: int

    @property
    def a_run(self) -> float | None:
        """Seats taken at a run, on average."""
        return self.admitted / self.runs if self.runs else None

    @property
    def is_few(self) -> bool:
        """Whether that is known and few."""
        return self.a_run is not None and self.a_run < FEW


@dataclass(frozen=True, slots=True)
class Twice:
    """Courses of two or three schools that teach the same. ``overlap`` is the least of any two of them."""

    courses: tuple[Came, ...]
    common: frozenset[str]
    overlap: float

    @property
    def to_few(self) -> bool:
        """Each of those whose enrolments are known had few, and at least one is known."""
        known = [one for one in self.courses if one.a_run is not None]
        return bool(known) and all(one.is_few for one in known)


@dataclass(frozen=True, slots=True)
class Aged:
    """A course nobody changed for ``years``, and how far its main theme's demand moved since; ``None``: unknown."""

    course: Course
    years: int
    moved: float | None


def twice_taught() -> Sequence[Twice]:
    """Those of the whole catalogue, at most five minutes old."""
    return _twice.get()


def aged_courses() -> Sequence[Aged]:
    """Those of the whole catalogue, against the ads of all corpora, at most five minutes old."""
    return _aged.get()


def taught_twice(rows: Sequence[Course], *, since: date) -> list[Twice]:
    """Courses of different schools with the same skills: threes first, then those to few, then by overlap.

    Args:
        rows: all that are looked at.
        since: runs from this day on count.
    """
    groups = list(_groups(rows))
    keys = {rows[at].taught.key for group, _ in groups for at in group}
    runs = runs_of(keys)
    found = []
    for group, overlap in groups:
        came = tuple(_came(rows[at], runs.get(rows[at].taught.key, ()), since) for at in group)
        common = frozenset.intersection(*(one.course.skills for one in came))
        found.append(Twice(came, common, overlap))
    return sorted(
        found, key=lambda one: (-len(one.courses), not one.to_few, -one.overlap, one.courses[0].course.taught.key)
    )


def pairs_alike(found: Sequence[Course]) -> dict[tuple[int, int], float]:
    """The overlap of each two courses of different schools that teach the same, by their places."""
    rows = [sorted(course.skills) for course in found]
    uris = {uri: at for at, uri in enumerate(sorted({uri for row in rows for uri in row}))}
    if not uris:
        return {}
    columns = np.array([uris[uri] for row in rows for uri in row])
    starts = np.cumsum([0, *(len(row) for row in rows)])
    table = csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape=(len(rows), len(uris)))
    if len(rows) >= ENOUGH_COURSES:
        named = np.asarray(table.sum(axis=0)).ravel()
        table = table[:, named <= TOO_COMMON * len(rows)]
    sizes = np.asarray(table.sum(axis=1)).ravel()
    common = (table @ table.T).tocoo()
    keep = (common.row < common.col) & (common.data >= FEWEST_COMMON)
    left, right, shared = common.row[keep], common.col[keep], common.data[keep]
    overlap = shared / (sizes[left] + sizes[right] - shared)
    near = overlap >= ALIKE
    return {
        (int(a), int(b)): float(of)
        for a, b, of in zip(left[near], right[near], overlap[near], strict=True)
        if found[a].taught.institution != found[b].taught.institution
    }


def _groups(rows: Sequence[Course]) -> Iterator[tuple[tuple[int, ...], float]]:
    """Threes of three schools, each two of them alike; then the pairs that are in none."""
    alike = pairs_alike(rows)
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in alike:
        beside[a].add(b)
        beside[b].add(a)
    taken: set[tuple[int, int]] = set()
    for (a, b), overlap in sorted(alike.items(), key=lambda item: (-item[1], item[0])):
        if (a, b) in taken:
            continue
        schools = {rows[a].taught.institution, rows[b].taught.institution}
        thirds = {
            c: min(overlap, alike[_pair(a, c)], alike[_pair(b, c)])
            for c in beside[a] & beside[b]
            if rows[c].taught.institution not in schools
        }
        if thirds:
            third = max(thirds, key=lambda c: (thirds[c], -c))
            taken |= {(a, b), _pair(a, third), _pair(b, third)}
            yield tuple(sorted((a, b, third))), thirds[third]
    for (a, b), overlap in sorted(alike.items()):
        if (a, b) not in taken:
            yield (a, b), overlap


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _came(course: Course, runs: Sequence[Run], since: date) -> Came:
    late = [run for run in runs if run.starts >= since]
    return Came(course, len(late), sum(run.admitted for run in late))


def aged(rows: Sequence[Course], months: Months, *, on: date) -> list[Aged]:
    """Courses with an old text, those first whose theme moved most; unknown movement last."""
    by_theme = theme_counts(months)
    found = []
    for course in rows:
        changed, theme = course.taught.changed_on, course.main_theme
        if changed is None or theme is None or changed > on - timedelta(days=365 * OLD_AFTER):
            continue
        asked = by_theme.get(theme)
        how_far = (
            None if asked is None else moved(asked, sum(month <= changed.replace(day=1) for month in months.months))
        )
        found.append(Aged(course, (on - changed).days // 365, how_far))
    return sorted(found, key=lambda one: (one.moved is None, -(one.moved or 0), -one.years, one.course.taught.key))


def theme_counts(months: Months) -> dict[int, Counts]:
    """The counts of each theme: its skills x months."""
    rows: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for uri, theme in themes_of(months.counts).items():
        rows[theme].append(months.counts[uri])
    return {theme: np.array(of, dtype=float) for theme, of in rows.items()}


def moved(counts: Counts, before: int) -> float | None:
    """How much of what is asked for went over to other skills since the first ``before`` months, 0 to 1.

    The year before then (the first year of the series, where that is later) against the last year; ``None`` where the
    two overlap or either has too few mentions.
    """
    end = max(before, YEAR)
    if end > counts.shape[1] - YEAR:
        return None
    then, now = counts[:, end - YEAR : end].sum(axis=1), counts[:, -YEAR:].sum(axis=1)
    if min(then.sum(), now.sum()) < ENOUGH_MENTIONS:
        return None
    return float(np.abs(then / then.sum() - now / now.sum()).sum() / 2)


def stayed(found: Sequence[Aged]) -> Mapping[str, list[Aged]]:
    """The courses by whether demand ``moved``, did not (``still``), or cannot be told (``unknown``)."""
    groups: dict[str, list[Aged]] = {"moved": [], "still": [], "unknown": []}
    for one in found:
        name = "unknown" if one.moved is None else "moved" if one.moved >= MOVED else "still"
        groups[name].append(one)
    return groups


def _all_twice() -> Sequence[Twice]:
    today = timezone.localdate()
    return taught_twice(courses(), since=today.replace(year=today.year - YEARS_BACK, day=1))


def _all_aged() -> Sequence[Aged]:
    months = months_of([corpus.pk for corpus in ad_corpora()])
    return aged(courses(), months, on=timezone.localdate())


_twice: Kept[Sequence[Twice]] = Kept(_all_twice, seconds=RENEWED_EACH)
_aged: Kept[Sequence[Aged]] = Kept(_all_aged, seconds=RENEWED_EACH)
