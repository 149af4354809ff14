"""Counting rules, the rows that schools report, what was decided between them, and tutoring for credit."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.credits.enums import AttainmentKind, ImportStatus, Taken, VersionStatus, WorkStatus
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person


class RuleVersion(models.Model):
    """The rules of who counts a credit, for what is completed from ``valid_from`` on. Purpose: one total, dated rules.

    ``lines`` lists ``{"kinds", "audiences", "age_groups", "between", "counts", "home_share"}``: the first line that
    fits a credit decides; an empty list fits any. ``home_share`` is a decimal in text, in percent. An approved version
    never changes.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="counting_rules")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    valid_from = models.DateField()
    lines = models.JSONField(default=list)
    reason = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; one draft at a time, one approved version for a day."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="counting_version_once"),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(status=VersionStatus.DRAFT), name="counting_draft_once"
            ),
            models.UniqueConstraint(
                fields=("organisation", "valid_from"),
                condition=Q(status=VersionStatus.APPROVED),
                name="counting_day_once",
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"


class Import(models.Model):
    """A file of a school's system. Purpose: every row of it is stored, set aside with a reason, or known already.

    ``rows`` holds ``{column: text}`` of each row until the columns are confirmed, then nothing. ``counts`` has ``rows``
    and what became of them: ``new``, ``changed``, ``same``, ``aside``.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="credit_imports")
    filename = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=ImportStatus.choices, default=ImportStatus.MAPPING)
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.filename


class SchoolRow(models.Model):
    """A credit as a school reports it. Purpose: to count it once. Kept as long as the statistics.

    ``key`` is the row's own at the school that reports it. ``learner`` is a digest: who it is cannot be read from it,
    but the same learner reported by two schools has the same; empty once the person was erased. ``home`` is empty for
    those without a home institution.
    """

    reporter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="credit_rows")
    key = models.CharField(max_length=200)
    source = models.ForeignKey(Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="stored")
    learner = models.CharField(max_length=64, blank=True, db_index=True)
    course = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, choices=AttainmentKind.choices)
    audience = models.CharField(max_length=20, blank=True)
    age_group = models.CharField(max_length=20, blank=True)
    home = models.CharField(max_length=60, blank=True)
    host = models.CharField(max_length=60)
    credits = models.DecimalField(
        max_digits=6, decimal_places=2, validators=(MinValueValidator(0), MaxValueValidator(300))
    )
    on = models.DateField(db_index=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of entry; a school's row is stored once."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("reporter", "key"), name="credit_row_once"),
            models.CheckConstraint(condition=Q(credits__gte=0), name="credit_row_credits"),
        )

    def __str__(self) -> str:
        return self.key


class AsideRow(models.Model):
    """A row of a file that could not be stored. Purpose: nothing is lost; somebody mends it or leaves it out.

    ``values`` are the texts by field, ``problems`` codes of :class:`Problem`. It is emptied once it was dealt with.
    """

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="aside")
    line = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    solved_at = models.DateTimeField(null=True, blank=True)
    left_out = models.BooleanField(default=False)

    class Meta:
        """In order of the file."""

        ordering = ("line", "pk")

    def __str__(self) -> str:
        return f"line {self.line}"


class Decision(models.Model):
    """What is counted of reports that do not agree. Purpose: the difference is decided once, with a reason.

    ``group`` is the key of the enrolment the reports are of; ``seen`` a digest of the reports as they were: when they
    change, the decision waits to be made again.
    """

    group = models.CharField(max_length=64)
    seen = models.CharField(max_length=64)
    taken = models.CharField(max_length=20, choices=Taken.choices)
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; one for the same reports."""

        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=("group", "seen"), name="credit_decision_once"),)

    def __str__(self) -> str:
        return self.group


class TutoringTask(models.Model):
    """Tutoring that earns credits. Purpose: what is to be done, and by which rule hours become credits.

    ``hours_per_credit`` hours of approved work are a credit; only whole steps of ``credit_step`` count, up to
    ``credits_max``. ``union`` is the student union that approves.
    """

    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tutoring_tasks")
    union = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="approved_tutoring")
    name = TranslatedField()
    description = TranslatedField()
    hours_per_credit = models.DecimalField(max_digits=5, decimal_places=2, validators=(MinValueValidator(1),))
    credit_step = models.DecimalField(max_digits=4, decimal_places=2, validators=(MinValueValidator(0.25),))
    credits_max = models.DecimalField(max_digits=5, decimal_places=2, validators=(MinValueValidator(0),))
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        """The newest first; it ends after it starts."""

        ordering = ("-starts", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="tutoring_days"),
            models.CheckConstraint(
                condition=Q(hours_per_credit__gt=0, credit_step__gt=0, credits_max__gte=0), name="tutoring_rule"
            ),
        )

    def __str__(self) -> str:
        return self.key


class TutoringWork(models.Model):
    """A person's tutoring. Purpose: hours become credits when the student union approves them.

    When the person erases their account, approved work stays as a credit of nobody, without its diary.
    """

    task = models.ForeignKey(TutoringTask, on_delete=models.PROTECT, related_name="works")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="tutoring")
    status = models.CharField(max_length=20, choices=WorkStatus.choices, default=WorkStatus.OPEN)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(max_length=2000, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    credits = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    completed_on = models.DateField(null=True, blank=True)

    class Meta:
        """Newest first; one of each task for a person."""

        ordering = ("-began_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("task", "person"), condition=Q(person__isnull=False), name="tutoring_work_once"
            ),
            models.CheckConstraint(
                condition=Q(status=WorkStatus.APPROVED, completed_on__isnull=False)
                | (~Q(status=WorkStatus.APPROVED) & Q(credits=0, completed_on__isnull=True)),
                name="tutoring_no_credit_unapproved",
            ),
        )

    def __str__(self) -> str:
        return f"tutoring {self.pk}"


class DiaryEntry(models.Model):
    """A day of tutoring: hours, what was done, evidence. Purpose: the union sees what the hours were.

    ``approved`` is empty until the union decided on the work.
    """

    work = models.ForeignKey(TutoringWork, on_delete=models.CASCADE, related_name="entries")
    on = models.DateField()
    hours = models.DecimalField(
        max_digits=4, decimal_places=2, validators=(MinValueValidator(0.25), MaxValueValidator(12))
    )
    text = models.TextField(max_length=2000)
    url = models.URLField(max_length=500, blank=True)
    approved = models.BooleanField(null=True, blank=True)

    class Meta:
        """In order of day."""

        ordering = ("on", "pk")
        constraints = (models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=12), name="diary_hours"),)

    def __str__(self) -> str:
        return f"{self.on}"
