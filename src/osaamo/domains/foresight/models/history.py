"""Enrolments of years before this service: what a school's earlier system counted, run by run."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PastRun(models.Model):
    """How many enrolled on one earlier run of a course or module. Purpose: to expect enrolments from a history.

    Counts alone; nobody can be told from them. ``key`` is that of the course or module in the catalogue. ``asked`` is
    how many asked for a seat, ``admitted`` how many got one, ``seats`` how many there were, where they were limited.
    """

    key = models.CharField(max_length=120)
    starts = models.DateField()
    asked = models.PositiveIntegerField()
    admitted = models.PositiveIntegerField()
    seats = models.PositiveIntegerField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of key and day; one for each first day of a course."""

        ordering = ("key", "starts")
        constraints = (
            models.UniqueConstraint(fields=("key", "starts"), name="past_run_once"),
            models.CheckConstraint(condition=Q(admitted__lte=F("asked")), name="past_run_admitted_of_asked"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.starts}: {self.asked}"
