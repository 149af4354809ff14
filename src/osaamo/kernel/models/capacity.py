"""Pools of seats, the tickets of those who want one, and what became of each ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    import uuid
    from datetime import datetime


class Pool(models.Model):
    """Seats that can be had: of a realisation, a court, a class. Purpose: what everybody locks who changes who sits.

    ``ref`` is what the seats are of; ``size`` is how many there are, empty without a limit. ``quotas`` holds seats for
    the people of a key: an organisation's code, or ``audience:open``. ``last_number`` counts those who asked.
    """

    ref: models.CharField[str, str] = models.CharField(max_length=120, unique=True)
    size: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True, blank=True)
    quotas: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, blank=True)
    offer_hours: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=48)
    is_closed: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    last_number: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        """In order of opening; an offer lasts at least an hour."""

        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(offer_hours__gte=1), name="pool_offer_hours"),)

    def __str__(self) -> str:
        return self.ref


class Ticket(models.Model):
    """Somebody's wish for one seat of a pool, from asking to the end. Purpose: who sits, who waits, in which order.

    ``holder_ref`` is the domain's own row (an enrolment, a booking), never a person: this table knows nobody. It is
    empty once the holder was forgotten. ``keys`` are the keys of quotas the holder belongs to, sorted, with spaces
    between; ``number`` is the exact order of asking in the pool; tickets with the same ``group`` get seats together.
    """

    class State(models.TextChoices):
        """Where the wish stands."""

        WAITING = "waiting"
        OFFERED = "offered"
        HELD = "held"
        DECLINED = "declined"
        EXPIRED = "expired"
        RELEASED = "released"

    SEATED = (State.OFFERED, State.HELD)
    """The states that take a seat."""
    LIVE = (State.WAITING, *SEATED)
    """The states that are not the end."""

    pool: models.ForeignKey[Pool, Pool] = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="tickets")
    number: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    holder_ref: models.CharField[str, str] = models.CharField(max_length=120, blank=True, db_index=True)
    keys: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    group: models.UUIDField[uuid.UUID | None, uuid.UUID | None] = models.UUIDField(null=True, blank=True)
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=State.choices)
    reason: models.SlugField[str, str] = models.SlugField(max_length=40, blank=True)
    joined_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    offered_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    idempotency_key: models.CharField[str, str] = models.CharField(max_length=120, blank=True)

    class Meta:
        """In joining order; a holder has one live ticket in a pool, and a repeated request makes no second one."""

        ordering = ("pool", "number")
        indexes = (
            models.Index(fields=("pool", "state", "number"), name="ticket_queue"),
            models.Index(fields=("offered_until",), condition=Q(state="offered"), name="ticket_offers"),
        )
        constraints = (
            models.UniqueConstraint(fields=("pool", "number"), name="ticket_number_once"),
            models.UniqueConstraint(
                fields=("pool", "holder_ref"),
                condition=Q(state__in=("waiting", "offered", "held")) & ~Q(holder_ref=""),
                name="ticket_live_once",
            ),
            models.UniqueConstraint(
                fields=("pool", "idempotency_key"), condition=~Q(idempotency_key=""), name="ticket_request_once"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="ticket_offer_has_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pool}/{self.number}"

    @property
    def key_set(self) -> frozenset[str]:
        """The keys of quotas the holder belongs to."""
        return frozenset(self.keys.split())


class TicketEvent(models.Model):
    """A step of a ticket. Purpose: to say afterwards why somebody got a seat and somebody else did not."""

    ticket: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="events"
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=Ticket.State.choices)
    reason: models.SlugField[str, str] = models.SlugField(max_length=40, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.ticket} {self.state}"
