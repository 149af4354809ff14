"""Writing, publishing and cancelling an event, its costs and its material."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.events.models import Cost, Event, EventArea, Material
from osaamo.domains.events.services.errors import AlreadyCancelled, ChangedMeanwhile, QuotasTooLarge, SeatsInUse
from osaamo.kernel import capacity
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from osaamo.kernel.models import Organisation, Person

TELL_CANCELLED = "osaamo.domains.events.jobs.tell_cancelled"
TELL_CHANGED = "osaamo.domains.events.jobs.tell_changed"
TOLD = ("starts", "ends", "place")
"""Whoever registered is told when one of these changes."""


@transaction.atomic
def save_event(
    *,
    event: Event | None,
    values: Mapping[str, Any],
    areas: Iterable[str],
    co_organisers: Iterable[Organisation],
    by: Person | None,
    seen: int | None = None,
) -> Event:
    """The event with these values of its fields, as a draft when it is new; seats that became free are offered.

    ``seen`` is the ``sequence`` of the event that the writer looked at, where they looked at one.

    Raises:
        ChangedMeanwhile: somebody else changed it since.
        AlreadyCancelled: it is.
        SeatsInUse: those who have a seat would not fit.
        QuotasTooLarge: the quotas hold more seats than there are.
    """
    row = Event() if event is None else Event.objects.select_for_update().get(pk=event.pk)
    if row.cancelled_at is not None:
        raise AlreadyCancelled
    if seen is not None and seen != row.sequence:
        raise ChangedMeanwhile
    moves = event is not None and any(name in values and values[name] != getattr(row, name) for name in TOLD)
    for name, value in values.items():
        setattr(row, name, value)
    row.sequence += event is not None
    row.save()
    row.co_organisers.set([one for one in co_organisers if one.pk != row.owner_id])
    wanted = set(areas)
    row.areas.exclude(area__in=wanted).delete()
    for area in sorted(wanted):
        EventArea.objects.get_or_create(event=row, area=area)
    if row.published_at is not None:
        seat(row)
        if moves and row.ends > timezone.now():
            enqueue(TELL_CHANGED, row.pk)
    audit(verb="event.save", who=by, about=row, organisation=row.owner)
    return row


@transaction.atomic
def publish(*, event: Event, by: Person | None) -> Event:
    """The event, now in the calendar and open for registration in its time; one that is stays as it is.

    Raises:
        AlreadyCancelled: it is.
        QuotasTooLarge: the quotas hold more seats than there are.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.cancelled_at is not None:
        raise AlreadyCancelled
    if row.published_at is None:
        seat(row)
        row.published_at = timezone.now()
        row.save(update_fields=["published_at", "changed_at"])
        audit(verb="event.publish", who=by, about=row, organisation=row.owner)
    return row


@transaction.atomic
def cancel(*, event: Event, reason: str, by: Person | None) -> Event:
    """The event, cancelled for the reason; it stays in the calendar, and whoever registered is told by a job.

    Raises:
        AlreadyCancelled: it is.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.cancelled_at is not None:
        raise AlreadyCancelled
    row.cancelled_at, row.cancel_reason = timezone.now(), reason
    row.sequence += 1
    row.save(update_fields=["cancelled_at", "cancel_reason", "sequence", "changed_at"])
    audit(verb="event.cancel", who=by, about=row, organisation=row.owner)
    if row.published_at is not None:
        # A row that was loaded has no pool: nobody ever registered for it here.
        with suppress(capacity.NoSuchPool):
            capacity.close_pool(pool=ref_of(row), reason="cancelled")
        enqueue(TELL_CANCELLED, row.pk)
    return row


def seat(event: Event) -> None:
    """Give the event's pool its seats and quotas.

    Raises:
        SeatsInUse: those who have a seat would not fit.
        QuotasTooLarge: the quotas hold more seats than there are.
    """
    shape: dict[str, Any] = {"pool": ref_of(event), "size": event.seats, "quotas": event.quotas}
    try:
        capacity.open_pool(**shape)
        capacity.reshape(**shape)
    except capacity.BadQuotas as error:
        raise QuotasTooLarge from error
    except capacity.SeatsTaken as error:
        raise SeatsInUse from error


@transaction.atomic
def add_cost(*, event: Event, amount: Decimal, text: str, by: Person | None) -> Cost:
    """The new cost."""
    row = Cost.objects.create(event=event, amount=amount, text=text)
    audit(verb="event.cost", who=by, about=event, organisation=event.owner, details={"amount": f"{amount:.2f}"})
    return row


@transaction.atomic
def remove_cost(*, cost: Cost, by: Person | None) -> None:
    """The cost is taken away; the log keeps its amount."""
    event = cost.event
    audit(
        verb="event.cost-removed", who=by, about=event, organisation=event.owner,
        details={"amount": f"{cost.amount:.2f}"},
    )  # fmt: skip
    cost.delete()


@transaction.atomic
def add_material(
    *, event: Event, title: str, by: Person | None, url: str = "", ending: str = "", content: bytes = b""
) -> Material:
    """The new material: an address, or a file with its ending."""
    row = Material.objects.create(event=event, title=title, url=url, ending=ending, content=content)
    audit(verb="event.material", who=by, about=event, organisation=event.owner)
    return row


@transaction.atomic
def remove_material(*, material: Material, by: Person | None) -> None:
    """The material is taken away."""
    event = material.event
    material.delete()
    audit(verb="event.material-removed", who=by, about=event, organisation=event.owner)
