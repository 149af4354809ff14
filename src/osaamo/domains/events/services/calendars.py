"""The address of a person's own calendar: made, made anew, taken back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.events.models import CalendarKey
from osaamo.domains.events.queries import digest_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.kernel.models import Person


@transaction.atomic
def make_key(*, person: Person) -> str:
    """The key of the person's calendar, told this once; an older one leads nowhere from now on."""
    key = secrets.token_urlsafe(24)
    CalendarKey.objects.update_or_create(person=person, defaults={"digest": digest_of(key), "made_at": timezone.now()})
    audit(verb="event.calendar-key", who=person)
    return key


@transaction.atomic
def revoke_key(*, person: Person) -> None:
    """The person's calendar has no address any more."""
    CalendarKey.objects.filter(person=person).delete()
    audit(verb="event.calendar-key-revoked", who=person)
