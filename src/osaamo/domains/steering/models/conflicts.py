"""What the plan says in two ways, and which of them holds."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from osaamo.domains.steering.models.versions import Plan
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Person
from osaamo.kernel.rows import Row, Written


class Conflict(Row):
    """Two things in the plan that do not fit together.

    ``sides`` are what it says: each ``{"kind", "key"}`` of an item, or ``{"text": {fi, sv, en}}``, with ``src``.
    ``options`` are ways out: each ``{"code", "text": {fi, sv, en}}``.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="conflicts")
    key = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    text = TranslatedField()
    src = models.CharField(max_length=300, blank=True)
    areas = models.JSONField(default=list, blank=True)
    sides = models.JSONField(default=list, blank=True)
    options = models.JSONField(default=list, blank=True)

    class Meta:
        """In order of the plan; a key once."""

        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=("plan", "key"), name="steering_conflict_once"),)


class ConflictChoice(Written):
    """What a body chose, and why; without an option it left the conflict open. The last one holds."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="choices")
    option = models.SlugField(max_length=20, blank=True)
    body = models.SlugField(max_length=60, blank=True)
    reason = models.TextField()
    decided_on = models.DateField()
    who = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of writing."""

        ordering = ("pk",)
