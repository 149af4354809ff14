"""Degree programmes: kept by the planners of their school, and which courses and modules belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.offering.models import CourseUnit, DegreeProgramme
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osaamo.domains.offering.models import Item
    from osaamo.kernel.models import Person


@transaction.atomic
def save_degree(*, degree: DegreeProgramme, who: Person | None) -> DegreeProgramme:
    """The stored degree programme; a new one gets its key from its school and code.

    Raises:
        Refused: ``doubled-code``, or ``missing`` where it has neither a name nor ever had one.
    """
    is_new = degree.pk is None
    if not any(degree.name.values()):
        raise Refused("missing", field="name")
    same = DegreeProgramme.objects.filter(institution=degree.institution, code=degree.code).exclude(pk=degree.pk)
    if (other := same.first()) is not None:
        raise Refused("doubled-code", code=degree.code, other=other.key)
    if not degree.key:
        degree.key = f"{degree.institution.code}:{degree.code}"
    degree.updated_at = timezone.now()
    degree.save()
    verb = f"offering.degree.{'add' if is_new else 'change'}"
    audit(verb=verb, who=who, about=degree, organisation=degree.institution)
    return degree


@transaction.atomic
def remove_degree(*, degree: DegreeProgramme, who: Person | None) -> None:
    """Remove a degree programme to which nothing belongs.

    Raises:
        Refused: ``degree-in-use``, with how many courses and modules belong to it.
    """
    count = degree.courseunits.count() + degree.studymodules.count()
    if count:
        raise Refused("degree-in-use", count=count)
    audit(verb="offering.degree.remove", who=who, about=degree, organisation=degree.institution)
    degree.delete()


@transaction.atomic
def set_degrees(*, item: Item, degrees: Iterable[DegreeProgramme], who: Person | None) -> None:
    """Let the item belong to these degree programmes and to no other; the item counts as changed where that is new."""
    wanted = {degree.pk for degree in degrees}
    if wanted == set(item.degrees.values_list("pk", flat=True)):
        return
    item.degrees.set(wanted)
    item.updated_at = timezone.now()
    item.save(update_fields=["updated_at"])
    kind = "course" if isinstance(item, CourseUnit) else "module"
    audit(verb=f"offering.{kind}.degrees", who=who, about=item, organisation=item.institution)
