"""What is taught against what is asked: by theme and school, degree programme, level or language; white space."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Min, Sum
from django.utils import timezone

from osaamo.competence.keeping import Kept
from osaamo.competence.queries import asked_by
from osaamo.domains.foresight.enums import CorpusKind
from osaamo.domains.foresight.models import CorpusMonth, SkillMonth
from osaamo.domains.foresight.queries.series import CHECKED_EACH, PER, counted_mark, skill_label, theme_label, themes_of
from osaamo.domains.foresight.queries.writings import ads_mark, demand_counts_of_all
from osaamo.ports.supply import taught

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from osaamo.engine import Labels
    from osaamo.ports.supply import Degree, Taught

RENEWED_EACH = 300
"""Seconds: reading a whole catalogue takes seconds, and it changes some times a day."""

ENOUGH_MENTIONS = 30
"""With fewer mentions of a theme its share says nothing."""

ENOUGH_ADS = 3
"""A skill that fewer ads name is no white space yet."""

TWICE = 2.0
"""The share on one side is so many times that of the other before the page speaks of short or plenty."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the catalogue with the skills read from its texts; ``shares`` is how they spread over themes."""

    taught: Taught
    skills: frozenset[str]
    shares: Mapping[int, float]

    @property
    def main_theme(self) -> int | None:
        """The theme of most of its skills; ``None`` where none are known."""
        return max(self.shares, key=lambda theme: (self.shares[theme], -theme)) if self.shares else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What ads of the last year ask for: ads that name each skill, out of ``of`` ads, since a day."""

    counts: Mapping[str, int]
    of: int
    since: str


SCHOOL, DEGREE, LEVEL, LANGUAGE = "school", "degree", "level", "language"
COLUMNS = (SCHOOL, DEGREE, LEVEL, LANGUAGE)
"""By what credits can be told beside themes."""

NONE = "-"
"""The column of courses of no degree programme, or without a level or language."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One theme: credits taught, its shares of all credits and of all mentions, and what that comes to.

    ``credits`` are by column (a school, degree programme, level or language): a course of several counts whole in each
    of them, and once in ``total``. ``state`` is ``white`` (asked, nobody teaches), ``short``, ``even``, ``plenty``, or
    ``few`` (too few ads to say).
    """

    theme: int
    label: Labels
    credits: Mapping[str, Decimal]
    courses: int
    mentions: int
    supply: float
    demand: float
    state: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class White:
    """A skill that ads ask for and no course names; ``near`` courses teach others of its theme."""

    uri: str
    label: Labels
    theme: int
    theme_label: Labels
    ads: int
    rate: float
    near: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which courses a page looks at; empty is all."""

    school: str = ""
    level: str = ""
    language: str = ""
    degree: str = ""

    def takes(self, course: Course) -> bool:
        """Whether the page looks at the course."""
        one = course.taught
        return (
            self.school in {"", one.institution}
            and self.level in {"", one.level or NONE}
            and (not self.language or self.language in columns_of(one, LANGUAGE))
            and (not self.degree or self.degree in columns_of(one, DEGREE))
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from."""

    schools: Sequence[str] = field(default=())
    levels: Sequence[str] = field(default=())
    languages: Sequence[str] = field(default=())
    degrees: Sequence[Degree] = field(default=())


def columns_of(one: Taught, by: str) -> tuple[str, ...]:
    """The columns in which the course counts: its school, its degree programmes, its level or its languages."""
    if by == DEGREE:
        return tuple(degree.key for degree in one.degrees) or (NONE,)
    if by == LANGUAGE:
        return one.languages or (NONE,)
    return (one.institution if by == SCHOOL else one.level or NONE,)


def courses() -> Sequence[Course]:
    """The published courses, and modules without parts, in order of key; at most five minutes old."""
    return _courses.get()


def asked() -> Asked:
    """What ads of the last twelve months and the month under way ask for, those of all corpora together."""
    return _asked.get()


def choices(rows: Iterable[Course]) -> Choices:
    """Schools, levels, languages and degree programmes of the courses."""
    rows = list(rows)
    return Choices(
        schools=sorted({row.taught.institution for row in rows}),
        levels=sorted({row.taught.level for row in rows if row.taught.level}),
        languages=sorted({language for row in rows for language in row.taught.languages}),
        degrees=tuple(degrees_of(rows).values()),
    )


def degrees_of(rows: Iterable[Course]) -> dict[str, Degree]:
    """The degree programmes of the courses by key."""
    found = {degree.key: degree for row in rows for degree in row.taught.degrees}
    return dict(sorted(found.items()))


def with_skills(items: Iterable[Taught], skills: Mapping[str, Collection[str]]) -> list[Course]:
    """The courses, and modules without parts (those with parts would count their courses twice), with their skills."""
    rows = [item for item in items if item.published and not item.parts]
    themes = themes_of({uri for row in rows for uri in skills.get(row.ref, ())})
    return [_course(row, skills.get(row.ref, ()), themes) for row in rows]


def _course(item: Taught, skills: Collection[str], themes: Mapping[str, int]) -> Course:
    counted = Counter(themes[uri] for uri in skills)
    return Course(item, frozenset(skills), {theme: count / len(skills) for theme, count in counted.items()})


def balances(rows: Iterable[Course], counts: Mapping[str, int], by: str = SCHOOL) -> list[Balance]:
    """Each theme that is taught or asked, most asked first.

    The credits of a course are spread over themes as its skills are; a course without known skills is left out.
    """
    given: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    totals: dict[int, Decimal] = defaultdict(Decimal)
    teaching: Counter[int] = Counter()
    for row in rows:
        for theme, share in row.shares.items():
            if row.taught.credits:
                part = row.taught.credits * Decimal(share)
                totals[theme] += part
                for column in columns_of(row.taught, by):
                    given[theme][column] += part
            teaching[theme] += 1
    themes = themes_of(counts)
    mentions: Counter[int] = Counter()
    for uri, count in counts.items():
        mentions[themes[uri]] += count
    all_credits = sum(totals.values(), Decimal(0))
    all_mentions = mentions.total()
    found = []
    for theme in sorted(set(teaching) | set(mentions), key=lambda theme: (-mentions[theme], theme)):
        total = totals[theme]
        supply = float(total / all_credits) if all_credits else 0.0
        demand = mentions[theme] / all_mentions if all_mentions else 0.0
        found.append(
            Balance(
                theme=theme,
                label=theme_label(theme),
                credits=dict(given[theme]),
                courses=teaching[theme],
                mentions=mentions[theme],
                supply=supply,
                demand=demand,
                state=state_of(supply, demand, mentions[theme]),
                total=total,
            )
        )
    return found


def state_of(supply: float, demand: float, mentions: int) -> str:
    """What the shares of a theme come to."""
    if mentions < ENOUGH_MENTIONS:
        return "few"
    if supply == 0:
        return "white"
    if demand >= TWICE * supply:
        return "short"
    return "plenty" if supply >= TWICE * demand else "even"


def white_space(rows: Iterable[Course], found: Asked, *, theme: int | None = None) -> list[White]:
    """The skills that ads ask for and none of the courses names, most asked first."""
    rows = list(rows)
    known = {uri for row in rows for uri in row.skills}
    near = Counter(of for row in rows for of in row.shares)
    missing = {uri: count for uri, count in found.counts.items() if count >= ENOUGH_ADS and uri not in known}
    themes = themes_of(missing)
    return [
        White(
            uri=uri,
            label=skill_label(uri),
            theme=themes[uri],
            theme_label=theme_label(themes[uri]),
            ads=count,
            rate=PER * count / found.of if found.of else 0.0,
            near=near[themes[uri]],
        )
        for uri, count in sorted(missing.items(), key=lambda pair: (-pair[1], pair[0]))
        if theme is None or themes[uri] == theme
    ]


def lacking(rows: Iterable[Course], everything: Iterable[Course], found: Asked) -> list[tuple[White, int]]:
    """What the courses of a degree programme lack: skills that ads ask for in its themes and none of its courses names.

    Its themes are the main ones of its courses. With each, how many of ``everything`` name it. Most asked first.
    """
    rows = list(rows)
    themes = {row.main_theme for row in rows}
    named = Counter(uri for row in everything for uri in row.skills)
    return [(one, named[one.uri]) for one in white_space(rows, found) if one.theme in themes]


def teaching(rows: Iterable[Course], *, theme: int | None = None, uri: str = "") -> list[Course]:
    """The courses of a theme, those most about it first; or those that name a skill."""
    if uri:
        return [row for row in rows if uri in row.skills]
    return sorted((row for row in rows if theme in row.shares), key=lambda row: (-row.shares[theme], row.taught.key))


def year_before(day: date) -> date:
    """The first day of the month a year before."""
    return day.replace(year=day.year - 1, day=1)


def _read_courses() -> Sequence[Course]:
    items = list(taught())
    return with_skills(
        items, {ref: [uri for uri, _ in found] for ref, found in asked_by([i.ref for i in items]).items()}
    )


def _read_asked() -> Asked:
    since = year_before(timezone.localdate())
    of_ads = {"corpus__kind": CorpusKind.ADS, "month__gte": since}
    months = CorpusMonth.objects.filter(**of_ads).aggregate(read=Sum("read"), since=Min("month"))
    if not months["read"]:
        known = demand_counts_of_all()
        return Asked(known.asked, known.of, known.since)
    counts = SkillMonth.objects.filter(**of_ads).order_by().values_list("uri").annotate(Sum("count"))
    return Asked(dict(counts), months["read"], months["since"].isoformat())


_courses: Kept[Sequence[Course]] = Kept(_read_courses, seconds=RENEWED_EACH)
_asked: Kept[Asked] = Kept(_read_asked, seconds=CHECKED_EACH, mark=lambda: (counted_mark(), ads_mark()))
