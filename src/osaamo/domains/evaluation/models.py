"""Proposals on their way through gates, criteria, reviews, decisions; incentives. Rows outlive the people named."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.evaluation import enums
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.rows import Row, Written


class Call(Row):
    """A time in which proposals are asked for. Purpose: everybody knows the dates of the year beforehand."""

    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = TranslatedField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    gate_on = models.DateField()
    runs_from = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """The next first; the dates follow each other."""

        ordering = ("opens_on", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"), gate_on__gte=F("closes_on")), name="call_dates_in_order"
            ),
        )


class CriteriaSet(Row):
    """The criteria of one stage's gate in one version. Purpose: a decision is read by the criteria it was made by.

    Without ``in_force_from`` it is being written; from then on it never changes. ``spread_limit``: who differ by more
    on a criterion must discuss before the gate.
    """

    stage = models.CharField(max_length=10, choices=enums.Stage.choices)
    version = models.PositiveSmallIntegerField()
    in_force_from = models.DateField(null=True, blank=True)
    required_reviews = models.PositiveSmallIntegerField(default=2, validators=(MinValueValidator(2),))
    spread_limit = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """By stage, the newest first; two reviewers at least."""

        ordering = ("stage", "-version")
        constraints = (
            models.UniqueConstraint(fields=("stage", "version"), name="criteria_version_once"),
            models.CheckConstraint(condition=Q(required_reviews__gte=2), name="criteria_two_reviewers"),
        )


class Criterion(Row):
    """One question to a proposal, its weight of 100 in all, and what each score from 1 to 5 means.

    ``anchors`` maps ``"1"`` to ``"5"`` to texts in ``fi``, ``sv`` and ``en``.
    """

    criteria = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="rows")
    dimension = models.CharField(max_length=20, choices=enums.Dimension.choices)
    position = models.PositiveSmallIntegerField()
    question = TranslatedField()
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    anchors = models.JSONField()

    class Meta:
        """In order of position; one of each dimension."""

        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("criteria", "dimension"), name="criterion_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight"),
        )


class Proposal(Row):
    """Something proposed for the joint offering. Purpose: its way from idea to run can be seen by all.

    A draft is its owner's alone. ``origin_ref`` and ``origin_text`` say where the idea came from and stay once it was
    sent in. ``revision`` grows with every save: two windows never overwrite each other. ``module_ref`` points to what
    the catalogue made of it, ``course_key`` names it there.
    """

    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=enums.Kind.choices)
    title = TranslatedField()
    summary = TranslatedField(blank=True)
    theme = models.CharField(max_length=80, blank=True)
    credits = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    institutions = models.ManyToManyField(Organisation, related_name="+")
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner_is_public = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)
    evidence_source = models.CharField(max_length=300, blank=True)
    origin_ref = models.CharField(max_length=120, blank=True)
    origin_text = models.CharField(max_length=300, blank=True)
    budget_line = models.CharField(max_length=40, blank=True)
    budget = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    expected_enrolled = models.PositiveIntegerField(null=True, blank=True)
    expected_feedback = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    stage = models.CharField(max_length=10, choices=enums.Stage.choices, default=enums.Stage.IDEA)
    status = models.CharField(max_length=12, choices=enums.Status.choices, default=enums.Status.DRAFT)
    next_on = models.DateField(null=True, blank=True)
    module_ref = models.CharField(max_length=120, blank=True)
    course_key = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """The last changed first."""

        ordering = ("-changed_at", "-pk")
        indexes = (models.Index(fields=("stage", "status"), name="proposal_stage"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(expected_feedback__isnull=True) | Q(expected_feedback__gte=1, expected_feedback__lte=5),
                name="proposal_feedback_scale",
            ),
        )

    @property
    def stations(self) -> list[tuple[enums.Stage, str]]:
        """Each stage with ``past``, ``now`` or ``ahead``."""
        return enums.stations(self.stage, done=self.status == enums.Status.DONE)


class Round(Row):
    """One time a proposal is reviewed at the gate of a stage. ``content`` is the proposal as it was sent in."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="rounds")
    stage = models.CharField(max_length=10, choices=enums.Stage.choices)
    criteria = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="rounds")
    content = models.JSONField()
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first; one at a time."""

        ordering = ("opened_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("proposal",), condition=Q(ended_at__isnull=True), name="round_open_once"),
        )


class Review(Row):
    """One reviewer's work in a round. Purpose: two people judge without seeing each other.

    ``declined_at``: they stepped back, as for a conflict of interest, and count as nobody.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of being asked; one of each person, and one of each institution that did not step back."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("round", "reviewer"), name="review_once_per_person"),
            models.UniqueConstraint(
                fields=("round", "institution"),
                condition=Q(declined_at__isnull=True),
                name="review_once_per_institution",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(declined_at__isnull=True), name="review_closed_or_declined"
            ),
        )


