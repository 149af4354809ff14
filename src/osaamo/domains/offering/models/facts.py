"""What is known of an item beside its content: owners, goals of the UN, research behind it, how often it was seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from osaamo.domains.offering.enums import Seen
from osaamo.domains.offering.models.catalogue import OfItem, of_one_item
from osaamo.kernel.models import Organisation, Person

GOALS = 17
"""The goals of sustainable development of the United Nations."""


class Ownership(OfItem):
    """A further owner of an item beside its institution, and its share; the rest is the institution's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        """In percent, once for each organisation."""

        ordering = ("pk",)
        constraints = (
            of_one_item("ownership_of_one_item"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="ownership_percent"),
            models.UniqueConstraint(fields=("course", "organisation"), name="owner_once_per_course"),
            models.UniqueConstraint(fields=("module", "organisation"), name="owner_once_per_module"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.share} %"


class SdgAssessment(OfItem):
    """That an item serves a goal of the United Nations: suggested, confirmed or rejected.

    It counts when a person confirmed it.
    """

    goal = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rejected_on = models.DateField(null=True, blank=True)
    rejected_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Once for each goal of an item."""

        ordering = ("goal", "pk")
        constraints = (
            of_one_item("sdg_of_one_item"),
            models.CheckConstraint(condition=Q(goal__gte=1, goal__lte=GOALS), name="sdg_is_a_goal"),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True) | Q(rejected_on__isnull=True), name="sdg_judged_one_way"
            ),
            models.UniqueConstraint(fields=("course", "goal"), name="sdg_once_per_course"),
            models.UniqueConstraint(fields=("module", "goal"), name="sdg_once_per_module"),
        )

    def __str__(self) -> str:
        return f"SDG {self.goal}"


class RdiLink(OfItem):
    """The research project an item is built on: a reference, or a name where the project is not in the system.

    ``authors`` are the names, or references, of the RDI staff who wrote it.
    """

    project = models.CharField(max_length=120, blank=True)
    project_name = models.CharField(max_length=200, blank=True)
    authors = models.JSONField(default=list, blank=True)

    class Meta:
        """A project by reference or by name."""

        ordering = ("pk",)
        constraints = (
            of_one_item("rdi_of_one_item"),
            models.CheckConstraint(condition=~Q(project="", project_name=""), name="rdi_names_a_project"),
        )

    def __str__(self) -> str:
        return self.project or self.project_name


class DailyCount(OfItem):
    """How often a public page was opened, or the way to enrolment taken, in a day. It holds nothing about people."""

    day = models.DateField()
    seen = models.CharField(max_length=6, choices=Seen.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """One row for each item, day and kind."""

        ordering = ("day", "pk")
        constraints = (
            of_one_item("count_of_one_item"),
            models.UniqueConstraint(fields=("course", "day", "seen"), name="count_once_per_course"),
            models.UniqueConstraint(fields=("module", "day", "seen"), name="count_once_per_module"),
        )
        # Sums of a year are read from the index alone.
        indexes = (models.Index(fields=("seen", "day", "module", "course", "count"), name="counts_by_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.seen}: {self.count}"
