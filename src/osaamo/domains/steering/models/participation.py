"""Comments and votes on versions of the plan, and ideas of anybody."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.steering.enums import Answer, ItemKind
from osaamo.domains.steering.models.versions import Plan, PlanVersion
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.rows import Row


class Consultation(Row):
    """A time in which staff and students say what they think of a version."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="consultations")
    opens_on = models.DateField()
    closes_on = models.DateField()
    question = TranslatedField(blank=True)
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """The newest first; its days in order."""

        ordering = ("-opens_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="steering_consultation_dates"),
        )


class Comment(Row):
    """What somebody says about a version or one of its items, and what was answered."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=12, choices=ItemKind.choices, blank=True)
    key = models.SlugField(max_length=60, blank=True)
    text = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of writing."""

        ordering = ("pk",)


class Vote(Row):
    """Whether somebody is for an item of a version; it counts on without a name when they leave."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="votes")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    key = models.SlugField(max_length=60)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_for = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of writing; one of each person on an item."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("version", "kind", "key", "person"), name="steering_vote_once"),)


class Idea(Row):
    """An idea for the alliance. Purpose: each is answered in time, and everybody can read what became of it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="ideas")
    area = models.SlugField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answer = models.TextField(blank=True)
    leads_to = models.SlugField(max_length=60, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        """The newest first; an answer is whole or not there."""

        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, outcome="")
                | (Q(answered_on__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="steering_idea_answer_whole",
            ),
        )
