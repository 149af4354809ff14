"""Organisations: the alliance, its institutions and their units, as data."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from osaamo.kernel.i18n import TranslatedField


class Organisation(models.Model):
    """An alliance, an institution or a unit of one. Purpose: to say whose a course, number or person is."""

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        ALLIANCE = "alliance"
        INSTITUTION = "institution"
        UNIT = "unit"

    code: models.SlugField[str, str] = models.SlugField(max_length=60, unique=True)
    kind: models.CharField[str, str] = models.CharField(max_length=20, choices=Kind.choices)
    name = TranslatedField()
    short_name: models.CharField[str, str] = models.CharField(max_length=40)
    parent: models.ForeignKey[Organisation | None, Organisation | None] = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        """In order of code; nobody is its own parent."""

        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_not_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.short_name

    def lineage(self) -> tuple[Organisation, ...]:
        """This organisation and all above it, nearest first."""
        line = [self]
        while (above := line[-1].parent) is not None and above not in line:
            line.append(above)
        return tuple(line)