class Score(Row):
    """What a reviewer gives on one criterion, and why."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        """In order of the criteria; one for each, from 1 to 5."""

        ordering = ("criterion__position",)
        constraints = (
            models.UniqueConstraint(fields=("review", "criterion"), name="score_once"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="score_scale"),
        )


class Decision(Written):
    """What a gate decided and why; it never changes. A correction is another decision that ``corrects`` this one.

    ``mean`` is of the closed reviews, from 1 to 5, or ``None`` where there was none; ``spread`` the widest difference
    on one criterion. ``discussion`` tells what the reviewers' discussion came to where they differed too much.
    ``since`` is when the outcome was first decided: a correction of the reasons alone keeps it.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=enums.Outcome.choices)
    reasons = models.TextField()
    conditions = models.TextField(blank=True)
    discussion = models.TextField(blank=True)
    mean = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    spread = models.PositiveSmallIntegerField(null=True, blank=True)
    reviews = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    since = models.DateTimeField(db_index=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        """Oldest first; a round is decided once, and each decision corrected once at most."""

        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round",), condition=Q(corrects__isnull=True), name="decision_once_per_round"
            ),
        )


class LogLine(Written):
    """Something that happened to a proposal. Purpose: the public timeline, and how long each stage takes."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField(default=timezone.now)
    happening = models.CharField(max_length=12, choices=enums.Happening.choices)
    stage = models.CharField(max_length=10, choices=enums.Stage.choices)
    next_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Oldest first."""

        ordering = ("at", "pk")
        indexes = (models.Index(fields=("happening", "stage"), name="log_happening"),)


class Signal(Written):
    """What the engine measured of a proposal, by which model and when. Never a review; the latest of a kind counts."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=12, choices=enums.SignalKind.choices)
    state = models.CharField(max_length=14, choices=enums.SignalState.choices)
    value = models.JSONField(default=dict)
    model = models.CharField(max_length=120, blank=True)
    vocabulary = models.CharField(max_length=120, blank=True)
    measured_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        ordering = ("-measured_at", "-pk")
        indexes = (models.Index(fields=("proposal", "kind"), name="signal_of_proposal"),)


class RunResult(Written):
    """What came of a run, with its source. Purpose: to be compared with what was forecast. The latest counts."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="results")
    enrolled = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    feedback = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    feedback_answers = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first; nobody completes without enrolling."""

        ordering = ("-recorded_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(completed__lte=F("enrolled")), name="result_completed_of_enrolled"),
            models.CheckConstraint(
                condition=Q(feedback__isnull=True) | Q(feedback__gte=1, feedback__lte=5), name="result_feedback_scale"
            ),
        )


class TeamShare(Row):
    """A teacher's share, of 100 in all, of the work on a proposal. Purpose: to know whom an incentive goes to."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    share = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        """In order of entry; each person once."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "person"), name="team_person_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="team_share"),
        )


class IncentiveRules(Row):
    """An institution's rules of what earns a teacher what, in one version. Never changed once in force.

    In force from ``valid_from`` until the next version is; drafts have none.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """By institution, newest first."""

        ordering = ("organisation", "-version")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "version"), name="incentive_version_once"),
            models.UniqueConstraint(
                fields=("organisation", "valid_from"), condition=Q(valid_from__isnull=False), name="incentive_day_once"
            ),
        )


class IncentiveRule(Row):
    """One line of the rules: ``amount`` of ``unit`` for each of ``earns``, times the teacher's share of the team."""

    rules = models.ForeignKey(IncentiveRules, on_delete=models.CASCADE, related_name="rows")
    earns = models.CharField(max_length=12, choices=enums.Earns.choices)
    unit = models.CharField(max_length=10, choices=enums.Unit.choices)
    amount = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        """In order of what earns; each once in each unit."""

        ordering = ("earns", "unit")
        constraints = (
            models.UniqueConstraint(fields=("rules", "earns", "unit"), name="incentive_rule_once"),
            models.CheckConstraint(condition=Q(amount__gt=Decimal(0)), name="incentive_amount"),
        )


class Statement(Row):
    """What a teacher earned in a period. Purpose: it can be computed again and checked. Kept with the accounts.

    ``lines`` holds, for each rule and module, references to what was counted, the share and the result.
    """

    teacher = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rules = models.ForeignKey(IncentiveRules, on_delete=models.PROTECT, related_name="statements")
    starts = models.DateField()
    ends = models.DateField()
    lines = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; one for each teacher, rules and period."""

        ordering = ("-ends", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="statement_period"),
            models.UniqueConstraint(fields=("teacher", "rules", "starts", "ends"), name="statement_once"),
        )
