"""Registering for an event: a row of its own that holds a ticket of the event's pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.events.enums import State
from osaamo.domains.events.models import Registration
from osaamo.domains.events.queries import institution_of, ticket_of
from osaamo.domains.events.services.errors import Begun, NotNow, OfferOver
from osaamo.kernel import capacity
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.domains.events.models import Event
    from osaamo.kernel.models import Person


@transaction.atomic
def register(*, event: Event, person: Person) -> Registration:
    """The person's registration: it holds a seat, or waits for one. Registering again gives the same.

    Raises:
        NotNow: nobody can register at the moment.
    """
    if event.state_at(timezone.now()) != State.OPEN:
        raise NotNow
    row, is_new = Registration.objects.get_or_create(
        event=event, person=person, defaults={"organisation": institution_of(person)}
    )
    seated_or_queued(row)
    if is_new:
        audit(verb="event.register", who=person, about=event, organisation=event.owner)
    return row


def seated_or_queued(registration: Registration) -> None:
    """Give the registration a seat, or a place in the queue.

    Raises:
        NotNow: the event was cancelled a moment ago.
    """
    keys = (registration.organisation.code,) if registration.organisation else ()
    try:
        capacity.ask(pool=ref_of(registration.event), holder=ref_of(registration), keys=keys)
    except capacity.PoolClosed as error:
        raise NotNow from error


@transaction.atomic
def accept(*, registration: Registration) -> None:
    """The seat that was offered is held.

    Raises:
        OfferOver: there is no offer, or its time is over.
    """
    ticket = ticket_of(registration)
    if ticket is None:
        raise OfferOver
    try:
        capacity.accept(ticket=ticket)
    except (capacity.NotOffered, capacity.OfferExpired) as error:
        raise OfferOver from error
    audit(verb="event.accept", who=registration.person, about=registration.event)


@transaction.atomic
def withdraw(*, registration: Registration) -> None:
    """The registration is gone, and with it what led to the person; a seat or an offer goes to the next.

    Raises:
        Begun: the event has; then only the organiser says who came.
    """
    event = registration.event
    if timezone.now() >= event.starts and event.cancelled_at is None:
        raise Begun
    capacity.forget(holder=ref_of(registration))
    person = registration.person
    registration.delete()
    audit(verb="event.withdraw", who=person, about=event)
