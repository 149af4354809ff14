"""Events for tests, made with as little as needed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osaamo.domains.events import services
from osaamo.domains.events.models import Event, EventArea
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person


def make_place(code="laurea"):
    """An institution of the alliance 3amk, each made once."""
    top, _ = Organisation.objects.get_or_create(
        code="3amk", defaults={"kind": "alliance", "name": {"fi": "3AMK"}, "short_name": "3AMK"}
    )
    name = code.title()
    return Organisation.objects.get_or_create(
        code=code, defaults={"kind": "institution", "name": {"fi": name}, "short_name": name, "parent": top}
    )[0]


def make_event(*areas, days=7, draft=False, **more):
    """A published event of an hour that begins in so many days, without a limit of seats."""
    starts = timezone.now() + timedelta(days=days)
    event = Event.objects.create(
        **{
            "title": {"fi": "Tapahtuma", "en": "Event"}, "kind": "workshop", "owner": make_place(), "starts": starts,
            "ends": starts + timedelta(hours=1),
        } | more
    )  # fmt: skip
    for area in areas:
        EventArea.objects.create(event=event, area=area)
    return event if draft else services.publish(event=event, by=None)


def make_student(code="laurea", **more):
    return make_person(Role.STUDENT, make_place(code), **more)


def move(event, *, days):
    """The event, as if it began in so many days from now (before, when negative)."""
    event.starts = timezone.now() + timedelta(days=days)
    event.ends = event.starts + timedelta(hours=1)
    event.save()
    return event
