"""Guests without an account: nothing is stored of them before they confirm their address, and little afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from osaamo.domains.events.enums import State
from osaamo.domains.events.models import Event, Registration, new_key
from osaamo.domains.events.services.errors import NotNow
from osaamo.domains.events.services.registering import seated_or_queued
from osaamo.domains.events.services.telling import title_of
from osaamo.kernel.trails import audit

SALT = "osaamo.events.guest"
CONFIRM_WITHIN = 2 * 24 * 60 * 60
"""So many seconds the link of a confirmation leads somewhere."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody without an account asked for, as their confirmation says."""

    event: int
    name: str
    email: str
    language: str


def ask_guest(*, event: Event, name: str, email: str, language: str) -> None:
    """Send the guest a link by which they confirm; whoever has no hold of the address cannot register it.

    Raises:
        NotNow: nobody can register at the moment.
    """
    if event.state_at(timezone.now()) != State.OPEN:
        raise NotNow
    key = signing.dumps([event.pk, name, email.lower(), language], salt=SALT, compress=True)
    with translation.override(language):
        address = urljoin(settings.OSAAMO_ADDRESS, reverse("event-guest-confirm", args=[key]))
        subject = gettext("Confirm your registration: %(title)s") % {"title": title_of(event)}
        text = gettext("Open this address within two days to register. If you did not ask for this, do nothing.")
        send_mail(subject, f"{title_of(event)}\n{text}\n\n{address}", None, [email])


def asked_by(key: str) -> Asked | None:
    """What the key of a confirmation asks for; ``None`` where it is none or too old."""
    try:
        event, name, email, language = signing.loads(key, salt=SALT, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return None
    return Asked(event, name, email, language)


@transaction.atomic
def register_guest(*, asked: Asked) -> Registration:
    """The guest's registration: it holds a seat, or waits for one. Confirming again gives the same.

    Raises:
        NotNow: nobody can register at the moment.
    """
    event = Event.objects.filter(pk=asked.event).first()
    if event is None or event.state_at(timezone.now()) != State.OPEN:
        raise NotNow
    row, is_new = Registration.objects.get_or_create(
        event=event, person=None, guest_email=asked.email,
        defaults={"guest_name": asked.name, "guest_language": asked.language, "guest_key": new_key()},
    )  # fmt: skip
    seated_or_queued(row)
    if is_new:
        audit(verb="event.register-guest", about=event, organisation=event.owner)
    return row
