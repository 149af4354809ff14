"""Writes to the offering."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.offering.models import CourseUnit, Realisation
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@transaction.atomic
def load_demo(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample course units were written; loading the same rows again changes nothing.

    Sample courses and realisations that are no longer among the rows are removed; others are never touched.
    """
    institutions = {organisation.code: organisation for organisation in Organisation.objects.all()}
    kept: list[str] = []
    kept_realisations: list[str] = []
    for row in rows:
        course, _ = CourseUnit.objects.update_or_create(
            key=row["id"],
            defaults={
                "institution": institutions[row["institution"]],
                "code": row["code"],
                "name": row["name"],
                "learning_outcomes": row["learning_outcomes"],
                "content": row.get("content", {}),
                "credits": Decimal(str(row["credits"])),
                "level": row.get("level", ""),
                "requires": row.get("requires", []),
                "is_sample": True,
            },
        )
        kept.append(course.key)
        for given in row.get("realisations", []):
            realisation = _store_realisation(course, row, given)
            kept_realisations.append(realisation.key)
    CourseUnit.objects.filter(is_sample=True).exclude(key__in=kept).delete()
    Realisation.objects.filter(course__is_sample=True).exclude(key__in=kept_realisations).delete()
    return len(kept)


def _store_realisation(course: CourseUnit, row: Mapping[str, Any], given: Mapping[str, Any]) -> Realisation:
    language = given.get("language")
    realisation, _ = Realisation.objects.update_or_create(
        key=given["id"],
        defaults={
            "course": course,
            "starts": _day(given.get("starts")),
            "ends": _day(given.get("ends")),
            "seats": given.get("seats"),
            "languages": [language] if language else row.get("languages", []),
            "mode": given.get("mode") or row.get("mode", ""),
            "campus": given.get("campus") or row.get("campus") or "",
            "meetings": given.get("meetings", []),
            "audiences": given.get("audiences", []),
        },
    )
    return realisation


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
