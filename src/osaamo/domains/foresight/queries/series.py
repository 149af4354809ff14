"""Series by month: how often ads name a skill or a theme, out of the counts of :class:`SkillMonth`.

Shares are told per 1,000 ads, so that a month with more ads is no month with more demand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Sum
from django.utils import timezone

from osaamo.competence.keeping import Kept
from osaamo.competence.services import engine
from osaamo.domains.foresight.enums import CorpusKind
from osaamo.domains.foresight.models import Corpus, CorpusMonth, SkillMonth
from osaamo.engine import FEWEST_MET, FEWEST_MONTHS, Forecast, Labels, Reading, Tried, forecast, signals, tried

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

PER = 1000
HORIZON = 12
"""Months that are forecast."""

CHECKED_EACH = 60
"""Seconds after which it is looked whether months were counted anew."""

YEAR = 12


@dataclass(frozen=True, slots=True)
class Months:
    """The whole months of a selection, oldest first without a gap, and what each asked for.

    ``read`` is how many ads of each month were read, ``counts`` how many of them name each skill.
    """

    months: tuple[date, ...]
    read: tuple[int, ...]
    counts: Mapping[str, tuple[int, ...]]

    def total(self, uri: str, last: int = YEAR) -> int:
        """How many ads of the last so many months name the skill."""
        return sum(self.counts.get(uri, ())[-last:])


@dataclass(frozen=True, slots=True)
class Series:
    """One line: mentions and ads by month. ``rates`` are per 1,000 ads, ``None`` in a month without ads."""

    months: tuple[date, ...]
    counts: tuple[int, ...]
    read: tuple[int, ...]

    @property
    def rates(self) -> tuple[float | None, ...]:
        """Mentions per 1,000 ads by month."""
        return tuple(PER * count / of if of else None for count, of in zip(self.counts, self.read, strict=True))

    @property
    def newest(self) -> tuple[float, ...]:
        """The rates after the last month without ads: what can be forecast."""
        rates: list[float] = []
        for rate in reversed(self.rates):
            if rate is None:
                break
            rates.append(rate)
        return tuple(reversed(rates))


@dataclass(frozen=True, slots=True)
class Lack:
    """What a series has of what a forecast needs: whole months with ads, and months with a mention."""

    months: int
    met: int
    needs_months: int = FEWEST_MONTHS
    needs_met: int = FEWEST_MET

    @property
    def is_enough(self) -> bool:
        """Whether a forecast can be made."""
        return self.months >= self.needs_months and self.met >= self.needs_met


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes of a series: a forecast, how each way to forecast did; or what it lacks."""

    lack: Lack
    forecast: Forecast | None = None
    tried: tuple[Tried, ...] = ()

    @property
    def chosen(self) -> Tried | None:
        """How the forecast that is shown would have done."""
        return next((row for row in self.tried if row.kind == "chosen"), None)

    @property
    def best_plain(self) -> Tried | None:
        """The best of the naive ways."""
        return next((row for row in self.tried if row.kind == "plain"), None)


def ad_corpora() -> list[Corpus]:
    """The corpora of ads that were counted, those with most ads first."""
    rows = Corpus.objects.filter(kind=CorpusKind.ADS, months__read__gt=0).annotate(ads=Sum("months__read"))
    return list(rows.order_by("-ads", "code"))


def languages_in(corpora: Collection[int]) -> list[str]:
    """The languages in which their ads are."""
    rows = CorpusMonth.objects.filter(corpus__in=corpora, read__gt=0).exclude(language="")
    return sorted(rows.order_by().values_list("language", flat=True).distinct())


