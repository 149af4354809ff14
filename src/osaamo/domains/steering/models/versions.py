"""The plan, its versions, and the boards that decide on them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.steering.enums import SEALED, Outcome, State
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.rows import Row, Written


class Plan(Row):
    """An alliance's plan over several years. Purpose: what its versions, progress and ideas belong to."""

    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = TranslatedField()
    starts = models.DateField()
    ends = models.DateField()
    milestone_year = models.PositiveSmallIntegerField()
    target_year = models.PositiveSmallIntegerField()
    src = models.CharField(max_length=200, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-starts", "key")
        constraints = (models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="steering_dates_in_order"),)


class PlanVersion(Row):
    """The plan as refined for a year. Purpose: what was approved can be read for ever, beside what came after.

    ``content_hash`` is of all its items when it was put to the boards; ``round`` counts how often it was.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_versions")
    summary = TranslatedField(blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first; one of a year, and one approved of a plan at a time."""

        ordering = ("plan", "-year")
        constraints = (
            models.UniqueConstraint(fields=("plan", "year"), name="steering_version_once"),
            models.UniqueConstraint(fields=("plan",), condition=Q(state="approved"), name="steering_in_force_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "replaced")) | ~Q(content_hash=""),
                name="steering_approved_hash",
            ),
        )

    @property
    def is_sealed(self) -> bool:
        """Whether nothing of it may change any more."""
        return self.state in SEALED


class Board(Row):
    """A board that must agree to a version: one of each member institution."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="boards")
    key = models.SlugField(max_length=60)
    title = TranslatedField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In order of key."""

        ordering = ("plan", "key")
        constraints = (models.UniqueConstraint(fields=("plan", "key"), name="steering_board_once"),)


class BoardDecision(Written):
    """What a board decided on a version in a round, on the content with that hash."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="decisions")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    decided_on = models.DateField()
    reason = models.TextField()
    content_hash = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of writing; each board once in a round."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("version", "board", "round"), name="steering_board_once_a_round"),
        )
