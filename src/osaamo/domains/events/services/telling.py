"""Messages about events, put into words when they are sent, in the language of whoever reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from osaamo.domains.events.models import Event, Registration
from osaamo.domains.events.queries import seated, ticket_of
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Ticket
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import datetime

BEFORE = timedelta(days=1)
"""Who has a seat is reminded so long before the event."""
ASKED_FOR = timedelta(days=7)
"""So long after an event its people are asked what they thought of it; later nobody remembers."""


def when(moment: datetime) -> str:
    """A moment as people write it."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def tell_offer(*, registration: Registration) -> bool:
    """Whether the person was written that a seat is offered; not where the offer is answered by now."""
    ticket = ticket_of(registration)
    if ticket is None or ticket.state != Ticket.State.OFFERED or ticket.offered_until is None:
        return False
    with translation.override(registration.language):
        title = title_of(registration.event)
        return _send(
            registration,
            gettext("A seat is offered: %(title)s") % {"title": title},
            gettext("A seat is yours if you accept it by %(until)s.") % {"until": when(ticket.offered_until)},
        )


def tell_cancelled(*, event: Event) -> int:
    """How many of those who registered were written that the event is cancelled, and why."""
    sent = 0
    for row in event.registrations.select_related("person", "event"):
        with translation.override(row.language):
            subject = gettext("Cancelled: %(title)s") % {"title": title_of(event)}
            sent += _send(row, subject, gettext("The event is cancelled: %(reason)s") % {"reason": event.cancel_reason})
    audit(verb="event.told-cancelled", about=event, organisation=event.owner, details={"sent": sent})
    return sent


def tell_changed(*, event: Event) -> int:
    """How many of those who registered were written that the time or the place of the event changed."""
    sent = 0
    for row in event.registrations.select_related("person", "event"):
        with translation.override(row.language):
            where = [event.place] if event.place else []
            subject = gettext("Changed: %(title)s") % {"title": title_of(event)}
            sent += _send(row, subject, gettext("The event is now %(when)s.") % {"when": when(event.starts)}, *where)
    audit(verb="event.told-changed", about=event, organisation=event.owner, details={"sent": sent})
    return sent


def remind_all(*, now: datetime) -> int:
    """How many people were reminded of an event that begins within a day; each once."""
    coming = Event.objects.filter(
        published_at__isnull=False, cancelled_at__isnull=True, is_approximate=False,
        starts__gt=now, starts__lte=now + BEFORE,
    )  # fmt: skip
    return sum(_remind(event, now) for event in coming)


@transaction.atomic
def _remind(event: Event, now: datetime) -> int:
    """Those with a seat; the link goes to them alone."""
    sent = 0
    for row in seated(event).filter(reminded_at__isnull=True).select_for_update(of=("self",)):
        with translation.override(row.language):
            where = [line for line in (event.place, event.link) if line]
            sent += _send(row, gettext("Soon: %(title)s") % {"title": title_of(event)}, when(event.starts), *where)
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
    if sent:
        audit(verb="event.reminded", about=event, organisation=event.owner, details={"sent": sent})
    return sent


def ask_all(*, now: datetime) -> int:
    """How many people were asked what they thought of an event that was over; each once."""
    over = Event.objects.filter(
        published_at__isnull=False, cancelled_at__isnull=True, ends__lte=now, ends__gt=now - ASKED_FOR
    )
    return sum(_ask(event, now) for event in over)


@transaction.atomic
def _ask(event: Event, now: datetime) -> int:
    """Those with a seat, but for whom the organiser says that they did not come."""
    sent = 0
    there = seated(event).filter(asked_at__isnull=True).exclude(attended=False).exclude(feedback_key="")
    for row in there.select_for_update(of=("self",)):
        with translation.override(row.language):
            address = urljoin(settings.OSAAMO_ADDRESS, reverse("event-answer", args=[row.feedback_key]))
            sent += _send(
                row,
                gettext("What did you think of it? %(title)s") % {"title": title_of(event)},
                gettext("Answer here, once and without your name: %(url)s") % {"url": address},
            )
        row.asked_at = now
        row.save(update_fields=["asked_at"])
    if sent:
        audit(verb="event.asked", about=event, organisation=event.owner, details={"sent": sent})
    return sent


def title_of(event: Event) -> str:
    """The title in the language that is active, on one line, as a header of a message needs it."""
    return " ".join(translated(event.title, translation.get_language() or "fi").split())


def _send(registration: Registration, subject: str, *lines: str) -> bool:
    """Whether there was an address to write to."""
    if not registration.email:
        return False
    path = (
        reverse("event", args=[registration.event_id])
        if registration.person_id
        else reverse("event-guest", args=[registration.guest_key])
    )
    page = urljoin(settings.OSAAMO_ADDRESS, path)
    send_mail(subject, "\n".join([title_of(registration.event), *lines, "", page]), None, [registration.email])
    return True
