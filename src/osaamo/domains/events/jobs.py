"""What time does to events: reminders, questions, closed queues, names that become counts; and messages sent."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from osaamo.domains.events import services
from osaamo.domains.events.models import Event, Registration
from osaamo.kernel.periodic import periodic


@task()
def tell_offer(registration: int) -> bool:
    """Whether somebody was written that a seat is offered to them."""
    row = Registration.objects.select_related("event", "person").filter(pk=registration).first()
    return row is not None and services.tell_offer(registration=row)


@task()
def tell_cancelled(event: int) -> int:
    """How many were written that an event is cancelled."""
    row = Event.objects.select_related("owner").filter(pk=event).first()
    return services.tell_cancelled(event=row) if row else 0


@task()
def tell_changed(event: int) -> int:
    """How many were written that an event is at another time or place."""
    row = Event.objects.select_related("owner").filter(pk=event).first()
    return services.tell_changed(event=row) if row else 0


@task()
def send_reminders() -> int:
    """How many were reminded, or asked what they thought."""
    now = timezone.now()
    return services.remind_all(now=now) + services.ask_all(now=now)


@periodic("events.remind", every=timedelta(hours=1))
def ask_for_reminders() -> str:
    """Reminders go out from the queue of jobs."""
    send_reminders.enqueue()
    return "asked for"


@periodic("events.close-begun", every=timedelta(minutes=5))
def close_begun() -> str:
    """Queues for seats of events that have begun are closed."""
    return f"{services.close_begun(now=timezone.now())} events have begun"


@periodic("events.reduce", every=timedelta(days=1))
def reduce_old() -> str:
    """Registrations for events long over become counts."""
    return f"{services.reduce_old(now=timezone.now())} registrations became counts"
