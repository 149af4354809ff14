"""People who let themselves be asked, and when they were."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from osaamo.domains.governance.enums import Answer
from osaamo.domains.governance.models.bodies import person_gone
from osaamo.kernel.models import Organisation, Person


class Expert(models.Model):
    """Somebody in the pools of experts. Purpose: to be found for a case. Kept while the person agrees.

    ``skills`` is what the engine read in ``about``: ``[{"uri", "label": {"fi": ...}, "sureness": 0.91}]``. Whoever
    leaves takes both along; the row stays with its days so that the pool's size in the past stays true.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pools = models.JSONField(default=list)
    areas = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list)
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True)
    skills = models.JSONField(default=list, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        """In the order they joined."""

        ordering = ("joined_on", "pk")

    def __str__(self) -> str:
        return f"{self.pk}"


class Invitation(models.Model):
    """An expert was asked for a case. Purpose: to answer it, and to ask the same few no more often than others."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="invitations")
    title = models.CharField(max_length=200)
    case = models.TextField()
    by = person_gone()
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return self.title
