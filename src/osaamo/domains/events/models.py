"""Events of the alliance: when and where, who comes, who came, what they said and what it cost."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.events.enums import Kind, State
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person

if TYPE_CHECKING:
    from datetime import datetime


def new_key() -> str:
    """A key nobody can guess."""
    return uuid.uuid4().hex


class Event(models.Model):
    """An event of one or more areas. ``spearhead``, ``activity`` and ``budget_line`` are keys of the plan.

    Seats are empty without a limit; ``quotas`` holds some of them for institutions, by code. ``link`` is for those who
    have a seat. Where ``is_approximate``, only the period is known, not the day. ``source`` says where a row that was
    not written here comes from. Repeated events share a ``series``. ``sequence`` grows with each change, for calendar
    programs and for two people who change it at once.
    """

    key = models.SlugField(max_length=60, unique=True, default=new_key)
    title = TranslatedField()
    description = TranslatedField(blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    spearhead = models.CharField(max_length=60, blank=True)
    activity = models.CharField(max_length=60, blank=True)
    budget_line = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField(Organisation, blank=True, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)
    is_approximate = models.BooleanField(default=False)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=400, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    quotas = models.JSONField(default=dict, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    reduced_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)
    series = models.CharField(max_length=60, blank=True, db_index=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """In order of beginning; ends after it begins; cancelled with a reason."""

        ordering = ("starts", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""), name="event_cancelled_with_reason"
            ),
        )

    def __str__(self) -> str:
        return self.key

    def state_at(self, moment: datetime) -> State:
        """Where it stands at a moment. Registration ends with the window, at the latest when the event begins."""
        if self.published_at is None:
            return State.DRAFT
        if self.cancelled_at is not None:
            return State.CANCELLED
        if moment >= self.ends:
            return State.OVER
        if moment >= self.starts:
            return State.GOING_ON
        if self.closes_at is not None and moment >= self.closes_at:
            return State.CLOSED
        return State.EARLY if self.opens_at is not None and moment < self.opens_at else State.OPEN

    @property
    def state(self) -> State:
        """Where it stands now."""
        return self.state_at(timezone.now())


class EventArea(models.Model):
    """An area of the plan that an event is of, by key; an event of two or more is a joint one."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="areas")
    area = models.SlugField(max_length=60)

    class Meta:
        """Each area once."""

        ordering = ("event", "area")
        constraints = (models.UniqueConstraint(fields=("event", "area"), name="event_area_once"),)

    def __str__(self) -> str:
        return self.area


class Registration(models.Model):
    """Somebody wants to come. Their seat, or their place in the queue, is the ticket that holds this row.

    It is a person's, or that of a guest without an account: of a guest the name, the address and the language are kept
    until the row becomes a count, and ``guest_key`` leads them to it. ``organisation`` is the institution they come
    from, empty for others. ``feedback_key`` lets them answer once; it is emptied with the answer, which knows nothing
    of this row. ``attended`` is empty until the organiser says.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    guest_name = models.CharField(max_length=120, blank=True)
    guest_email = models.EmailField(blank=True)
    guest_language = models.CharField(max_length=2, choices=Person.Language.choices, blank=True)
    guest_key = models.CharField(max_length=40, blank=True, db_index=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    attended = models.BooleanField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    feedback_key = models.CharField(max_length=40, default=new_key, blank=True, db_index=True)

    class Meta:
        """In order of asking; a person registers once, and so does an address; it is one or the other."""

        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("event", "person"), name="registration_once"),
            models.UniqueConstraint(
                fields=("event", "guest_email"), condition=Q(person__isnull=True), name="guest_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest_email="") | (Q(person__isnull=True) & ~Q(guest_email="")),
                name="registration_of_person_or_guest",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id}: {self.pk}"

    @property
    def name(self) -> str:
        """What they are called."""
        return self.person.display_name if self.person else self.guest_name

    @property
    def email(self) -> str:
        """Where to write to them; empty where nobody knows."""
        return (self.person.email or "") if self.person else self.guest_email

    @property
    def language(self) -> str:
        """The language to write in."""
        return self.person.preferred_language if self.person else self.guest_language


class AttendanceCount(models.Model):
    """How many of an organisation (none: of no member) registered and came. Purpose: what stays when names go.

    ``came`` are the registered who came, ``walked_in`` those who came without; together they attended.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    registered = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    walked_in = models.PositiveIntegerField(default=0)

    class Meta:
        """By organisation, each once; one row for all others."""

        ordering = ("event", "organisation__code")
        constraints = (
            models.UniqueConstraint(fields=("event", "organisation"), name="attendance_once"),
            models.UniqueConstraint(
                fields=("event",), condition=Q(organisation__isnull=True), name="attendance_of_others_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id}: {self.attended}"

    @property
    def attended(self) -> int:
        """How many came in all."""
        return self.came + self.walked_in


class Feedback(models.Model):
    """An answer of somebody who was there. It knows neither who nor when, and its random key hides the order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    grade = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, max_length=2000)

    class Meta:
        """In no order that tells anything; from 1 to 5."""

        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="feedback_grade_from_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.event_id}: {self.grade}"


class Cost(models.Model):
    """What an event cost, in euros, and for what."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="costs")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    text = models.CharField(max_length=200)

    class Meta:
        """As they were written."""

        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(amount__gte=0), name="event_cost_not_negative"),)

    def __str__(self) -> str:
        return f"{self.text}: {self.amount}"


class Material(models.Model):
    """Something to read or watch: an address, or a file."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=400, blank=True)
    ending = models.CharField(max_length=8, blank=True)
    content = models.BinaryField(blank=True, default=bytes)

    class Meta:
        """As they were added."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class CalendarKey(models.Model):
    """The address of a person's own calendar. Purpose: a calendar program reads it without signing in.

    Only the key's SHA-256 is kept; a new key or none makes the old address lead nowhere.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.person_id}"
