"""What is given: realisations, their quotas and their history."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.offering.enums import Audience, Mode, State
from osaamo.domains.offering.models.catalogue import OfItem, of_one_item
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person


class Realisation(OfItem):
    """A course unit or module as given at a time and place (RIPA toteutus, OOAPI offering).

    ``name`` is given where it differs from the item's. ``given_by`` is given where another than the item's institution
    holds it. ``meetings`` are ``{"start", "end"}`` in local time. ``audiences`` is empty for all of the item's.
    """

    key = models.CharField(max_length=120, unique=True)
    name = TranslatedField(blank=True)
    given_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    enrol_from = models.DateTimeField(null=True, blank=True)
    enrol_until = models.DateTimeField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=20, choices=Mode.choices, blank=True)
    campus = models.CharField(max_length=80, blank=True)
    meetings = models.JSONField(default=list, blank=True)
    audiences = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=20, blank=True)

    class Meta:
        """In order of key; ends not before it starts, nor enrolment before it opens."""

        ordering = ("key",)
        indexes = (models.Index(fields=("starts",), name="realisations_by_start"),)
        constraints = (
            of_one_item("realisation_of_one_item"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="realisation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(enrol_from__isnull=True)
                | Q(enrol_until__isnull=True)
                | Q(enrol_until__gte=F("enrol_from")),
                name="realisation_enrolment_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def host(self) -> Organisation:
        """Who holds it."""
        return self.given_by or self.item.institution

    @property
    def title(self) -> dict[str, str]:
        """Its own name, else that of its item."""
        return self.name or self.item.name

    @property
    def state(self) -> State:
        """The state of the last row of its history; planned, where there is none. Prefetch ``changes`` for lists."""
        last = max(self.changes.all(), key=lambda change: (change.at, change.pk), default=None)
        return State(last.state) if last else State.PLANNED


class StatusChange(models.Model):
    """A row of the history of a realisation. Purpose: to say when and why; the last row is the current state."""

    realisation = models.ForeignKey(Realisation, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Oldest first."""

        ordering = ("at", "pk")
        indexes = (models.Index(fields=("realisation", "-at", "-id"), name="state_of_realisation"),)

    def __str__(self) -> str:
        return f"{self.realisation_id} {self.state}"


class Quota(models.Model):
    """Seats of a realisation held for the people of an organisation, or for an audience.

    The quotas of a realisation sum to at most its seats, and nobody belongs to two of them.
    """

    realisation = models.ForeignKey(Realisation, on_delete=models.CASCADE, related_name="quotas")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience.choices, blank=True)
    seats = models.PositiveIntegerField()

    class Meta:
        """For one group each."""

        ordering = ("realisation", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, audience="") | (Q(organisation__isnull=True) & ~Q(audience="")),
                name="quota_for_one_group",
            ),
            models.UniqueConstraint(
                fields=("realisation", "organisation"),
                condition=Q(organisation__isnull=False),
                name="quota_once_per_organisation",
            ),
            models.UniqueConstraint(
                fields=("realisation", "audience"), condition=~Q(audience=""), name="quota_once_per_audience"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}: {self.seats}"

    @property
    def group(self) -> str:
        """As :mod:`osaamo.ports.offers` writes it: the code of the organisation, or ``audience:open``."""
        return self.organisation.code if self.organisation else f"audience:{self.audience}"
