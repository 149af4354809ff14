"""Writes to job ads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.foresight.models import JobAd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@transaction.atomic
def load_demo(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample ads were written; loading the same rows again changes nothing.

    Sample ads that are no longer among the rows are removed; others are never touched.
    """
    kept = []
    for row in rows:
        ad, _ = JobAd.objects.update_or_create(
            key=row["id"],
            defaults={
                "language": row["lang"],
                "title": row["title"],
                "employer_kind": row.get("employer_kind", ""),
                "place": row.get("place", ""),
                "published": date.fromisoformat(row["published"]),
                "text": row["text"],
                "is_sample": True,
            },
        )
        kept.append(ad.key)
    JobAd.objects.filter(is_sample=True).exclude(key__in=kept).delete()
    return len(kept)
