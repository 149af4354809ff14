"""The kernel's own periodic tasks: what nobody needs any longer is removed."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from osaamo.kernel.jobs import stored_jobs
from osaamo.kernel.models import JobWorker
from osaamo.kernel.periodic import periodic

DAY = timedelta(days=1)
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
