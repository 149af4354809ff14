"""Reads over the offering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from osaamo.domains.offering.models import CourseUnit, Realisation
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def course_units() -> QuerySet[CourseUnit]:
    """All course units in order of key."""
    return CourseUnit.objects.all()


def courses_named(words: str, *, most: int = 8) -> QuerySet[CourseUnit]:
    """Course units with the words in their name in any language, or in their code."""
    named = Q(code__icontains=words)
    for code in LANGUAGES:
        named |= Q(**{f"name__{code}__icontains": words})
    return CourseUnit.objects.filter(named)[:most]


def offering_organisations() -> list[Organisation]:
    """The organisations with a course unit of their own or of an organisation below them, the widest first."""
    owners = Organisation.objects.filter(pk__in=CourseUnit.objects.values("institution")).select_related("parent")
    found = {above: depth for owner in owners for depth, above in enumerate(reversed(owner.lineage()))}
    return sorted(found, key=lambda organisation: (found[organisation], organisation.code))


def courses_of(organisation: Organisation) -> QuerySet[CourseUnit]:
    """The course units of the organisation and of all below it."""
    inside = [known for known in Organisation.objects.select_related("parent") if organisation in known.lineage()]
    return CourseUnit.objects.filter(institution__in=inside)


def open_realisations(*, on: date) -> QuerySet[Realisation]:
    """Realisations that start on the day or later, or have no start day; with course and institution."""
    return Realisation.objects.filter(Q(starts__isnull=True) | Q(starts__gte=on)).select_related(
        "course", "course__institution"
    )
