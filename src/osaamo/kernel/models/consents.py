"""What people have agreed to."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.kernel.models.people import Person

if TYPE_CHECKING:
    from datetime import datetime


class Consent(models.Model):
    """A person's agreement that a recipient uses their data for a purpose. Kept as proof until the person leaves.

    ``recipient`` is an organisation's code or a Ref; ``text`` is what the person read, word for word, when they
    agreed, and ``version`` its version. ``receipt`` is the number on the receipt.
    """

    receipt: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person: models.ForeignKey[Person, Person] = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="consents"
    )
    purpose: models.SlugField[str, str] = models.SlugField(max_length=60)
    recipient: models.CharField[str, str] = models.CharField(max_length=120)
    text: models.TextField[str, str] = models.TextField()
    version: models.CharField[str, str] = models.CharField(max_length=40)
    given_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; one consent in force for each purpose and recipient."""

        ordering = ("-given_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")), name="consent_times"
            ),
            models.UniqueConstraint(
                fields=("person", "purpose", "recipient"),
                condition=Q(withdrawn_at__isnull=True),
                name="consent_in_force_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} > {self.recipient}"

    @property
    def in_force(self) -> bool:
        """Whether it was not withdrawn when this row was read; ask ``queries.has_consent`` before using data."""
        return self.withdrawn_at is None
