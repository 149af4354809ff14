"""The same event again: drafts on later days, at the same time of day whatever clocks do in between."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.events.models import Event, EventArea, new_key
from osaamo.domains.events.services.errors import NoDays, TooMany
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.kernel.models import Person

MOST = 52
WEEKS = {"week": 1, "two-weeks": 2}
MOMENTS = ("starts", "ends", "opens_at", "closes_at")
SAME = (
    "title", "description", "kind", "spearhead", "activity", "budget_line", "owner", "is_approximate", "place", "link",
    "seats", "quotas",
)  # fmt: skip


@transaction.atomic
def repeat(*, event: Event, every: str, until: date, by: Person | None) -> list[Event]:
    """The drafts that were made, one for each later day up to ``until``; with the event they are a series.

    ``every`` is ``week``, ``two-weeks`` or ``month``; a month without the day of the event is left out.

    Raises:
        NoDays: there is no such day.
        TooMany: there are more than :data:`MOST`.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    first = timezone.localtime(row.starts).date()
    days = [day for day in _days(first, every) if day <= until] if until > first else []
    if not days:
        raise NoDays
    if len(days) > MOST:
        raise TooMany(most=MOST)
    row.series = row.series or row.key
    row.save(update_fields=["series"])
    known = {timezone.localtime(one.starts).date() for one in Event.objects.filter(series=row.series)}
    made = [_copy(row, day - first) for day in days if day not in known]
    audit(verb="event.repeat", who=by, about=row, organisation=row.owner, details={"made": len(made)})
    return made


def _days(first: date, every: str) -> Iterator[date]:
    """The days after the first, one more than :data:`MOST` of them."""
    if every in WEEKS:
        for number in range(1, MOST + 2):
            yield first + timedelta(weeks=WEEKS[every] * number)
        return
    for number in range(1, 2 * MOST):
        years, month = divmod(first.month - 1 + number, 12)
        if first.day <= calendar.monthrange(first.year + years, month + 1)[1]:
            yield date(first.year + years, month + 1, first.day)


def _copy(event: Event, later: timedelta) -> Event:
    moments = {name: _shifted(value, later) for name in MOMENTS if (value := getattr(event, name)) is not None}
    made = Event.objects.create(
        key=new_key(), series=event.series, **{name: getattr(event, name) for name in SAME}, **moments
    )
    made.co_organisers.set(event.co_organisers.all())
    EventArea.objects.bulk_create(EventArea(event=made, area=one.area) for one in event.areas.all())
    return made


def _shifted(moment: datetime, later: timedelta) -> datetime:
    """The moment some days later at the same time of day here: nine o'clock stays nine o'clock over summer time."""
    local = timezone.localtime(moment)
    return timezone.make_aware(local.replace(tzinfo=None) + later, local.tzinfo)
