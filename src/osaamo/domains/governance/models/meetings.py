"""Meetings: what was prepared, what was decided and why, what is to be done about it, and the minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from osaamo.domains.governance.models.bodies import Body, Seat, person_gone
from osaamo.domains.governance.models.reports import ReportNote
from osaamo.kernel.models import Organisation


class Meeting(models.Model):
    """A meeting of a body. After ``approved_on`` nothing of it changes, except that follow-up gets done."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    link = models.URLField(blank=True)
    minutes = models.TextField(blank=True)
    present = models.ManyToManyField(Seat, blank=True, related_name="meetings")
    held = models.BooleanField(default=False)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = person_gone()

    class Meta:
        """Newest first; only a meeting that was held has approved minutes."""

        ordering = ("-day", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(approved_on__isnull=True) | Q(held=True), name="meeting_held_first"),
        )

    def __str__(self) -> str:
        return f"{self.body_id} {self.day}"

    @property
    def is_locked(self) -> bool:
        """Whether the minutes are approved."""
        return self.approved_on is not None


class AgendaItem(models.Model):
    """An item of a meeting with its paper: text, and a file where there is one.

    ``area`` and ``activity`` are keys of the plan; ``note`` is where a report asked for the decision.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    paper = models.TextField(blank=True)
    filename = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    content = models.BinaryField(blank=True, default=b"")
    proposer = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    prepared_by = person_gone()
    area = models.CharField(max_length=60, blank=True)
    activity = models.CharField(max_length=60, blank=True)
    note = models.OneToOneField(ReportNote, null=True, blank=True, on_delete=models.SET_NULL, related_name="item")

    class Meta:
        """In the order of the agenda."""

        ordering = ("meeting", "position", "pk")

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What was decided on an item and why; ``ref`` and ``url`` lead to what it was decided about."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="decision")
    text = models.TextField()
    reasons = models.TextField()
    ref = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=200, blank=True)

    class Meta:
        """In the order of the agenda."""

        ordering = ("item",)

    def __str__(self) -> str:
        return f"{self.item_id}"


class FollowUp(models.Model):
    """What somebody is to do because of a decision, until a day."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="follow_ups")
    text = models.CharField(max_length=300)
    person = person_gone()
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        """Earliest first."""

        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.text
