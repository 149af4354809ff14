"""Tutoring: hours and credits, who decides, and the attainments it gives."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from osaamo.domains.credits.enums import AttainmentKind, Audience, WorkStatus
from osaamo.domains.credits.models import TutoringTask, TutoringWork
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports.attainments import Attainment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.domains.credits.models import DiaryEntry
    from osaamo.kernel.models import Person

NOBODY = "kernel.person:erased"


def approved_hours(entries: Iterable[DiaryEntry]) -> Decimal:
    """The hours of the entries that were approved."""
    return sum((entry.hours for entry in entries if entry.approved), Decimal(0))


def credits_for(task: TutoringTask, hours: Decimal) -> Decimal:
    """The credits of approved hours: whole steps only, up to the most the task gives."""
    steps = (hours / task.hours_per_credit / task.credit_step).quantize(Decimal(1), ROUND_DOWN)
    return min(steps * task.credit_step, task.credits_max)


def completed_works(start: date, end: date) -> QuerySet[TutoringWork]:
    """Approved work completed from ``start`` up to, not including, ``end``, that gave credits."""
    rows = TutoringWork.objects.filter(
        status=WorkStatus.APPROVED, completed_on__gte=start, completed_on__lt=end, credits__gt=0
    )
    return rows.select_related("task__organisation", "person__home_organisation")


def attainment_of(work: TutoringWork) -> Attainment:
    """Approved work as everybody hears of it: a credit of the institution whose task it was."""
    place = work.task.organisation.code
    return Attainment(
        ref=ref_of(work),
        person=ref_of(work.person) if work.person else NOBODY,
        of=ref_of(work.task),
        course=work.task.key,
        title=work.task.name,
        kind=AttainmentKind.TUTORING.value,
        home=place,
        host=place,
        audience=Audience.DEGREE.value,
        credits=work.credits,
        grade="",
        passed=True,
        on=work.completed_on,
    )


def works_for(person: Person) -> QuerySet[TutoringWork]:
    """Work that waits for a union the person speaks for, oldest first; never their own."""
    waiting = TutoringWork.objects.filter(status=WorkStatus.SUBMITTED, task__union__in=_unions(person))
    return (
        waiting.exclude(person=person)
        .select_related("task", "person")
        .prefetch_related("entries")
        .order_by("submitted_at")
    )


def approves_anywhere(person: Person) -> bool:
    """Whether the person speaks for a union that approves tutoring."""
    return bool(_unions(person)) and TutoringTask.objects.filter(union__in=_unions(person)).exists()


def places_of(person: Person, *roles: Role) -> list[Organisation]:
    """The institutions in which, or above which, the person holds one of the roles."""
    if not person.is_active:
        return []
    held = set(memberships_on().filter(person=person, role__in=roles).values_list("organisation", flat=True))
    places = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).select_related("parent__parent")
    return [place for place in places if any(above.pk in held for above in place.lineage())] if held else []


def _unions(person: Person) -> list[int]:
    held = memberships_on().filter(person=person, role=Role.COUNSELLOR)
    return list(held.values_list("organisation", flat=True))
