"""Reads over job ads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.foresight.models import JobAd

if TYPE_CHECKING:
    from django.db.models import QuerySet


def job_ads(*, language: str = "") -> QuerySet[JobAd]:
    """The ads in a language, or all, newest first."""
    ads = JobAd.objects.all()
    return ads.filter(language=language) if language else ads


def job_ad(*, key: str) -> JobAd | None:
    """The ad with the key, or ``None``."""
    return JobAd.objects.filter(key=key).first()
