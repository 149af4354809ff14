"""Reads over job ads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Min, Q

from osaamo.competence.queries import readings_of, readings_with
from osaamo.domains.foresight.models import JobAd
from osaamo.ports.demand import Demand

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

OPEN_DAYS = 60
"""An ad that names no closing day is taken as filled after so many."""

_KIND = "foresight.jobad"
_COUNTED_FOR = 600
"""Seconds a count is good for: ads come by the day, and counting 200,000 of them takes longer than a page may."""


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


def job_ad(*, key: str) -> JobAd | None:
    """The ad with the key, or ``None``."""
    return JobAd.objects.filter(key=key).first()


def demand_counts(uris: Collection[str]) -> Demand:
    """How many of the ads that were read name each skill, counted at most every ten minutes."""
    keys = {f"foresight.demand:{uri}": uri for uri in uris}
    known = {keys[key]: count for key, count in cache.get_many(keys).items()}
    fresh = readings_with([uri for uri in uris if uri not in known], kind=_KIND)
    cache.set_many({f"foresight.demand:{uri}": count for uri, count in fresh.items()}, _COUNTED_FOR)
    total, since = cache.get_or_set("foresight.demand", _all_read, _COUNTED_FOR)
    return Demand(known | fresh, total, since)


def _all_read() -> tuple[int, str]:
    oldest = JobAd.objects.aggregate(oldest=Min("published"))["oldest"]
    return readings_of(_KIND), oldest.isoformat() if oldest else ""
