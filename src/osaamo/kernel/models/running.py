"""What runs in the background: the workers and the periodic tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime


class JobWorker(models.Model):
    """A process that runs jobs. Purpose: its last sign of life tells a job that runs from one that was killed."""

    key: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    seen_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class PeriodicRun(models.Model):
    """The last run of a periodic task. Purpose: each task runs once in each of its periods.

    ``period`` numbers the period of that run, ``report`` says in one line what it did.
    """

    name: models.CharField[str, str] = models.CharField(max_length=80, unique=True)
    period: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    ran_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    report: models.CharField[str, str] = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
