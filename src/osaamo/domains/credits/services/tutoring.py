"""Tutoring for credit: begun, written down, handed in, decided by the student union."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from osaamo.domains.credits import queries
from osaamo.domains.credits.enums import WorkStatus
from osaamo.domains.credits.models import DiaryEntry, TutoringTask, TutoringWork
from osaamo.kernel.trails import audit
from osaamo.ports import attainments

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from osaamo.kernel.models import Organisation, Person

_MOST_A_DAY = Decimal(12)


@dataclass(frozen=True, slots=True)
class Task:
    """What a tutoring task says; texts by language."""

    key: str
    organisation: Organisation
    union: Organisation
    name: dict[str, str]
    description: dict[str, str]
    hours_per_credit: Decimal
    credit_step: Decimal
    credits_max: Decimal
    starts: date
    ends: date


@transaction.atomic
def create_task(*, task: Task, who: Person | None) -> TutoringTask:
    """The new task. Its rule stays as it is: who began under it gets credits by it."""
    row = TutoringTask.objects.create(**{field.name: getattr(task, field.name) for field in fields(task)})
    audit(verb="tutoring.create", who=who, about=row, organisation=row.organisation)
    return row


@transaction.atomic
def begin_work(*, task: TutoringTask, person: Person) -> TutoringWork:
    """The person's work on the task, begun now or before."""
    work, is_new = TutoringWork.objects.get_or_create(task=task, person=person)
    if is_new:
        audit(verb="tutoring.begin", who=person, about=work, organisation=task.organisation)
    return work


@transaction.atomic
def write_entry(*, work: TutoringWork, on: date, hours: Decimal, text: str, url: str = "") -> DiaryEntry:
    """The entry in the diary.

    Raises:
        ValidationError: the work was handed in, the day is outside the task or to come, or its hours are too many.
    """
    work = TutoringWork.objects.select_for_update().select_related("task").get(pk=work.pk)
    _must_be_open(work)
    if not work.task.starts <= on <= min(work.task.ends, timezone.localdate()):
        raise ValidationError(gettext("The day must be within the task and not in the future."))
    that_day = sum((one.hours for one in work.entries.filter(on=on)), Decimal(0))
    if that_day + hours > _MOST_A_DAY:
        raise ValidationError(gettext("A day has at most 12 hours of tutoring."))
    entry = DiaryEntry.objects.create(work=work, on=on, hours=hours, text=text, url=url)
    audit(verb="tutoring.write", who=work.person, about=entry, organisation=work.task.organisation)
    return entry


@transaction.atomic
def remove_entry(*, entry: DiaryEntry) -> None:
    """The entry is gone.

    Raises:
        ValidationError: the work was handed in.
    """
    _must_be_open(TutoringWork.objects.select_for_update().get(pk=entry.work_id))
    audit(verb="tutoring.remove", who=entry.work.person, about=entry, organisation=entry.work.task.organisation)
    entry.delete()


@transaction.atomic
def submit_work(*, work: TutoringWork) -> TutoringWork:
    """The work, handed in to the student union.

    Raises:
        ValidationError: it was handed in before, or its diary is empty.
    """
    work = TutoringWork.objects.select_for_update().select_related("task").get(pk=work.pk)
    _must_be_open(work)
    if not work.entries.exists():
        raise ValidationError(gettext("Write down at least one day before you hand in."))
    work.status, work.submitted_at = WorkStatus.SUBMITTED, timezone.now()
    work.save(update_fields=["status", "submitted_at"])
    audit(verb="tutoring.submit", who=work.person, about=work, organisation=work.task.organisation)
    return work


@transaction.atomic
def decide_work(*, work: TutoringWork, who: Person, approved: Collection[int], answer: str = "") -> TutoringWork:
    """The work, decided: ``approved`` are the keys of the diary entries whose hours count.

    The credits follow from the approved hours by the rule of the task. Without any approved hour there are none, and
    the work is declined. Approved work is told to all who hear of attainments.

    Raises:
        ValidationError: it does not wait for a decision.
    """
    work = (
        TutoringWork.objects.select_for_update(of=("self",))
        .select_related("task__organisation", "person")
        .get(pk=work.pk)
    )
    if work.status != WorkStatus.SUBMITTED:
        raise ValidationError(gettext("This work does not wait for a decision."))
    entries = list(work.entries.all())
    for entry in entries:
        entry.approved = entry.pk in approved
    DiaryEntry.objects.bulk_update(entries, ["approved"])
    hours = queries.approved_hours(entries)
    work.hours = hours
    work.status = WorkStatus.APPROVED if hours else WorkStatus.DECLINED
    if hours:
        work.credits = queries.credits_for(work.task, hours)
        work.completed_on = max(entry.on for entry in entries if entry.approved)
    work.decided_at, work.decided_by, work.answer = timezone.now(), who, answer
    work.save()
    audit(
        verb="tutoring.decide",
        who=who,
        about=work,
        organisation=work.task.organisation,
        details={"status": work.status.value, "hours": hours, "credits": work.credits},
    )
    if work.credits:
        attainments.tell(queries.attainment_of(work))
    return work


def _must_be_open(work: TutoringWork) -> None:
    if work.status != WorkStatus.OPEN:
        raise ValidationError(gettext("This work was handed in; it cannot be changed any more."))
