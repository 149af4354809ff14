"""Bodies of the plan, seats, turns to lead, and leads of areas."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.governance.enums import BodyKind
from osaamo.domains.governance.models import AreaLead, Body, LeadTurn, Seat
from osaamo.domains.governance.services.errors import Backwards, TurnsOverlap
from osaamo.kernel.models import Organisation
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from osaamo.kernel.models import Person


@transaction.atomic
def load_bodies(*, data: Iterable[Mapping[str, Any]], organisation: Organisation) -> int:
    """How many bodies were written: those of the plan that are not there yet; known ones stay as they are."""
    rows = list(data)
    groups = {member: row["id"] for row in rows for member in row.get("members", ())}
    known = set(Body.objects.values_list("key", flat=True))
    new = [_body(position, row, groups, organisation) for position, row in enumerate(rows, 1) if row["id"] not in known]
    Body.objects.bulk_create(new)
    return len(new)


def _body(position: int, row: Mapping[str, Any], groups: Mapping[str, str], organisation: Organisation) -> Body:
    chair = row.get("chair") or {}
    # A report to whom it is owed by the quarter; what is told once on a day is no duty of every quarter.
    owed = next((one for one in row.get("reports", ()) if one.get("per_year")), {})
    return Body(
        organisation=organisation,
        key=row["id"],
        position=position,
        name=row["name"],
        kind=BodyKind(row["kind"]),
        group=row.get("group") or groups.get(row["id"], ""),
        responsibilities=row.get("responsibilities", []),
        composition=row.get("composition") or {},
        areas=row.get("areas", []),
        spearhead=row.get("spearhead", ""),
        needs_student=row.get("student_representation", False),
        chair_rule=chair.get("rule", {}),
        chair_rotates=chair.get("rotates", False),
        reports_to=owed.get("to", ""),
        reports_per_year=owed.get("per_year", 0),
        works_under=row.get("works_under", ""),
        source=row.get("src", ""),
    )


@transaction.atomic
def seat(
    *,
    body: Body,
    organisation: Organisation,
    role: str,
    starts: date,
    by: Person | None,
    person: Person | None = None,
    ends: date | None = None,
) -> Seat:
    """The seat; without a person it is an institution's whose member is not named yet.

    Raises:
        Backwards: it ends before it begins.
    """
    if ends is not None and ends < starts:
        raise Backwards
    row = Seat.objects.create(body=body, person=person, organisation=organisation, role=role, starts=starts, ends=ends)
    audit(verb="governance.seat", who=by, about=row, organisation=organisation, details={"body": body.key})
    return row


@transaction.atomic
def end_seat(*, seat: Seat, on: date, by: Person | None) -> Seat:
    """The seat with its last day.

    Raises:
        Backwards: that is before its first.
    """
    if on < seat.starts:
        raise Backwards
    seat.ends = on
    seat.save(update_fields=["ends"])
    audit(verb="governance.seat-end", who=by, about=seat, details={"on": on})
    return seat


@transaction.atomic
def give_lead(
    *, alliance: Organisation, organisation: Organisation, starts: date, ends: date, by: Person | None
) -> LeadTurn:
    """The turn of a member to lead the alliance, and with that to chair what rotates.

    Raises:
        Backwards: it ends before it begins.
        TurnsOverlap: another leads on one of the days.
    """
    if ends < starts:
        raise Backwards
    # The alliance's row is the lock: two turns written at once see each other.
    Organisation.objects.select_for_update().get(pk=alliance.pk)
    if LeadTurn.objects.filter(alliance=alliance, starts__lte=ends, ends__gte=starts).exists():
        raise TurnsOverlap
    row = LeadTurn.objects.create(alliance=alliance, organisation=organisation, starts=starts, ends=ends)
    audit(verb="governance.lead", who=by, about=row, organisation=organisation, details={"from": starts})
    return row


@transaction.atomic
def name_lead(*, alliance: Organisation, area: str, person: Person, starts: date, by: Person | None) -> AreaLead:
    """The person as the lead of the area from the day on; whoever led it until then ends the day before.

    Raises:
        Backwards: the one before began on the day or later.
    """
    # The alliance's row is the lock: two leads named at once see each other.
    Organisation.objects.select_for_update().get(pk=alliance.pk)
    for before in AreaLead.objects.filter(alliance=alliance, area=area, ends__isnull=True):
        if before.starts >= starts:
            raise Backwards
        before.ends = starts - timedelta(days=1)
        before.save(update_fields=["ends"])
    row = AreaLead.objects.create(alliance=alliance, area=area, person=person, starts=starts)
    audit(verb="governance.area-lead", who=by, about=row, organisation=alliance, details={"area": area, "from": starts})
    return row
