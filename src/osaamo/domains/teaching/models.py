"""Drafts of courses, who may read or write them with their owner, their snapshots; what the machine said of goals."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from osaamo.domains.teaching.enums import FIELDS, Level
from osaamo.kernel.i18n import TranslatedField, translated
from osaamo.kernel.models import Organisation, Person


class Draft(models.Model):
    """A course in the making. Purpose: to help one teacher write it; it is theirs, and goes with them.

    ``version`` counts the savings: who writes over another version than the stored one is told so. ``course_ref`` is
    the catalogue's course it began from, ``refs`` the courses and drafts that a joint one is made of.
    """

    key: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    course_ref = models.CharField(max_length=120, blank=True)
    refs = models.JSONField(default=list, blank=True)
    title = TranslatedField(blank=True)
    prerequisites = TranslatedField(blank=True)
    outcomes = TranslatedField(blank=True)
    content = TranslatedField(blank=True)
    assessment = TranslatedField(blank=True)
    credits = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    level = models.CharField(max_length=1, choices=Level.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """The last written first."""

        ordering = ("-saved_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(credits__isnull=True) | Q(credits__gte=0), name="draft_credits"),
        )

    def __str__(self) -> str:
        return translated(self.title, "fi") or str(self.key)

    def texts(self, language: str) -> dict[str, str]:
        """The texts by field in one language, ``""`` where there is none."""
        return {field: getattr(self, field).get(language, "") for field in FIELDS}


class Share(models.Model):
    """A colleague who reads a draft and, if the owner wishes, writes it too."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    may_write = models.BooleanField(default=False)

    class Meta:
        """In the order they were invited; once for each colleague."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("draft", "person"), name="draft_shared_once"),)

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.person_id}"


class Snapshot(models.Model):
    """A draft as it once stood, by name. ``values`` maps each field to its texts, and holds credits and level."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="snapshots")
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(auto_now_add=True)
    values = models.JSONField()

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name


class ItemReading(models.Model):
    """What the engine sees in a text of the catalogue. Purpose: that pages need not read thousands of texts.

    ``served`` lists the goals of the UN as :func:`~osaamo.domains.teaching.queries.readings.goals_as_json` makes them:
    suggestions, which people judge elsewhere. ``vector`` is the text's unit vector, 32-bit floats, empty where the text
    has no word. ``digest`` is of the text, ``model`` names the versions that read it.
    """

    ref = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)
    model = models.CharField(max_length=200)
    read_at = models.DateTimeField(auto_now=True)
    served = models.JSONField(default=list)
    vector = models.BinaryField(default=bytes)

    class Meta:
        """In order of reference."""

        ordering = ("ref",)

    def __str__(self) -> str:
        return self.ref
