"""Jobs: work that outlives the request that asked for it, and survives a worker that is killed.

A domain writes a job in its ``jobs.py`` as a function under ``django_tasks.task`` and asks for it with its
``enqueue``, or from a layer below by :func:`enqueue` with its path. The request for it is a row, written in the
caller's transaction: no commit, no job.

A worker shows signs of life while it works. What a dead worker left running is put back in the queue by whichever
worker notices first, so it runs again, and once. A job may be killed at any line, so it is written such that its
second run finds what the first one finished: one transaction, or steps that each check what is there. Arguments are
keys and codes, never personal data: they are stored.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections
from django.db.models import Min
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from osaamo.kernel.models import JobWorker

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger("osaamo.jobs")

LOST_AFTER = timedelta(seconds=30)
"""A worker that gave no sign of life for so long is dead."""

BEATS = 6
"""Signs of life a worker gives in that time."""

MOST_ATTEMPTS = 3
"""A job whose worker died so many times is not tried again: it may be what kills them."""


class WorkerDied(Exception):
    """What a job failed of whose worker died at every attempt."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many jobs wait, run and failed, and for how many seconds the oldest could have been running."""

    waiting: int
    running: int
    failed: int
    oldest_waiting_seconds: int


def stored_jobs() -> DBTaskResultQuerySet:
    """Every job that was asked for and not yet removed."""
    return DBTaskResultQuerySet(DBTaskResult)


def enqueue(path: str, *args: Any, **kwargs: Any) -> str:
    """The id of the new job: the task at ``path`` (``osaamo.domains.profiles.jobs.read_profile``) with JSON arguments.

    Raises:
        ImportError: there is no such task.
    """
    return str(import_string(path).enqueue(*args, **kwargs).id)


def backlog() -> Backlog:
    """The state of the queue now."""
    ready = stored_jobs().ready()
    oldest = ready.aggregate(oldest=Min("enqueued_at"))["oldest"]
    return Backlog(
        waiting=ready.count(),
        running=stored_jobs().running().count(),
        failed=stored_jobs().failed().count(),
        oldest_waiting_seconds=max(0, round((timezone.now() - oldest).total_seconds())) if oldest else 0,
    )


def backlog_figures() -> dict[str, int]:
    """The same as plain JSON, for the health page."""
    return asdict(backlog())


def work(
    *, batch: bool = False, interval: float = 1.0, lost_after: timedelta = LOST_AFTER, signals: bool = False
) -> None:
    """Run jobs until told to stop, or with ``batch`` until none waits.

    ``interval``: seconds between looks at an empty queue. ``signals``: stop after the running job on SIGTERM and
    SIGINT; only the main thread can listen to them.
    """
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:24]}-{os.getpid()}-{get_random_string(12)}",
    )
    if signals:
        worker.configure_signals()
    with _signs_of_life(worker.worker_id, lost_after):
        worker.run()


def recover_lost_jobs(*, lost_after: timedelta = LOST_AFTER) -> int:
    """How many jobs of dead workers were put back in the queue.

    A job that was tried too often fails instead. Jobs of workers that never gave a sign of life are left alone: they
    belong to somebody else's command.
    """
    dead = set(JobWorker.objects.filter(seen_at__lt=timezone.now() - lost_after).values_list("key", flat=True))
    put_back = 0
    for job in stored_jobs().running():
        if not job.worker_ids or job.worker_ids[-1] not in dead:
            continue
        # Whoever changes the row first has it; the others find that it no longer runs, or began anew.
        same = stored_jobs().running().filter(pk=job.pk, started_at=job.started_at)
        if len(job.worker_ids) >= MOST_ATTEMPTS:
            failed = same.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path=f"{WorkerDied.__module__}.{WorkerDied.__qualname__}",
            )
            if failed:
                log.error("job", extra={"code": job.task_path, "status": "WORKER DIED"})
        elif same.update(status=TaskResultStatus.READY, started_at=None):
            put_back += 1
            log.warning("job", extra={"code": job.task_path, "status": "PUT BACK"})
    return put_back


@contextmanager
def _signs_of_life(key: str, lost_after: timedelta) -> Iterator[None]:
    """Keeps the worker's row fresh, and looks after the jobs of dead workers, from a thread beside the jobs."""
    over = threading.Event()
    _beat(key, lost_after)

    def live() -> None:
        while not over.wait(lost_after.total_seconds() / BEATS):
            try:
                _beat(key, lost_after)
            except DatabaseError:
                log.exception("sign of life")
                connections.close_all()
        connections.close_all()

    thread = threading.Thread(target=live, name="signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(key: str, lost_after: timedelta) -> None:
    JobWorker.objects.update_or_create(key=key, defaults={"seen_at": timezone.now()})
    recover_lost_jobs(lost_after=lost_after)


@receiver(task_finished)
def _log_finished(task_result: Any, **_others: Any) -> None:
    took = (task_result.finished_at - task_result.started_at) if task_result.started_at else timedelta()
    log.log(
        logging.ERROR if task_result.status == TaskResultStatus.FAILED else logging.INFO,
        "job",
        extra={
            "code": task_result.task.module_path,
            "status": str(task_result.status),
            "milliseconds": round(took.total_seconds() * 1000),
        },
    )
