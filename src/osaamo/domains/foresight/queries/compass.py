"""The thesis compass: what theses of a programme are about year by year, for whom they were done, what is new."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count

from osaamo.competence.keeping import Kept
from osaamo.competence.queries import asked_by, mark_of
from osaamo.domains.foresight.models import Thesis
from osaamo.domains.foresight.queries.series import CHECKED_EACH, skill_label, theme_label, themes_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from osaamo.engine import Labels

ALPHA = 0.05
"""Of the topics called new so many at most are so by chance."""

FEWEST_THESES = 20
"""In the newest year and in the years before it together, each; below that nothing can be called new."""

FEWEST_WITH = 3
"""Theses of the newest year with the topic."""

KIND = "foresight.thesis"
MOST_THEMES = 8
MOST_CLIENTS = 15


@dataclass(frozen=True, slots=True)
class Programme:
    """A degree programme of an institution, as the source writes them, and its theses."""

    institution: str
    name: str
    theses: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme and its share of the theses of each year (``None`` in a year without read theses)."""

    theme: int
    label: Labels
    theses: int
    shares: Mapping[int, float | None]


@dataclass(frozen=True, slots=True)
class Risen:
    """A skill whose share of theses rose: with it now and before, out of so many; ``chance`` corrected for all."""

    uri: str
    label: Labels
    now: int
    of_now: int
    before: int
    of_before: int
    chance: float


@dataclass(frozen=True, slots=True)
class Compass:
    """What the page shows of a choice of theses. ``lack`` tells how many theses each side of "new" has if too few."""

    theses: int
    read: int
    years: Sequence[int]
    by_year: Mapping[int, int]
    topics: Sequence[Topic]
    clients: Sequence[tuple[str, int]]
    with_client: int
    risen: Sequence[Risen]
    newest: int | None
    lack: tuple[int, int] | None


def programmes() -> list[Programme]:
    """The programmes with theses, by institution and name."""
    rows = Thesis.objects.order_by("institution", "programme").values_list("institution", "programme")
    return [Programme(institution, name, count) for institution, name, count in rows.annotate(Count("pk"))]


def chosen_theses(*, institution: str = "", programme: str = "", year: int | None = None) -> QuerySet[Thesis]:
    """The theses of an institution, a programme, a year; of all where none is given. Newest first."""
    rows = Thesis.objects.all()
    for name, value in (("institution", institution), ("programme", programme), ("year", year)):
        if value:
            rows = rows.filter(**{name: value})
    return rows


def compass(rows: QuerySet[Thesis]) -> Compass:
    """What the theses are about."""
    told = list(rows.order_by("pk").values_list("pk", "year", "commissioner"))
    skills = _skills([pk for pk, _, _ in told])
    year_of = {pk: year for pk, year, _ in told if year}
    years = sorted(set(year_of.values()))
    clients = Counter(" ".join(client.split()) for _, _, client in told if client.strip())
    newest, now, before = _sides(year_of, skills)
    enough = min(len(now), len(before)) >= FEWEST_THESES
    return Compass(
        theses=len(told),
        read=sum(bool(found) for found in skills.values()),
        years=years,
        by_year=Counter(year_of.values()),
        topics=topics(skills, year_of, years),
        clients=sorted(clients.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CLIENTS],
        with_client=clients.total(),
        risen=risen(now, before) if enough else [],
        newest=newest,
        lack=None if enough else (len(now), len(before)),
    )


def _skills(pks: Iterable[int]) -> dict[int, frozenset[str]]:
    known = _read.get()
    return {pk: known.get(pk, frozenset()) for pk in pks}


def _all_skills() -> dict[int, frozenset[str]]:
    refs = {f"{KIND}:{pk}": pk for pk in Thesis.objects.values_list("pk", flat=True)}
    return {refs[ref]: frozenset(uri for uri, _ in found) for ref, found in asked_by(refs).items()}


_read: Kept[dict[int, frozenset[str]]] = Kept(
    _all_skills, seconds=CHECKED_EACH, mark=lambda: (Thesis.objects.count(), mark_of(KIND))
)


def _sides(
    year_of: Mapping[int, int], skills: Mapping[int, frozenset[str]]
) -> tuple[int | None, list[frozenset[str]], list[frozenset[str]]]:
    """The newest year with read theses, what theses of it name, and what those of earlier years name."""
    read = {pk: year for pk, year in year_of.items() if skills[pk]}
    if not read:
        return None, [], []
    newest = max(read.values())
    now = [skills[pk] for pk, year in read.items() if year == newest]
    return newest, now, [skills[pk] for pk, year in read.items() if year < newest]


def topics(
    skills: Mapping[int, frozenset[str]], year_of: Mapping[int, int], years: Sequence[int], *, most: int = MOST_THEMES
) -> list[Topic]:
    """The themes that most theses touch, and each one's share of the theses read of each year."""
    theme_of = themes_of({uri for found in skills.values() for uri in found})
    themes = {pk: {theme_of[uri] for uri in found} for pk, found in skills.items() if found}
    touched = Counter(theme for of in themes.values() for theme in of)
    read: Counter[int] = Counter()
    with_theme: dict[int, Counter[int]] = defaultdict(Counter)
    for pk, of in themes.items():
        if pk in year_of:
            read[year_of[pk]] += 1
            for theme in of:
                with_theme[theme][year_of[pk]] += 1
    best = sorted(touched, key=lambda theme: (-touched[theme], theme))[:most]
    return [
        Topic(
            theme,
            theme_label(theme),
            touched[theme],
            {year: with_theme[theme][year] / read[year] if read[year] else None for year in years},
        )
        for theme in best
    ]


def risen(now: Collection[frozenset[str]], before: Collection[frozenset[str]]) -> list[Risen]:
    """The skills that a larger share of theses names now than before, by more than chance; least chance first.

    Fisher's exact test, one-sided, corrected for the number of skills tried (Benjamini and Hochberg).
    """
    with_now = Counter(uri for found in now for uri in found)
    with_before = Counter(uri for found in before for uri in found)
    uris = sorted(uri for uri, count in with_now.items() if count >= FEWEST_WITH)
    if not uris or not before:
        return []
    everything = len(now) + len(before)
    here = np.array([with_now[uri] for uri in uris])
    from scipy.stats import false_discovery_control, hypergeom  # noqa: PLC0415 - a second that no other page pays

    chances = hypergeom.sf(here - 1, everything, here + [with_before[uri] for uri in uris], len(now))
    found = [
        Risen(uri, skill_label(uri), with_now[uri], len(now), with_before[uri], len(before), float(chance))
        for uri, chance in zip(uris, false_discovery_control(chances), strict=True)
        if chance < ALPHA
    ]
    return sorted(found, key=lambda one: (one.chance, -one.now, one.uri))


def theses_touching(rows: QuerySet[Thesis], *, theme: int | None = None, uri: str = "") -> list[Thesis]:
    """Those of the theses that name the skill, or a skill of the theme, newest first."""
    skills = _skills(rows.order_by("pk").values_list("pk", flat=True))
    theme_of = themes_of({one for found in skills.values() for one in found})
    keep = {pk for pk, found in skills.items() if uri in found or any(theme_of[one] == theme for one in found)}
    return [thesis for thesis in rows if thesis.pk in keep]
