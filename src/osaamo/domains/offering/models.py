"""Course units and their realisations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from osaamo.domains.offering.enums import Mode
from osaamo.kernel.i18n import LANGUAGES, TranslatedField, translated
from osaamo.kernel.models import Organisation


class CourseUnit(models.Model):
    """A course as planned (RIPA opintojakso). ``key`` is its id at its institution and in ``requires`` of others."""

    key = models.CharField(max_length=120, unique=True)
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = TranslatedField()
    learning_outcomes = TranslatedField(blank=True)
    content = TranslatedField(blank=True)
    credits = models.DecimalField(max_digits=5, decimal_places=1)
    level = models.CharField(max_length=20, blank=True)
    requires = models.JSONField(default=list, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """In order of key; a code is unique within its institution."""

        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("institution", "code"), name="course_code_once_per_institution"),
            models.CheckConstraint(condition=Q(credits__gte=0), name="course_credits_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.code} {translated(self.name, 'fi')}"

    def text(self) -> tuple[str, str, str]:
        """Language, title and text that carries the skills, in the language that tells most of it (then fi, sv, en)."""
        told = {code: len(self.learning_outcomes.get(code, "") + self.content.get(code, "")) for code in LANGUAGES}
        language = max(LANGUAGES, key=lambda code: (told[code], bool(self.name.get(code))))
        parts = (field.get(language, "") for field in (self.name, self.learning_outcomes, self.content))
        return language, self.name.get(language, ""), "\n\n".join(part for part in parts if part)


class Realisation(models.Model):
    """A course unit as given at a time and place (RIPA toteutus, OOAPI offering)."""

    key = models.CharField(max_length=120, unique=True)
    course = models.ForeignKey(CourseUnit, on_delete=models.CASCADE, related_name="realisations")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    campus = models.CharField(max_length=80, blank=True)
    meetings = models.JSONField(default=list, blank=True)
    audiences = models.JSONField(default=list, blank=True)

    class Meta:
        """In order of key; ends not before it starts."""

        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="realisation_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.key