def months_between(first: date, last: date) -> list[date]:
    """The first day of each month from one to another."""
    return [
        date(at // YEAR, at % YEAR + 1, 1)
        for at in range(first.year * YEAR + first.month - 1, last.year * YEAR + last.month)
    ]


def whole(read: Iterable[tuple[date, int]], named: Iterable[tuple[str, date, int]], *, until: date) -> Months:
    """The months before ``until``: the month under way would always look like a fall.

    Args:
        read: month and ads, several rows of a month are added.
        named: skill, month and ads that name it, likewise.
        until: a day in the month under way.
    """
    under_way = until.replace(day=1)
    ads: dict[date, int] = defaultdict(int)
    for month, count in read:
        if month < under_way:
            ads[month] += count
    known = [month for month, count in ads.items() if count]
    if not known:
        return Months((), (), {})
    months = months_between(min(known), max(known))
    place = {month: at for at, month in enumerate(months)}
    counts: dict[str, list[int]] = {}
    for uri, month, count in named:
        if month in place:
            counts.setdefault(uri, [0] * len(months))[place[month]] += count
    return Months(
        tuple(months), tuple(ads[month] for month in months), {uri: tuple(row) for uri, row in counts.items()}
    )


def months_of(corpora: Sequence[int], language: str = "") -> Months:
    """The months of ads of the corpora, in a language or all; read from the database at most each minute."""
    return _kept_for(tuple(sorted(corpora)), language)[0].get()


def readings_for(corpora: Sequence[int], language: str = "") -> Mapping[str, Reading]:
    """The signal of each skill that any ad names. All are judged together, so the filters of a page change nothing."""
    return _kept_for(tuple(sorted(corpora)), language)[1].get()


_kept: dict[tuple[tuple[int, ...], str], tuple[Kept[Months], Kept[dict[str, Reading]]]] = {}


def _kept_for(corpora: tuple[int, ...], language: str) -> tuple[Kept[Months], Kept[dict[str, Reading]]]:
    def mark() -> Hashable:
        return timezone.localdate().replace(day=1), counted_mark()

    if (corpora, language) not in _kept:
        months = Kept(lambda: _months(corpora, language), seconds=CHECKED_EACH, mark=mark)
        _kept[corpora, language] = (
            months,
            Kept(lambda: _readings(_months(corpora, language)), seconds=CHECKED_EACH, mark=mark),
        )
    return _kept[corpora, language]


def counted_mark() -> Hashable:
    """What changes once the months are counted anew."""
    found = Corpus.objects.aggregate(last=Max("counted_at"), corpora=Count("pk"))
    return found["last"], found["corpora"]


def _months(corpora: Sequence[int], language: str) -> Months:
    read = CorpusMonth.objects.filter(corpus__in=corpora)
    named = SkillMonth.objects.filter(corpus__in=corpora)
    if language:
        read, named = read.filter(language=language), named.filter(language=language)
    return whole(
        read.order_by().values_list("month", "read"),
        named.order_by().values_list("uri", "month", "count").iterator(),
        until=timezone.localdate(),
    )


def _readings(months: Months) -> dict[str, Reading]:
    uris = sorted(months.counts)
    if not uris:
        return {}
    return dict(zip(uris, signals([months.counts[uri] for uri in uris], [months.read] * len(uris)), strict=True))


def skill_series(months: Months, uri: str) -> Series:
    """The line of one skill."""
    return Series(months.months, months.counts.get(uri, (0,) * len(months.months)), months.read)


def theme_series(months: Months, theme: int) -> Series:
    """The line of a theme: mentions of its skills. An ad that names two of them counts twice."""
    rows = [months.counts[uri] for uri, of in themes_of(months.counts).items() if of == theme]
    counts = tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * len(months.months)
    return Series(months.months, counts, months.read)


def outlook(series: Series, *, horizon: int = HORIZON) -> Outlook:
    """What comes of a series, or what it lacks for a forecast."""
    newest = series.newest
    lack = Lack(len(newest), sum(rate > 0 for rate in newest))
    if not lack.is_enough:
        return Outlook(lack)
    return Outlook(lack, forecast([newest], horizon)[0], tried(newest, horizon))


def themes_of(uris: Iterable[str]) -> dict[str, int]:
    """The theme of each skill."""
    asked = list(uris)
    return {uri: place[0] for uri, place in zip(asked, engine().atlas.locate(asked), strict=True)}


def theme_label(theme: int) -> Labels:
    """The name of a theme."""
    return engine().atlas.island(theme).labels


def skill_label(uri: str) -> Labels:
    """The names of a skill; its uri where the vocabulary of today lacks it."""
    vocabulary = engine().vocabulary
    return vocabulary.labels(uri) if uri in vocabulary else Labels(en=uri)
