"""What is done about the activities: outside the approved text, so that it may change any day."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from osaamo.domains.steering.enums import Phase
from osaamo.domains.steering.models.versions import Plan, PlanVersion
from osaamo.kernel.models import Person
from osaamo.kernel.rows import Row, Written


class Progress(Row):
    """How far an activity is. Purpose: anyone sees what was promised, what is done and who answers for it.

    Of a plan's activity by its key, whichever version it is in. ``owner_body`` is the key of a body or office,
    ``owner`` a person; with neither the activity has no owner. ``internal_note`` is for those who are signed in.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="progress")
    key = models.SlugField(max_length=60)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner_body = models.SlugField(max_length=60, blank=True)
    phase = models.CharField(max_length=12, choices=Phase.choices, default=Phase.NOT_STARTED)
    percent = models.PositiveSmallIntegerField(default=0, validators=(MaxValueValidator(100),))
    reason = models.CharField(max_length=500, blank=True)
    internal_note = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of key; once for each activity; done is whole and dated."""

        ordering = ("plan", "key")
        constraints = (
            models.UniqueConstraint(fields=("plan", "key"), name="steering_progress_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="steering_progress_percent"),
            models.CheckConstraint(
                condition=~Q(phase="done") | Q(percent=100, done_on__isnull=False), name="steering_progress_done_whole"
            ),
        )


class ProgressChange(Written):
    """One change of how far an activity is; the last of a day tells how it stood then."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    who = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    phase = models.CharField(max_length=12, choices=Phase.choices)
    percent = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """In order of writing."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("progress", "on"), name="steering_progress_on"),)


class Evidence(Row):
    """Something that shows what was done: a page, or a row of this service by its reference."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="evidence")
    text = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    ref = models.CharField(max_length=120, blank=True)
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of writing."""

        ordering = ("pk",)


class Task(Row):
    """A step of an activity with its day, and whose it is."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    assignee = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The next first."""

        ordering = ("due_on", "pk")


class Reminder(Row):
    """A message that reminded somebody, and of what: codes with references, never the words of the message."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    about = models.JSONField(default=list)
    was_sent = models.BooleanField()

    class Meta:
        """The newest first; one a day for each person."""

        ordering = ("-on", "-pk")
        constraints = (models.UniqueConstraint(fields=("person", "on"), name="steering_reminder_once"),)


class Sheet(Row):
    """Rows of a workbook that somebody handed in and has not yet confirmed."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="sheets")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField()

    class Meta:
        """The newest first."""

        ordering = ("-pk",)
