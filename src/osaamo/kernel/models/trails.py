"""Who did what, and who looked at whose data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from osaamo.kernel.models.organisations import Organisation
from osaamo.kernel.models.people import Person

if TYPE_CHECKING:
    from datetime import datetime


class AuditEntry(models.Model):
    """Something that was done. Purpose: accountability. It holds references and codes, no personal data.

    ``who`` is empty for what the system did by itself, and for people who have since left.
    """

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(
        default=timezone.now, editable=False, db_index=True
    )
    who: models.ForeignKey[Person | None, Person | None] = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="audit_entries"
    )
    verb: models.CharField[str, str] = models.CharField(max_length=60)
    ref: models.CharField[str, str] = models.CharField(max_length=120, blank=True, db_index=True)
    organisation: models.ForeignKey[Organisation | None, Organisation | None] = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    details: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.verb} {self.ref}"


class ViewEntry(models.Model):
    """A look at a person's data by somebody else. Purpose: the person can read who saw what, when and why.

    ``viewer`` is empty for a system that read on behalf of ``organisation``, and for people who have since left.
    ``purpose`` is a code that pages put into words.
    """

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, editable=False)
    about: models.ForeignKey[Person, Person] = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="views_of_me"
    )
    viewer: models.ForeignKey[Person | None, Person | None] = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="views_by_me"
    )
    organisation: models.ForeignKey[Organisation | None, Organisation | None] = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="views"
    )
    purpose: models.SlugField[str, str] = models.SlugField(max_length=60)
    ref: models.CharField[str, str] = models.CharField(max_length=120, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("about", "-at"), name="views_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.ref}"
