"""Reads: drafts, who may be invited, and what a draft is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.domains.teaching.enums import FIELDS
from osaamo.domains.teaching.models import Draft
from osaamo.domains.teaching.rules import WORKS
from osaamo.engine import changes
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.queries import memberships_on
from osaamo.ports.supply import Taught, taught

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from osaamo.engine import Run


def drafts_of(person: Person) -> QuerySet[Draft]:
    """The person's own drafts, the last written first."""
    return Draft.objects.filter(person=person).select_related("institution")


def drafts_shared_with(person: Person) -> QuerySet[Draft]:
    """The drafts of others that the person was invited to, the last written first."""
    return Draft.objects.filter(shares__person=person).select_related("institution", "person")


def places_of(person: Person) -> list[Organisation]:
    """The institutions at which the person designs courses, in order of code; their units where it is none."""
    held = set(memberships_on().filter(person=person, role__in=WORKS).values_list("organisation", flat=True))
    inside = [
        place
        for place in Organisation.objects.select_related("parent__parent").exclude(kind=Organisation.Kind.ALLIANCE)
        if held & {above.pk for above in place.lineage()}
    ]
    return [place for place in inside if place.kind == Organisation.Kind.INSTITUTION] or inside


def colleagues_of(draft: Draft) -> QuerySet[Person]:
    """Who can be invited to the draft: all who teach or plan at its institution, but its owner; by name."""
    places = draft.institution.lineage()
    works = memberships_on().filter(role__in=WORKS, organisation__in=places)
    people = Person.objects.filter(is_active=True, pk__in=works.values("person"))
    return people.exclude(pk=draft.person_id).order_by("display_name", "pk")


def course_of(ref: str) -> Taught | None:
    """The catalogue's course or module with the reference, or ``None`` when it is gone."""
    return next(taught([ref]), None) if ref else None


def courses_of(refs: Sequence[str]) -> list[Taught]:
    """Those of the references that are courses or modules of the catalogue, in order of key."""
    return list(taught(refs)) if refs else []


def texts_of_course(course: Taught, language: str) -> dict[str, str]:
    """The texts of a course by field; those the catalogue does not tell are empty."""
    told: dict[str, Mapping[str, str]] = {
        "title": course.title,
        "outcomes": course.outcomes,
        "content": course.content,
    }
    return {field: told.get(field, {}).get(language, "") for field in FIELDS}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """How one text came to be another; ``runs`` in order."""

    field: str
    runs: Sequence[Run]

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return any(run.kind != "equal" for run in self.runs)


def changes_between(old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldChange]:
    """The changes of each text that stands in either version, in the order of the page."""
    return [
        FieldChange(field, changes(old.get(field, ""), new.get(field, "")))
        for field in FIELDS
        if old.get(field) or new.get(field)
    ]
