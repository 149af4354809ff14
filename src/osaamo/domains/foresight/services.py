"""Writes to job ads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.foresight.models import JobAd, Thesis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.connectors.theses import ThesisRecord


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


@transaction.atomic
def store_theses(*, records: Sequence[ThesisRecord]) -> int:
    """How many theses are stored of the records, each once by its key; a known one is brought up to date."""
    told = ("title", "abstract", "language", "year", "programme", "institution", "uri")
    rows = {record.key: Thesis(key=record.key, **{name: getattr(record, name) for name in told}) for record in records}
    Thesis.objects.bulk_create(rows.values(), update_conflicts=True, unique_fields=("key",), update_fields=told)
    return len(rows)
