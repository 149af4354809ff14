"""Quarterly reports of the steering groups."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from osaamo.domains.governance.enums import ACCEPTED, NoteKind, ReportState
from osaamo.domains.governance.models.bodies import Body, person_gone


class Report(models.Model):
    """A body's report on a quarter.

    ``payload`` is the whole report as canonical JSON text, written once when it is frozen; ``digest`` is the SHA-256
    of its UTF-8 bytes. A report that is frozen or superseded never changes but for being superseded, with the reason.
    ``silent`` are keys of areas without whose comment it was approved, ``silent_reason`` why.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.DRAFT)
    summary = models.JSONField(default=dict, blank=True)
    silent = models.JSONField(default=list, blank=True)
    silent_reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = person_gone()
    payload = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    software = models.CharField(max_length=40, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = person_gone()
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = person_gone()
    superseded_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """Newest first; one a body and quarter, besides those taken back; frozen ones are whole."""

        ordering = ("-year", "-quarter", "body", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="report_quarter"),
            models.UniqueConstraint(
                fields=("body", "year", "quarter"),
                condition=~Q(state=ReportState.SUPERSEDED),
                name="report_once_a_quarter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ReportState.FROZEN, ReportState.SUPERSEDED))
                | (~Q(payload="") & ~Q(digest="") & Q(frozen_at__isnull=False)),
                name="report_frozen_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.SUPERSEDED) | ~Q(superseded_reason=""), name="report_superseded_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.body_id} {self.year}/{self.quarter}"

    @property
    def is_open(self) -> bool:
        """Whether its words can still change."""
        return self.state in {ReportState.DRAFT, ReportState.COMMENTED}

    @property
    def is_accepted(self) -> bool:
        """Whether the group stands behind it."""
        return self.state in ACCEPTED

    @property
    def is_sealed(self) -> bool:
        """Whether it holds its frozen payload."""
        return self.state in {ReportState.FROZEN, ReportState.SUPERSEDED}


class ReportNote(models.Model):
    """What the group says in its report beside the data; ``area`` and ``activity`` are keys of the plan or empty."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    area = models.CharField(max_length=60, blank=True)
    activity = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    by = person_gone()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Oldest first."""

        ordering = ("report", "made_at", "pk")

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind}"
