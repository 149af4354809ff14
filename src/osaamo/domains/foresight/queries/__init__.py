"""Reads over dated texts: ads and theses, what each month asks for, and what is taught against it."""

from osaamo.domains.foresight.queries.corpora import corpora_told
from osaamo.domains.foresight.queries.writings import (
    CHECKED_EACH,
    OPEN_DAYS,
    ads_by_pk,
    ads_mark,
    ads_named,
    ads_once,
    count,
    demand_counts,
    job_ad,
    job_ads,
    last_day,
    open_job_ads,
    programme_theses,
    programmes,
    theses,
    theses_named,
    theses_once,
)

__all__ = [
    "CHECKED_EACH",
    "OPEN_DAYS",
    "ads_by_pk",
    "ads_mark",
    "ads_named",
    "ads_once",
    "corpora_told",
    "count",
    "demand_counts",
    "job_ad",
    "job_ads",
    "last_day",
    "open_job_ads",
    "programme_theses",
    "programmes",
    "theses",
    "theses_named",
    "theses_once",
]
