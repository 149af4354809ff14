"""Reads over job ads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q

from osaamo.competence.keeping import Kept
from osaamo.competence.queries import counts_of, mark_of, readings_of
from osaamo.competence.warming import at_warm_up
from osaamo.domains.foresight.models import JobAd, Thesis
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


def ads_named(words: str, *, most: int = 8) -> QuerySet[JobAd]:
    """Ads with the words in their title, newest first."""
    return JobAd.objects.filter(title__icontains=words)[:most]


def open_job_ads(*, on: date) -> QuerySet[JobAd]:
    """The ads one can still answer on the day: not closed, or without a closing day at most ``OPEN_DAYS`` old."""
    recent = Q(closes__isnull=True, published__gt=on - timedelta(days=OPEN_DAYS))
    return JobAd.objects.filter(recent | Q(closes__gte=on), published__lte=on)


def last_day(ad: JobAd) -> date:
    """The last day on which the ad counts as open."""
    return ad.closes or ad.published + timedelta(days=OPEN_DAYS - 1)


def ads_by_pk(pks: Collection[int]) -> dict[int, JobAd]:
    """Those of the ads that still are, by primary key."""
    return JobAd.objects.in_bulk(list(pks))


def ads_mark() -> Hashable:
    """What changes once an ad comes, goes or is read anew."""
    found = JobAd.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"], mark_of(_KIND)


def job_ad(*, key: str) -> JobAd | None:
    """The ad with the key, or ``None``."""
    return JobAd.objects.filter(key=key).first()


def demand_counts(uris: Collection[str]) -> Demand:
    """How many of the ads that were read name each skill; counted for all skills at once, at most a minute ago."""
    known = _counted.get()
    return Demand({uri: known.asked.get(uri, 0) for uri in uris}, known.of, known.since)


@at_warm_up
def count() -> None:
    """Count before the first visitor waits for it."""
    _counted.get()


def _count() -> Demand:
    oldest = JobAd.objects.aggregate(oldest=Min("published"))["oldest"]
    return Demand(counts_of(_KIND), readings_of(_KIND), oldest.isoformat() if oldest else "")


_counted: Kept[Demand] = Kept(_count, seconds=CHECKED_EACH, mark=ads_mark)


def theses() -> QuerySet[Thesis]:
    """Every thesis, newest first."""
    return Thesis.objects.all()


def theses_named(words: str, *, most: int = 8) -> QuerySet[Thesis]:
    """Theses with the words in their title, newest first."""
    return Thesis.objects.filter(title__icontains=words)[:most]
