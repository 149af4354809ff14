"""Who decides and prepares: bodies, the seats in them, and whose turn it is to lead the alliance."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from osaamo.domains.governance.enums import BodyKind, SeatRole
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person


def person_gone() -> models.ForeignKey:
    """Who did it; empty once they have left."""
    return models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class Body(models.Model):
    """A body as the plan describes it.

    ``group``, ``reports_to`` and ``works_under`` are keys of bodies, ``areas`` and ``spearhead`` keys of the plan;
    ``reports_per_year`` is 0 for a body that owes no reports.
    ``chair_rule`` is how the plan says who chairs, ``chair_rotates`` whether the chair follows the lead turn.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    name = TranslatedField()
    kind = models.CharField(max_length=30, choices=BodyKind)
    group = models.CharField(max_length=60, blank=True)
    responsibilities = models.JSONField(default=list, blank=True)
    composition = TranslatedField(blank=True)
    areas = models.JSONField(default=list, blank=True)
    spearhead = models.CharField(max_length=60, blank=True)
    needs_student = models.BooleanField(default=False)
    chair_rule = TranslatedField(blank=True)
    chair_rotates = models.BooleanField(default=False)
    reports_to = models.CharField(max_length=60, blank=True)
    reports_per_year = models.PositiveSmallIntegerField(default=0)
    works_under = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        """In the order of the plan."""

        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key


class Seat(models.Model):
    """A seat in a body for a term. Purpose: to know who decides and who is asked.

    Its history stays without a name when the person leaves; ``ends`` is the last day, empty while it goes on.
    """

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="seats")
    person = person_gone()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=SeatRole, default=SeatRole.MEMBER)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        """Newest terms first; a term does not end before it begins."""

        ordering = ("body", "-starts", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="seat_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.body_id} {self.role} {self.starts}"


class LeadTurn(models.Model):
    """The days, both counted, in which a member leads the alliance; turns of an alliance do not overlap."""

    alliance = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        """Newest first."""

        ordering = ("-starts",)
        constraints = (models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="leadturn_in_order"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts}"


class AreaLead(models.Model):
    """Who leads an area of the plan for a term. Purpose: to know who is asked what the area says of its quarter.

    ``area`` is a key of the plan; ``ends`` is the last day, empty while it goes on.
    """

    alliance = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.SlugField(max_length=60)
    person = person_gone()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        """Newest terms first; a term does not end before it begins, and one lead an area begins on a day."""

        ordering = ("area", "-starts", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="arealead_in_order"),
            models.UniqueConstraint(fields=("alliance", "area"), condition=Q(ends__isnull=True), name="arealead_one"),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.starts}"
