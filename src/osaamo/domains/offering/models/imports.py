"""Imports of the offering: what came from which file, and what could not be read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.offering.enums import BrokenState, ImportFormat, ImportState
from osaamo.kernel.models import Organisation, Person


class ImportRun(models.Model):
    """One file of one institution, imported in batches.

    ``cursor`` is how many records are behind it, so that a stopped run goes on there. ``read`` is always the sum of
    ``new``, ``changed``, ``same`` and ``broken``. ``content`` is kept until the run is done. ``report`` says which
    fields of the file were used and which were not.
    """

    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    format = models.CharField(max_length=8, choices=ImportFormat.choices)
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(default=bytes)
    mapping = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    cursor = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    error = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; the counts reconcile at every moment."""

        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(read=F("new") + F("changed") + F("same") + F("broken")), name="import_counts_reconcile"
            ),
        )

    def __str__(self) -> str:
        return f"{self.filename} {self.state}"


class BrokenRecord(models.Model):
    """A record that could not be imported, kept to be mended.

    ``code`` and ``values`` are the reason, which pages put into the reader's language. ``raw`` is the record as it
    came; ``cells`` are its fields to be edited. The same broken record of an institution is kept once.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="broken_records")
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict, blank=True)
    raw = models.TextField()
    cells = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=BrokenState.choices, default=BrokenState.OPEN)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of the file."""

        ordering = ("run", "line", "pk")
        constraints = (models.UniqueConstraint(fields=("institution", "digest"), name="broken_once"),)

    def __str__(self) -> str:
        return f"{self.line} {self.code}"


class ColumnMapping(models.Model):
    """Which column of a table is which field, as an institution last said for tables with this header."""

    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    header = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One for each header of an institution."""

        constraints = (models.UniqueConstraint(fields=("institution", "header"), name="mapping_once_per_header"),)

    def __str__(self) -> str:
        return f"{self.institution_id} {self.header[:8]}"
