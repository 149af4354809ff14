"""Reads over the offering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from osaamo.domains.offering.models import CourseUnit, Realisation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def course_units() -> QuerySet[CourseUnit]:
    """All course units in order of key."""
    return CourseUnit.objects.all()


def open_realisations(*, on: date) -> QuerySet[Realisation]:
    """Realisations that start on the day or later, or have no start day; with course and institution."""
    return Realisation.objects.filter(Q(starts__isnull=True) | Q(starts__gte=on)).select_related(
        "course", "course__institution"
    )
