"""A person's profile and what hangs on it. Everything here is personal; all of it goes when the person erases it."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.profiles.enums import CaseStatus, ChangeKind, GoalKind, Need, SkillStatus, SourceKind
from osaamo.kernel.models import Organisation, Person


class Profile(models.Model):
    """What a person knows and wants. Purpose: to plan studies and work. Kept until the person erases it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Source(models.Model):
    """Something the person handed in to be read. Purpose: to say where a skill comes from.

    ``digest`` tells the same text when it comes again. ``text`` is kept only when the person wishes; else it is empty.
    Kept until the person removes it.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    model = models.CharField(max_length=120)
    vocabulary = models.CharField(max_length=120)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first; a text is in a profile once."""

        ordering = ("-added_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("profile", "digest"), name="source_once"),)

    def __str__(self) -> str:
        return self.title


class ProfileSkill(models.Model):
    """A skill of a profile and what the person says of it. Purpose: the person decides what they know.

    ``grade`` is the person's own, from 1 (have tried) to 5 (can teach others). Kept until the person erases it.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="skills")
    uri = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=SkillStatus.choices)
    grade = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=(MinValueValidator(1), MaxValueValidator(5))
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In order of entry; a skill is in a profile once."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("profile", "uri"), name="profile_skill_once"),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__gte=1, grade__lte=5), name="profile_skill_grade"
            ),
        )

    def __str__(self) -> str:
        return self.uri


class SkillChange(models.Model):
    """A change of a skill's status or grade. Purpose: the person sees how their profile came about.

    ``before`` is empty for the first one. Kept as long as the skill.
    """

    skill = models.ForeignKey(ProfileSkill, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now, editable=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class SkillEvidence(models.Model):
    """A sentence of a source that shows a skill. Purpose: every skill opens to what gave it.

    ``start`` and ``end`` are offsets into the source's text, ``cue_start`` and ``cue_end`` those of the telling words
    (null where the sentence as a whole tells). Kept as long as the source.
    """

    skill = models.ForeignKey(ProfileSkill, on_delete=models.CASCADE, related_name="evidence")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="evidence")
    sentence = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    confidence = models.FloatField()
    model = models.CharField(max_length=120)
    seen_on = models.DateField()

    class Meta:
        """Surest first."""

        ordering = ("-confidence", "start", "pk")
        constraints = (
            models.UniqueConstraint(fields=("skill", "source", "start", "end"), name="evidence_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="evidence_offsets"),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="evidence_confidence"),
        )

    def __str__(self) -> str:
        return self.sentence


class Attainment(models.Model):
    """A completed course of a study record (RIPA suoritus). Purpose: what is passed is not planned again.

    ``source_key`` is its key in the school's system. ``name`` and ``learning_outcomes`` are texts by language, ``und``
    where the record tells none. ``source`` is null where it came in with a profile that does not say which. Kept as
    long as its source.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="attainments")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE, related_name="attainments")
    code = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    name = models.JSONField(default=dict)
    learning_outcomes = models.JSONField(default=dict, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    credits = models.FloatField(null=True, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    completed_on = models.DateField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = (F("completed_on").desc(nulls_last=True), "pk")

    def __str__(self) -> str:
        return self.code or str(self.pk)


class Goal(models.Model):
    """What a person aims at. Purpose: to compare skills with it. Kept until the person removes it.

    ``ref`` is an occupation's uri or a Ref to a row of another domain; ``text`` is a pasted ad. ``wanted`` lists
    ``{"uri", "weight", "evidence"}``.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="goals")
    kind = models.CharField(max_length=20, choices=GoalKind.choices)
    title = models.CharField(max_length=200)
    ref = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    wanted = models.JSONField(default=list)
    is_current = models.BooleanField(default=True)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first; one goal is the current one."""

        ordering = ("-set_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("profile",), condition=Q(is_current=True), name="goal_current_once"),
        )

    def __str__(self) -> str:
        return self.title


class SavedPlan(models.Model):
    """A study path the person keeps. Purpose: to follow it and be warned. Kept until the person removes it."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="plans")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans")
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """A saved plan as it was saved. Purpose: to see what changed. Kept as long as the plan.

    ``steps`` are the planned steps as the engine writes them, each with ``source``, the Ref of what it teaches;
    ``limits`` what they kept to. Coverages are shares of the goal before and after.
    """

    plan = models.ForeignKey(SavedPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    limits = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    credits = models.FloatField()
    coverage_before = models.FloatField()
    coverage_after = models.FloatField()

    class Meta:
        """Newest first; numbered from 1."""

        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="plan_version_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id}.{self.number}"


class ShareLink(models.Model):
    """An address that shows chosen parts of a profile until it expires. Purpose: the person shows what they choose.

    Only the digest of the address's secret is kept. Kept, also when over, until the person erases the profile: it
    tells them what they have shown.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    content = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0)
    viewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether the address shows anything now."""
        return self.revoked_at is None and timezone.now() < self.expires_at


class GuidanceCase(models.Model):
    """A request for guidance and what followed. Purpose: guidance. Kept until the person erases it.

    The person's consent to guidance in ``organisation`` decides whether anybody reads it; the case does not.
    ``coverage`` is the covered share of the current goal when it was taken, null without a goal.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guidance")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    counsellor = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="guidance_given"
    )
    need = models.CharField(max_length=20, choices=Need.choices)
    message = models.TextField(blank=True, max_length=2000)
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    coverage = models.FloatField(null=True, blank=True)

    class Meta:
        """Oldest first; one case at a time in an organisation."""

        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "organisation"), condition=~Q(status=CaseStatus.CLOSED), name="guidance_once"
            ),
        )

    def __str__(self) -> str:
        return f"guidance {self.pk}"


class GuidanceNote(models.Model):
    """A note of a counsellor. Purpose: guidance. The person reads it too. Kept as long as the case."""

    case = models.ForeignKey(GuidanceCase, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField(max_length=4000)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"note {self.pk}"


class AgreedStep(models.Model):
    """Something the person and the counsellor agreed to do next. Purpose: guidance. Kept as long as the case."""

    case = models.ForeignKey(GuidanceCase, on_delete=models.CASCADE, related_name="agreed")
    text = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The next one first."""

        ordering = (F("due_on").asc(nulls_last=True), "pk")

    def __str__(self) -> str:
        return self.text


class Erasure(models.Model):
    """That a person's data was erased, and how many rows. Purpose: proof. It holds nothing about the person.

    ``number`` is on the receipt the person keeps. ``kept`` has by label of the model ``{"count", "reason": {"fi", "sv",
    "en"}}``: rows that stay without leading to the person. Kept two years.
    """

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    rows = models.JSONField(default=dict)
    kept = models.JSONField(default=dict, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return str(self.number)
