"""What is done again and again: a registry that ``osaamo tick`` goes through.

A domain registers in its ``jobs.py``::

    @periodic("offering.refresh", every=timedelta(hours=1))
    def refresh() -> str:
        return f"{enqueue(...)} sources asked for"

A task runs once in each period (a day from midnight to midnight, an hour from full hour to full hour), in one
transaction together with the note that it ran: killed in the middle, nothing of it happened and the next tick runs it
again. It is short; what takes longer it hands to a job.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.kernel.models import PeriodicRun

if TYPE_CHECKING:
    from datetime import datetime, timedelta

log = logging.getLogger("osaamo.tick")

Run = Callable[[], str]
"""Does the task; what comes back says in one line what it did."""


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """A registered task."""

    name: str
    every: timedelta
    run: Run


class Outcome(StrEnum):
    """What became of a task in a tick."""

    DONE = "done"
    NOT_DUE = "not due"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ticked:
    """One task's part in a tick; ``report`` is its own line, or the kind of error."""

    name: str
    outcome: Outcome
    report: str = ""


_tasks: dict[str, PeriodicTask] = {}


def periodic(name: str, *, every: timedelta) -> Callable[[Run], Run]:
    """A decorator that registers a task under ``name`` (``kernel.clear-sessions``).

    Raises:
        ValueError: another task has the name.
    """

    def register(run: Run) -> Run:
        known = _tasks.setdefault(name, PeriodicTask(name, every, run))
        if known.run is not run:
            raise ValueError(f"Two periodic tasks are called {name!r}; rename one.")
        return run

    return register


def tasks() -> tuple[PeriodicTask, ...]:
    """Every registered task in order of name."""
    return tuple(_tasks[name] for name in sorted(_tasks))


def tick(now: datetime | None = None) -> tuple[Ticked, ...]:
    """Run what is due and say what became of each task, in order of name.

    One task's failure is undone and logged, and stops no other; the next tick tries it again.
    """
    return tuple(_tick(task, now or timezone.now()) for task in tasks())


def _tick(task: PeriodicTask, now: datetime) -> Ticked:
    PeriodicRun.objects.get_or_create(name=task.name)
    try:
        with transaction.atomic():
            # A tick at the same time waits here, and then finds that the task is not due.
            last = PeriodicRun.objects.select_for_update().get(name=task.name)
            period = _period(now, task.every)
            if last.period is not None and last.period >= period:
                return Ticked(task.name, Outcome.NOT_DUE)
            last.report = task.run()[:200]
            last.period, last.ran_at = period, now
            last.save()
    except Exception as error:
        log.exception("periodic task", extra={"code": task.name})
        return Ticked(task.name, Outcome.FAILED, type(error).__name__)
    return Ticked(task.name, Outcome.DONE, last.report)


def _period(now: datetime, every: timedelta) -> int:
    """The number of the period ``now`` lies in, counted on the clock on the wall, so that days begin at midnight."""
    wall = timezone.localtime(now).replace(tzinfo=UTC).timestamp()
    return int(wall // every.total_seconds())
