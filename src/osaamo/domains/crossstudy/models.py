"""Enrolments as each side sees them, results, and the messages between the sides."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.crossstudy.enums import (
    ASSOCIATION_STATES,
    DESIRED_STATES,
    RIPA_STATUSES,
    TERMINAL,
    Audience,
    Delivery,
    Intake,
    Reason,
    ResultStatus,
    Side,
    State,
    Wish,
)
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person

if TYPE_CHECKING:
    from osaamo.connectors.ripa_messages import SelectionStatus
    from osaamo.domains.crossstudy.enums import AssociationState


class Party(models.Model):
    """An institution's study system. ``tk_code`` is its Statistics Finland code, its name in every message.

    ``address`` is where its messages go; empty where this service is its system.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="study_party")
    tk_code = models.CharField(max_length=20, unique=True)
    address = models.URLField(blank=True)
    approves = models.BooleanField(default=False)
    """Whether a person of its study office approves each enrolment of its students."""
    decides = models.BooleanField(default=False)
    """Whether a person of its study office decides on each enrolment from elsewhere."""

    class Meta:
        """In order of code."""

        ordering = ("tk_code",)
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.organisation.short_name

    @property
    def is_here(self) -> bool:
        """Whether this service is its study system."""
        return not self.address


class Agreement(models.Model):
    """A network of institutions whose students may study at each other's; ``identifier`` is its RIPA id."""

    identifier = models.CharField(max_length=60, unique=True)
    name = TranslatedField()
    parties = models.ManyToManyField(Party, related_name="agreements")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        """In order of identifier; it ends after it starts."""

        ordering = ("identifier",)
        constraints = (
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="agreement_days"),
        )

    def __str__(self) -> str:
        return self.identifier


class StudyRight(models.Model):
    """A student's right at home. Purpose: what the messages between schools must say of a student, and no more.

    From the home's register. ``oid`` is the national learner number; ``status`` is VIRTA's (1 active, 2 option,
    3 ended, 4 passive, 5 given up); ``gender`` and ``citizenship`` are the codes of the register.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="study_rights")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="study_rights")
    key = models.CharField(max_length=60)
    status = models.PositiveSmallIntegerField(default=1)
    starts = models.DateField()
    ends = models.DateField()
    allows_network = models.BooleanField(default=True)
    oid = models.CharField(max_length=60)
    born = models.DateField()
    gender = models.PositiveSmallIntegerField(default=0)
    citizenship = models.CharField(max_length=10)
    mother_tongue = models.CharField(max_length=20)

    class Meta:
        """Latest first; each key once at its institution."""

        ordering = ("-ends", "pk")
        constraints = (
            models.UniqueConstraint(fields=("party", "key"), name="study_right_key_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="study_right_days"),
            models.CheckConstraint(condition=Q(status__in=(1, 2, 3, 4, 5)), name="study_right_status"),
        )

    def __str__(self) -> str:
        return f"{self.key} @ {self.party}"


class Enrolment(models.Model):
    """Somebody's enrolment on an offer, as one side sees it. Purpose: to study there and to get the credit.

    The home's row and the host's row share ``key``; in open studies there is the host's row alone. ``person`` is set
    where they have an account with that side; at the host of somebody else's student, ``student`` holds what the
    message said of them instead. What the offer was is copied: the row stays readable when the offer is gone.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    side = models.CharField(max_length=10, choices=Side.choices)
    home = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="sent_enrolments")
    host = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="received_enrolments")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="study_enrolments"
    )
    home_right = models.ForeignKey(
        StudyRight, null=True, blank=True, on_delete=models.SET_NULL, related_name="enrolments"
    )
    student = models.JSONField(default=dict, blank=True)
    network = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=20, choices=Audience.choices)

    offer_ref = models.CharField(max_length=120)
    offer_key = models.CharField(max_length=120)
    course_key = models.CharField(max_length=120, blank=True)
    title = TranslatedField()
    credits = models.DecimalField(max_digits=6, decimal_places=2)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)

    state = models.CharField(max_length=20, choices=State.choices)
    wish = models.CharField(max_length=20, choices=Wish.choices, default=Wish.STUDY)
    reason = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    note = models.JSONField(default=dict, blank=True)
    """What the office that decided wrote, in up to three languages."""
    rank = models.PositiveIntegerField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)

    right_key = models.CharField(max_length=60, blank=True)
    """The study right at the host; its days follow."""
    right_starts = models.DateField(null=True, blank=True)
    right_ends = models.DateField(null=True, blank=True)
    student_number = models.CharField(max_length=40, blank=True)
    """The number of the student at the host."""

    sent = models.PositiveIntegerField(default=0)
    """Sequence number of the last message sent about it."""
    heard = models.PositiveIntegerField(default=0)
    """Sequence number of the last message of the other side that was handled."""
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Latest first; one row a side; somebody has one enrolment on an offer at a time."""

        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=("offer_ref", "side", "state"), name="enrolments_of_an_offer"),
            models.Index(fields=("host", "side", "state"), name="enrolments_at_host"),
            models.Index(fields=("home", "side", "state"), name="enrolments_at_home"),
            # The plan's numbers of a year are read from this index alone.
            models.Index(
                fields=("asked_at", "side", "home", "state", "host", "audience", "offer_ref"), name="enrolments_by_time"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("key", "side"), name="enrolment_once_a_side"),
            models.UniqueConstraint(
                fields=("person", "offer_ref", "side"),
                condition=Q(person__isnull=False) & ~Q(state__in=[str(state) for state in sorted(TERMINAL)]),
                name="enrolment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.HOST) | Q(home__isnull=False), name="enrolment_home_side_has_home"
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_key} {self.state}"

    @property
    def party(self) -> Party:
        """Whose view this row is."""
        return self.home if self.side == Side.HOME and self.home is not None else self.host

    @property
    def other(self) -> Party | None:
        """Who has the other row; nobody in open studies."""
        return self.host if self.side == Side.HOME else self.home

    @property
    def organisation(self) -> Organisation:
        """The organisation whose view this row is."""
        return self.party.organisation

    @property
    def is_over(self) -> bool:
        """Whether nothing follows its state."""
        return self.state in TERMINAL

    @property
    def association_state(self) -> AssociationState:
        """OOAPI's ``state``."""
        return ASSOCIATION_STATES[State(self.state)]

    @property
    def desired_state(self) -> AssociationState:
        """OOAPI's ``desiredState``."""
        return DESIRED_STATES[Wish(self.wish)]

    @property
    def ripa_status(self) -> SelectionStatus:
        """RIPA's ``selectionItemStatus``."""
        return RIPA_STATUSES[State(self.state)]


