"""Reads over job ads."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q, Sum

from osaamo.competence.keeping import Kept
from osaamo.competence.queries import counts_of, mark_of, readings_of
from osaamo.competence.warming import at_warm_up
from osaamo.domains.foresight.enums import CorpusKind
from osaamo.domains.foresight.models import Corpus, CorpusMonth, Fingerprint, JobAd, SkillMonth, Thesis
from osaamo.ports.demand import Demand

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable
    from datetime import date

    from django.db.models import QuerySet

OPEN_DAYS = 60
"""An ad that names no closing day is taken as filled after so many."""

_KIND = "foresight.jobad"
CHECKED_EACH = 60
"""Seconds after which it is looked whether ads came or went: counting 200,000 of them takes longer than a page may."""


def job_ads(*, language: str = "") -> QuerySet[JobAd]:
    """The ads in a language, or all, newest first."""
    ads = JobAd.objects.all()
    return ads.filter(language=language) if language else ads


def ads_once() -> QuerySet[JobAd]:
    """The ads without those that were published again."""
    return JobAd.objects.filter(fingerprint__duplicate_of=None)


def ads_named(words: str, *, most: int = 8) -> QuerySet[JobAd]:
    """Ads with the words in their title, newest first."""
    return JobAd.objects.filter(title__icontains=words)[:most]


def open_job_ads(*, on: date) -> QuerySet[JobAd]:
    """The ads one can still answer on the day: not closed, or without a closing day at most ``OPEN_DAYS`` old.

    One that was published again is there once.
    """
    recent = Q(closes__isnull=True, published__gt=on - timedelta(days=OPEN_DAYS))
    return ads_once().filter(recent | Q(closes__gte=on), published__lte=on)


def last_day(ad: JobAd) -> date:
    """The last day on which the ad counts as open."""
    return ad.closes or ad.published + timedelta(days=OPEN_DAYS - 1)


def ads_by_pk(pks: Collection[int]) -> dict[int, JobAd]:
    """Those of the ads that still are, by primary key."""
    return JobAd.objects.in_bulk(list(pks))


def ads_mark() -> Hashable:
    """What changes once an ad comes, goes or is read anew."""
    found = JobAd.objects.aggregate(count=Count("pk"), last=Max("pk"))
    counted = Corpus.objects.filter(may_store_text=False).aggregate(last=Max("counted_at"))["last"]
    return found["count"], found["last"], counted, mark_of(_KIND)


def job_ad(*, key: str) -> JobAd | None:
    """The ad with the key, or ``None``."""
    return JobAd.objects.filter(key=key).first()


def demand_counts(uris: Collection[str]) -> Demand:
    """How many of the ads that were read name each skill; counted for all skills at once, at most a minute ago."""
    known = _counted.get()
    return Demand({uri: known.asked.get(uri, 0) for uri in uris}, known.of, known.since)


def demand_counts_of_all() -> Demand:
    """How many of the ads that were read name each skill that any names."""
    return _counted.get()


@at_warm_up
def count() -> None:
    """Count before the first visitor waits for it."""
    _counted.get()


def _count() -> Demand:
    """The ads that are kept by what was read in them, the others by the counts of their months."""
    unkept = Corpus.objects.filter(kind=CorpusKind.ADS, may_store_text=False)
    oldest = Fingerprint.objects.filter(corpus__in=unkept).aggregate(oldest=Min("published"))["oldest"]
    since = [day for day in (oldest, JobAd.objects.aggregate(oldest=Min("published"))["oldest"]) if day]
    rows = SkillMonth.objects.filter(corpus__in=unkept).order_by().values_list("uri").annotate(ads=Sum("count"))
    read = CorpusMonth.objects.filter(corpus__in=unkept).aggregate(ads=Sum("read"))["ads"] or 0
    asked = Counter(counts_of(_KIND)) + Counter(dict(rows))
    return Demand(dict(asked), readings_of(_KIND) + read, min(since).isoformat() if since else "")


_counted: Kept[Demand] = Kept(_count, seconds=CHECKED_EACH, mark=ads_mark)


def theses() -> QuerySet[Thesis]:
    """Every thesis, newest first."""
    return Thesis.objects.all()


def theses_named(words: str, *, most: int = 8) -> QuerySet[Thesis]:
    """Theses with the words in their title, newest first."""
    return Thesis.objects.filter(title__icontains=words)[:most]


def theses_once() -> QuerySet[Thesis]:
    """The theses, each once where it stands in two archives."""
    return Thesis.objects.filter(fingerprint__duplicate_of=None)


def programmes(words: str = "", *, most: int) -> list[tuple[str, str]]:
    """Institution and degree programme, as theses name them, with the words in either; those with most theses first."""
    rows = Thesis.objects.exclude(programme="")
    if words:
        rows = rows.filter(Q(programme__icontains=words) | Q(institution__icontains=words))
    counted = rows.order_by().values_list("institution", "programme").annotate(theses=Count("pk"))
    return [(institution, programme) for institution, programme, _ in counted.order_by("-theses", "programme")[:most]]


def programme_theses(institution: str, programme: str) -> list[int]:
    """The primary keys of the theses of a degree programme, newest first."""
    rows = theses_once().filter(institution=institution, programme=programme)
    return list(rows.values_list("pk", flat=True))
