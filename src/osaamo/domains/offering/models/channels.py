"""Where the offering is shown: channels, what is listed on each, and where they differ from us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from osaamo.domains.offering.enums import ChannelFormat, Decision, MismatchKind
from osaamo.domains.offering.models.catalogue import OfItem, of_one_item
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Person


class Channel(models.Model):
    """A place that shows items of the offering."""

    code = models.SlugField(max_length=40, unique=True)
    name = TranslatedField()
    format = models.CharField(max_length=10, choices=ChannelFormat.choices)
    url = models.URLField(blank=True)

    class Meta:
        """In order of code."""

        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Listing(OfItem):
    """That an item is to be shown on a channel. ``external_id`` is its id there, where it is not its key."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="listings")
    external_id = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once for each item of a channel."""

        ordering = ("channel", "pk")
        constraints = (
            of_one_item("listing_of_one_item"),
            models.UniqueConstraint(fields=("channel", "course"), name="course_listed_once"),
            models.UniqueConstraint(fields=("channel", "module"), name="module_listed_once"),
        )

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.course_id or self.module_id}"


class ChannelCheck(models.Model):
    """A file of what a channel shows, compared with what is listed here."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=200)
    shown = models.PositiveIntegerField(default=0)
    agreeing = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.channel_id} {self.at:%Y-%m-%d}"


class Mismatch(models.Model):
    """One way in which a channel differs. ``here`` and ``there`` are the two values as text."""

    check_run = models.ForeignKey(ChannelCheck, on_delete=models.CASCADE, related_name="mismatches")
    kind = models.CharField(max_length=16, choices=MismatchKind.choices)
    key = models.CharField(max_length=120)
    ref = models.CharField(max_length=120, blank=True)
    here = models.CharField(max_length=500, blank=True)
    there = models.CharField(max_length=500, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of key; decided with a moment."""

        ordering = ("check_run", "key", "kind")
        constraints = (
            models.CheckConstraint(
                condition=Q(decision=Decision.OPEN, decided_at__isnull=True)
                | (~Q(decision=Decision.OPEN) & Q(decided_at__isnull=False)),
                name="mismatch_decided_with_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.kind}"
