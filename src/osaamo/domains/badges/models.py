"""Badges, the rules they are earned by, and the badges people hold."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from osaamo.connectors.openbadges_status import LENGTH
from osaamo.domains.badges.enums import AchievementType, Decision, KeyUse, Reason, RuleKind
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person


class BadgeClass(models.Model):
    """A badge an organisation gives. Purpose: what a badge means is the same for all who hold it.

    What it says stands in its versions, which never change. A retired one is given no more; those held stay valid.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="badges")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.key)

    @property
    def current(self) -> BadgeVersion:
        """The newest version; it has at least one."""
        return max(self.versions.all(), key=lambda version: version.number)


class BadgeVersion(models.Model):
    """What a badge said from a day on. Purpose: a badge given under old criteria keeps them.

    ``skills`` lists ``{"uri", "labels": {fi, sv, en}}``, skills of ESCO with their names of that day.
    """

    badge = models.ForeignKey(BadgeClass, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=AchievementType.choices)
    name = TranslatedField()
    description = TranslatedField()
    criteria = TranslatedField()
    skills = models.JSONField(default=list, blank=True)
    credits = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, validators=(MinValueValidator(0),)
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; numbered from 1."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("badge", "number"), name="badge_version_once"),
            models.CheckConstraint(condition=Q(credits__isnull=True) | Q(credits__gte=0), name="badge_credits"),
        )

    def __str__(self) -> str:
        return f"{self.badge_id}.{self.number}"


class IssueRule(models.Model):
    """A way to earn a badge, from ``since`` until it ends. Purpose: the same deed earns the same badge.

    ``course`` is the key of a course unit, path or intensive. ``least_grade`` lets only grades in numbers from that one
    on earn it; without it every pass does. ``tells_grade`` writes the grade into the badge.
    """

    badge = models.ForeignKey(BadgeClass, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=20, choices=RuleKind.choices)
    course = models.CharField(max_length=200, blank=True, db_index=True)
    least_grade = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=(MinValueValidator(1), MaxValueValidator(5))
    )
    tells_grade = models.BooleanField(default=False)
    parts = models.ManyToManyField(BadgeClass, related_name="part_of", blank=True)
    since = models.DateField(default=timezone.localdate)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of entry; only a rule on grades names a course."""

        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(kind=RuleKind.GRADE) & ~Q(course=""))
                | (~Q(kind=RuleKind.GRADE) & Q(course="", least_grade__isnull=True, tells_grade=False)),
                name="issue_rule_course",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} > {self.badge_id}"


class IssuerKey(models.Model):
    """A public key badges were signed with. Purpose: a badge is checked with the key of its day.

    The private part is never here. ``public`` is ``{"multikey"}`` or a JWK; ``retired_at`` says when another key of
    the same use took its place: what it signed stays valid.
    """

    kid = models.CharField(max_length=120, unique=True)
    use = models.CharField(max_length=20, choices=KeyUse.choices)
    public = models.JSONField()
    valid_from = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return self.kid


class StatusEntry(models.Model):
    """A bit of a public status list. Purpose: a checker anywhere sees that a badge was withdrawn.

    It leads to nobody and stays when the holder's account is erased, so that a withdrawn badge stays withdrawn.
    """

    withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.number}#{self.index}"

    @property
    def number(self) -> int:
        """Of the list, from 1."""
        return (self.pk - 1) // LENGTH + 1

    @property
    def index(self) -> int:
        """Of the bit in its list, from 0."""
        return (self.pk - 1) % LENGTH


class Credential(models.Model):
    """A badge somebody holds (an award). Purpose: to show what they can do. Kept until its holder leaves.

    ``document`` is the signed credential, ``token`` the same as a JWT. ``source_ref`` is the attainment it was given
    for, or the claim, or ``""``. ``is_shared`` opens its page to everybody, ``shows_evidence`` the evidence on it too.
    ``note`` explains a withdrawal to the holder.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    badge = models.ForeignKey(BadgeClass, on_delete=models.PROTECT, related_name="credentials")
    version = models.ForeignKey(BadgeVersion, on_delete=models.PROTECT, related_name="credentials")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="badges")
    rule = models.ForeignKey(IssueRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="credentials")
    status = models.OneToOneField(StatusEntry, on_delete=models.PROTECT, related_name="credential")
    source_ref = models.CharField(max_length=120, blank=True, db_index=True)
    issued_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=2)
    evidence = models.JSONField(default=list, blank=True)
    document = models.JSONField()
    token = models.TextField()
    is_shared = models.BooleanField(default=False)
    shows_evidence = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        """Newest first; somebody holds a badge once."""

        ordering = ("-issued_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("badge", "person"), condition=Q(withdrawn_at__isnull=True), name="badge_held_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, reason="") | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                name="badge_withdrawn_with_reason",
            ),
        )

    def __str__(self) -> str:
        return str(self.key)


class Claim(models.Model):
    """Evidence somebody hands in for a badge. Purpose: a teacher decides on it. Kept until the person leaves.

    ``answer`` is what the teacher says to the person.
    """

    badge = models.ForeignKey(BadgeClass, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="badge_claims")
    text = models.TextField(max_length=4000)
    url = models.URLField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.CharField(max_length=20, choices=Decision.choices, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        """Oldest first; one waits for each badge."""

        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("badge", "person"), condition=Q(decision=Decision.WAITING), name="badge_claim_waits_once"
            ),
        )

    def __str__(self) -> str:
        return f"claim {self.pk}"
