"""The kernel's own periodic tasks: what nobody needs any longer is removed, and what leads nowhere is counted."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from osaamo.kernel import capacity
from osaamo.kernel.dangling import dangling_refs
from osaamo.kernel.jobs import stored_jobs
from osaamo.kernel.models import AuditEntry, JobWorker, ViewEntry
from osaamo.kernel.periodic import periodic

if TYPE_CHECKING:
    from django.db.models import Model

DAY = timedelta(days=1)
OFTEN = timedelta(minutes=5)
KEEP_FINISHED_JOBS = timedelta(days=14)
KEEP_FAILED_JOBS = timedelta(days=90)


@periodic("kernel.clear-sessions", every=DAY)
def clear_sessions() -> str:
    """Sessions that have run out are removed."""
    removed, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"{removed} sessions removed"


@periodic("kernel.clear-jobs", every=DAY)
def clear_jobs() -> str:
    """Jobs that succeeded two weeks ago, or failed three months ago, and workers without any job are removed."""
    now = timezone.now()
    done, _ = stored_jobs().successful().filter(finished_at__lt=now - KEEP_FINISHED_JOBS).delete()
    failed, _ = stored_jobs().failed().filter(finished_at__lt=now - KEEP_FAILED_JOBS).delete()
    # A dead worker's row is what its lost job is recognised by.
    needed = {key for job in stored_jobs().running() for key in job.worker_ids}
    JobWorker.objects.filter(seen_at__lt=now - DAY).exclude(key__in=needed).delete()
    return f"{done + failed} jobs removed"


@periodic("kernel.clear-trails", every=DAY)
def clear_trails() -> str:
    """Entries of the two trails older than the settings say are removed; 0 days keep a trail for ever."""
    audit = _clear_trail(AuditEntry, settings.OSAAMO_KEEP_AUDIT_DAYS)
    views = _clear_trail(ViewEntry, settings.OSAAMO_KEEP_VIEWS_DAYS)
    return f"{audit} audit entries and {views} views removed"


@periodic("kernel.dangling-refs", every=DAY)
def count_dangling_refs() -> str:
    """References that lead nowhere are counted by field; ``osaamo manage check_refs`` lists them."""
    count = Counter(one.field for one in dangling_refs())
    told = ", ".join(f"{field} {number}" for field, number in sorted(count.items()))
    return f"{count.total()} references lead nowhere" + (f": {told}" if told else "")


@periodic("kernel.capacity-expire", every=OFTEN)
def expire_offers() -> str:
    """Seats whose offer nobody answered go to the next in the queue."""
    return f"{capacity.expire()} offers ran out"


def _clear_trail(trail: type[Model], days: int) -> int:
    if not days:
        return 0
    old = trail._default_manager.filter(at__lt=timezone.now() - timedelta(days=days))  # noqa: SLF001 - Django's public name
    removed, _ = old.delete()
    return removed
