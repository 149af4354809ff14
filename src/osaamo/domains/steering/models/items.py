"""What a version of the plan says: areas, goals, spearheads, segments and activities, each known by its key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from osaamo.domains.steering.enums import Ending, GoalKind, ItemKind, Listing, State
from osaamo.domains.steering.models.versions import PlanVersion
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.rows import Row

SHARED = ("title", "note", "src", "ending", "goes_on_as", "ending_reason")
"""The content every kind of item has."""


class Sealed(Exception):
    """Somebody tried to change a version of the plan that the boards approved, or that lies with them."""


class Item(Row):
    """Something of one version, with the same key in each version it is in.

    ``src`` says where in the written plan it stands. What does not go on stays in the version that ends it, with the
    reason and, where another item goes on with it, that one's key in ``goes_on_as``.
    """

    KIND: ClassVar[ItemKind]
    CONTENT: ClassVar[tuple[str, ...]] = SHARED
    """The fields that make up what the item says, in the order in which people read them."""

    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    title = TranslatedField()
    note = models.CharField(max_length=500, blank=True)
    src = models.CharField(max_length=300, blank=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    goes_on_as = models.SlugField(max_length=60, blank=True)
    ending_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """In the order of the plan; a key once in a version."""

        abstract = True
        ordering = ("version", "position", "key")
        constraints = (models.UniqueConstraint(fields=("version", "key"), name="steering_%(class)s_once"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the item, if its version is a draft."""
        self._check_open()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the item, if its version is a draft."""
        self._check_open()
        return super().delete(*args, **kwargs)

    def _check_open(self) -> None:
        version = PlanVersion.objects.get(pk=self.version_id)
        if version.state != State.DRAFT:
            raise Sealed(f"{version} is {version.state}: change it as a draft, or make a new version.")


class Area(Item):
    """An area of cooperation, with who steers it."""

    KIND = ItemKind.AREA
    CONTENT = (
        "title", "former_title", "kind", "section", "steering_body", "steering_split", "co_steering", "operative_team",
        "coordinating_body", "chair_role", "student_representation", "reports_to", "reporting", *SHARED[1:],
    )  # fmt: skip

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="areas")
    kind = models.SlugField(max_length=30)
    section = models.CharField(max_length=20, blank=True)
    former_title = TranslatedField(blank=True)
    steering_body = models.SlugField(max_length=60, blank=True)
    steering_split = models.JSONField(default=list, blank=True)
    co_steering = models.JSONField(default=list, blank=True)
    operative_team = models.SlugField(max_length=60, blank=True)
    coordinating_body = models.SlugField(max_length=60, blank=True)
    chair_role = TranslatedField(blank=True)
    student_representation = models.BooleanField(null=True, blank=True)
    reports_to = models.SlugField(max_length=60, blank=True)
    reporting = models.SlugField(max_length=30, blank=True)

    @property
    def bodies(self) -> list[str]:
        """Keys of the bodies that steer it or work for it."""
        found = [self.steering_body, *(part["body"] for part in self.steering_split), self.operative_team]
        return [key for key in dict.fromkeys([*found, self.coordinating_body, *self.co_steering]) if key]


class Goal(Item):
    """A goal, a choice or a result aimed at; ``sub`` are its points as written in Finnish."""

    KIND = ItemKind.GOAL
    CONTENT = (
        "title", "kind", "area", "horizon", "serves", "repeated_in", "echoed_in", "extension", "sub", "indicators",
        *SHARED[1:],
    )  # fmt: skip

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="goals")
    kind = models.CharField(max_length=30, choices=GoalKind.choices)
    area = models.SlugField(max_length=60)
    horizon = models.PositiveSmallIntegerField(null=True, blank=True)
    serves = models.JSONField(default=list, blank=True)
    repeated_in = models.JSONField(default=list, blank=True)
    echoed_in = models.JSONField(default=list, blank=True)
    extension = TranslatedField(blank=True)
    sub = models.JSONField(default=list, blank=True)
    indicators = models.JSONField(default=list, blank=True)


class Spearhead(Item):
    """A theme on which the areas concentrate; ``targets`` are numbers of the year by name."""

    KIND = ItemKind.SPEARHEAD
    CONTENT = ("title", "core_team", "targets", *SHARED[1:])

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="spearheads")
    core_team = models.SlugField(max_length=60, blank=True)
    targets = models.JSONField(default=dict, blank=True)


class Segment(Item):
    """A segment of customers of the education export; ``roadmap`` maps years to keys of activities."""

    KIND = ItemKind.SEGMENT
    CONTENT = (
        "title", "members", "payers", "customer_financing", "countries", "countries_as_written", "solutions", "roadmap",
        *SHARED[1:],
    )  # fmt: skip

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="segments")
    members = TranslatedField(blank=True)
    payers = models.JSONField(default=list, blank=True)
    customer_financing = models.JSONField(default=dict, blank=True)
    countries = models.JSONField(default=list, blank=True)
    countries_as_written = models.CharField(max_length=300, blank=True)
    solutions = models.JSONField(default=list, blank=True)
    roadmap = models.JSONField(default=dict, blank=True)


class Activity(Item):
    """Something the alliance does.

    ``schedule`` is as written ("4-6/2021"), ``starts`` and ``ends`` are its days; ``duplicate_of`` is what the plan
    itself lists twice.
    """

    KIND = ItemKind.ACTIVITY
    CONTENT = (
        "title", "area", "other_areas", "listing", "kind", "year", "until_year", "schedule", "schedule_inferred",
        "starts", "ends", "cadence", "parent", "segment", "bodies", "indicators", "campuses", "subtasks",
        "duplicate_of", *SHARED[1:],
    )  # fmt: skip

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="activities")
    area = models.SlugField(max_length=60)
    other_areas = models.JSONField(default=list, blank=True)
    listing = models.CharField(max_length=10, choices=Listing.choices)
    kind = models.SlugField(max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(null=True, blank=True)
    schedule = models.CharField(max_length=120, blank=True)
    schedule_inferred = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField()
    cadence = models.SlugField(max_length=20, blank=True)
    parent = models.SlugField(max_length=60, blank=True)
    segment = models.SlugField(max_length=60, blank=True)
    bodies = models.JSONField(default=list, blank=True)
    indicators = models.JSONField(default=list, blank=True)
    campuses = models.JSONField(default=list, blank=True)
    subtasks = models.JSONField(default=list, blank=True)
    duplicate_of = models.SlugField(max_length=60, blank=True)

    class Meta(Item.Meta):
        """Its days in order."""

        constraints = (
            *Item.Meta.constraints,
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="steering_activity_dates_in_order"),
        )

    @property
    def areas(self) -> list[str]:
        """Keys of all areas it is of, its own first."""
        return [self.area, *self.other_areas]


ITEM_MODELS: dict[ItemKind, type[Item]] = {model.KIND: model for model in (Area, Goal, Spearhead, Segment, Activity)}
"""By kind, in the order of the plan."""
