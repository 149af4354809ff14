"""Indicators of the plan: what they count, where they begin and aim at, and what people said beside the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.indicators.enums import Counting, Direction, Form, Kind, Status
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person

if TYPE_CHECKING:
    from decimal import Decimal

YEARS = (MinValueValidator(1990), MaxValueValidator(2100))


def number() -> models.DecimalField[Decimal | None, Decimal | None]:
    """A field for a value of any indicator: euros as well as shares."""
    return models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)


class RecordType(models.Model):
    """A kind of record that indicators are computed from. Purpose: to say which records are still missing.

    ``told_by`` lists the measures that read such records; while none of them is registered, the source is missing.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = TranslatedField()
    told_by = models.JSONField(default=list, blank=True)

    class Meta:
        """In order of code."""

        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Indicator(models.Model):
    """A number the plan follows. Purpose: everybody sees what it counts and whose it is.

    ``area`` and ``spearhead`` are keys of the plan; ``measure`` and ``parameters`` name the registered measure that
    computes it, ``beside`` further measures shown with it. ``first_year`` is where counting together begins.
    ``times``: the plan writes the target for each of so many (two steering groups); the whole aims at them together.
    ``each_institution``: every institution has to reach the target, so the lowest of them is judged.
    ``expected_days``: within so many days there should be a new source row, else the indicator is late.
    """

    key = models.CharField(max_length=40, unique=True)
    position = models.PositiveIntegerField(default=0)
    area = models.CharField(max_length=40, db_index=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    spearhead = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = TranslatedField()
    unit = models.CharField(max_length=40)
    unit_name = TranslatedField()
    scale = TranslatedField(blank=True)
    direction = models.CharField(max_length=12, choices=Direction.choices)
    counting = models.CharField(max_length=10, choices=Counting.choices)
    first_year = models.PositiveSmallIntegerField(validators=YEARS)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    times = models.PositiveSmallIntegerField(default=1, validators=(MinValueValidator(1),))
    each_institution = models.BooleanField(default=False)
    expected_days = models.PositiveSmallIntegerField(default=366, validators=(MinValueValidator(1),))
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    formula = TranslatedField(blank=True)
    computed_from = models.ManyToManyField(RecordType, related_name="indicators", blank=True)
    measure = models.CharField(max_length=80, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    beside = models.JSONField(default=list, blank=True)
    note = TranslatedField(blank=True)
    src = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order of the plan; nobody is its own part."""

        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="indicator_not_own_part"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Baseline(models.Model):
    """Where an indicator begins. Where the plan says it twice and differently, both are kept and the first is used.

    ``value`` is empty where the plan names a year but no number, ``year`` where it names no year.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="baselines")
    value = number()
    year = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    note = TranslatedField(blank=True)
    src = models.CharField(max_length=200, blank=True)

    class Meta:
        """The one that is used first."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value} ({self.year})"


class Target(models.Model):
    """What an indicator aims at by the end of a year. Purpose: a change leaves the old target and the reason behind.

    ``form`` says which fields hold it: ``low`` alone for a value, a commitment and a part of each spearhead, ``low``
    and ``high`` for a range, ``growth`` (0.33 is 33 %) from the baseline, ``words`` for what is no number.
    ``as_written`` is the plan's own wording where it differs. ``ended_at`` is set when another took its place.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(validators=YEARS)
    form = models.CharField(max_length=12, choices=Form.choices)
    low = number()
    high = number()
    growth = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    words = TranslatedField(blank=True)
    as_written = models.CharField(max_length=120, blank=True)
    is_milestone = models.BooleanField(default=False)
    reason = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of year; one in force for each year and form, with the fields its form needs."""

        ordering = ("year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "year", "form"), condition=Q(ended_at__isnull=True), name="target_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(form__in=(Form.VALUE, Form.COMMITMENT, Form.SPLIT), low__isnull=False, high__isnull=True)
                | Q(form=Form.RANGE, low__isnull=False, high__gte=F("low"))
                | Q(form=Form.GROWTH, growth__isnull=False, low__isnull=True)
                | (Q(form=Form.TEXT, low__isnull=True) & ~Q(words={})),
                name="target_has_its_fields",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.year} {self.form}"


class ManualValue(models.Model):
    """A value somebody entered. Purpose: an exception, with a reason and evidence, never mixed up with computed ones.

    ``organisation`` is empty for the whole alliance. A withdrawn one stays, and counts no more.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="manual_values")
    year = models.PositiveSmallIntegerField(validators=YEARS)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=4)
    reason = models.CharField(max_length=1000)
    evidence = models.CharField(max_length=1000)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of year; one in force for each year and organisation, with its reason and evidence."""

        ordering = ("year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "year", "organisation"),
                condition=Q(withdrawn_at__isnull=True),
                name="manual_value_once",
            ),
            models.UniqueConstraint(
                fields=("indicator", "year"),
                condition=Q(withdrawn_at__isnull=True, organisation__isnull=True),
                name="manual_value_of_all_once",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(evidence=""), name="manual_value_has_evidence"),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value} ({self.year})"


class StatusOverride(models.Model):
    """A status a person set instead of the computed one, until a day. Purpose: the reason is known to all."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="overrides")
    status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.CharField(max_length=1000)
    until = models.DateField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; one at a time, with its reason."""

        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator",), condition=Q(ended_at__isnull=True), name="override_in_force_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.status} until {self.until}"
