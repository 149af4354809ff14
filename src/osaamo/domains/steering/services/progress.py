"""Who answers for an activity, how far it is, and what shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.steering.enums import NEEDS_REASON, Phase
from osaamo.domains.steering.models import Activity, Evidence, PlanVersion, Progress, ProgressChange, Task
from osaamo.domains.steering.services.refusals import ChangedMeanwhile, ReasonMissing
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date

    from osaamo.kernel.models import Person

WHOLE = 100


@transaction.atomic
def open_progress(*, version: PlanVersion) -> int:
    """How many activities of the version have a row of progress now; those that had one keep it."""
    keys = Activity.objects.filter(version=version, ending="").values_list("key", flat=True)
    rows = [Progress(plan_id=version.plan_id, key=key) for key in keys]
    Progress.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def assign(*, progress: Progress, owner: Person | None, owner_body: str = "", who: Person | None) -> Progress:
    """The progress with a person, a body (by key), both or nobody to answer for it."""
    locked = Progress.objects.select_for_update().select_related("plan__organisation").get(pk=progress.pk)
    locked.owner, locked.owner_body = owner, owner_body
    locked.revision += 1
    locked.save()
    _log("plan.owner-set", locked, who, owner=owner.pk if owner else None, body=owner_body)
    return locked


@transaction.atomic
def update_progress(
    *,
    progress: Progress,
    phase: Phase,
    percent: int,
    reason: str = "",
    internal_note: str | None = None,
    revision: int | None = None,
    on: date | None = None,
    is_sample: bool = False,
    who: Person | None,
) -> Progress:
    """The progress as told on a day, today unless another is given; done is always whole.

    ``revision`` is the one that was read, to notice that somebody else saved meanwhile.

    Raises:
        ReasonMissing: the phase needs a reason.
        ChangedMeanwhile: the revision is another now.
    """
    locked = Progress.objects.select_for_update().select_related("plan__organisation").get(pk=progress.pk)
    if revision is not None and revision != locked.revision:
        raise ChangedMeanwhile
    if phase in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
    day = on or timezone.localdate()
    if phase == Phase.DONE:
        percent = WHOLE
        locked.done_on = locked.done_on or day
    else:
        locked.done_on = None
    locked.phase, locked.percent, locked.reason = phase, percent, reason.strip()
    locked.internal_note = locked.internal_note if internal_note is None else internal_note.strip()
    locked.is_sample = is_sample
    locked.revision += 1
    locked.changed_at = timezone.now()
    locked.save()
    ProgressChange.objects.create(progress=locked, on=day, who=who, phase=phase, percent=percent, reason=locked.reason)
    _log("plan.progress", locked, who, phase=str(phase), percent=percent)
    return locked


@transaction.atomic
def add_evidence(*, progress: Progress, text: str, url: str = "", ref: str = "", who: Person | None) -> Evidence:
    """Something that shows what was done."""
    made = Evidence.objects.create(progress=progress, text=text.strip(), url=url, ref=ref, added_by=who)
    _log("plan.evidence-added", progress, who, evidence=made.pk)
    return made


@transaction.atomic
def remove_evidence(*, evidence: Evidence, who: Person | None) -> None:
    """Remove what does not show it after all."""
    _log("plan.evidence-removed", evidence.progress, who, evidence=evidence.pk)
    evidence.delete()


@transaction.atomic
def add_task(*, progress: Progress, title: str, due_on: date, assignee: Person | None, who: Person | None) -> Task:
    """A step with its day; the owner's unless somebody else's."""
    made = Task.objects.create(progress=progress, title=title.strip(), due_on=due_on, assignee=assignee)
    _log("plan.task-added", progress, who, task=made.pk, due=due_on)
    return made


@transaction.atomic
def finish_task(*, task: Task, who: Person | None) -> Task:
    """The task, done; done before, as it was."""
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if locked.done_at is None:
        locked.done_at = timezone.now()
        locked.save()
        _log("plan.task-done", task.progress, who, task=task.pk)
    return locked


def _log(verb: str, progress: Progress, who: Person | None, **details: object) -> None:
    organisation = progress.plan.organisation
    audit(verb=verb, who=who, about=progress, organisation=organisation, details={"key": progress.key, **details})