class Result(models.Model):
    """A grade, as one side holds it: entered at the host, recognised at home. Kept as a study record must be.

    The host's row and the home's share ``key``. ``scale`` and ``grade`` are VIRTA's.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="results")
    status = models.CharField(max_length=20, choices=ResultStatus.choices, default=ResultStatus.VALID)
    credits = models.DecimalField(max_digits=6, decimal_places=2)
    scale = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=5)
    passed = models.BooleanField()
    completed_on = models.DateField()
    language = models.CharField(max_length=2)
    acceptor = models.CharField(max_length=80)
    """Surname of the teacher, which the study record must name."""
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    recognised = models.BooleanField(null=True)
    """On the host's row: whether the home took it into its register; ``None`` until it says so."""

    class Meta:
        """Latest first; each once on a side; one valid at a time."""

        ordering = ("-entered_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("key", "enrolment"), name="result_once_a_side"),
            models.UniqueConstraint(
                fields=("enrolment",), condition=Q(status=ResultStatus.VALID), name="result_one_valid"
            ),
        )

    def __str__(self) -> str:
        return f"{self.grade} {self.status}"


class Outgoing(models.Model):
    """A message to another party. Purpose: it is written with what it tells of, and sent until it arrives.

    ``body`` is the message; it is emptied some time after it was delivered. ``faults`` maps JSON pointers to what is
    wrong there.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="outgoing")
    receiver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="messages_for")
    kind = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    delivery = models.CharField(max_length=20, choices=Delivery.choices, default=Delivery.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    faults = models.JSONField(default=dict, blank=True)
    discarded_because = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order they were written; one message a number."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("delivery", "due_at"), name="outgoing_due"),)
        constraints = (models.UniqueConstraint(fields=("enrolment", "sequence"), name="outgoing_sequence_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"

    @property
    def organisation(self) -> Organisation:
        """The organisation that sends it."""
        return self.enrolment.organisation


class Incoming(models.Model):
    """A message of another party. Purpose: each is handled once and in its turn, however often it comes.

    ``body`` is kept only while it waits for an earlier one.
    """

    key = models.UUIDField(unique=True)
    sender = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="messages_from")
    receiver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    correlation = models.UUIDField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    body = models.JSONField(default=dict, blank=True)
    intake = models.CharField(max_length=20, choices=Intake.choices)
    came_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In the order they came; the sender numbers what it says of an enrolment."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("sender", "receiver", "correlation", "sequence"), name="incoming_sequence_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"
