"""What time does to the plan: reminders, and the nightly look at what was approved."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from osaamo.domains.steering import queries, services
from osaamo.domains.steering.enums import SEALED
from osaamo.domains.steering.models import PlanVersion, Progress, Sheet, Task
from osaamo.domains.steering.rules.access import STEERS
from osaamo.kernel.models import Person
from osaamo.kernel.periodic import periodic
from osaamo.kernel.queries import memberships_on
from osaamo.ports.duties import people_on

KEEP_SHEETS = timedelta(days=7)


@task()
def send_reminders() -> int:
    """How many people were told of something; who was told today is not told again."""
    on = timezone.localdate()
    owners = Progress.objects.filter(owner__isnull=False).values("owner")
    doers = Task.objects.filter(done_at=None, assignee__isnull=False).values("assignee")
    steering = memberships_on().filter(role__in=STEERS).values("person")
    asked = {int(ref.rpartition(":")[2]) for ref in people_on(on)}
    told = 0
    for key in sorted({pk for rows in (owners, doers, steering) for row in rows for pk in row.values()} | asked):
        person = Person.objects.filter(pk=key, is_active=True).first()
        told += person is not None and services.remind(person=person, on=on) is not None
    return told


@periodic("steering.remind", every=timedelta(days=1))
def ask_for_reminders() -> str:
    """Reminders go out once a day, from the queue of jobs."""
    if queries.current() is None:
        return "no plan in force"
    send_reminders.enqueue()
    return "asked for"


@periodic("steering.check-approved", every=timedelta(days=1))
def check_approved() -> str:
    """Versions that do not say any more what was approved are named: somebody wrote past the service."""
    versions = PlanVersion.objects.filter(state__in=SEALED)
    changed = [str(version.year) for version in versions if not queries.is_untouched(version)]
    if changed:
        raise ApprovedWasChanged(", ".join(changed))
    return f"{len(versions)} approved versions are as they were approved"


@periodic("steering.clear-sheets", every=timedelta(days=1))
def clear_sheets() -> str:
    """Workbooks that nobody confirmed within a week are removed."""
    removed, _ = Sheet.objects.filter(at__lt=timezone.now() - KEEP_SHEETS).delete()
    return f"{removed} workbooks removed"


class ApprovedWasChanged(Exception):
    """The content of an approved version has another hash than when it was approved."""
