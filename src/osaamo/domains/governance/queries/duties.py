"""What somebody must do now for the bodies: comment, prepare or approve a report, do what a decision left, answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.domains.governance.enums import Answer, ReportState
from osaamo.domains.governance.models import AreaLead, Body, FollowUp, Invitation, Report, Seat
from osaamo.domains.governance.queries.areas import uncommented
from osaamo.domains.governance.queries.quarters import Quarter, quarter_of
from osaamo.domains.governance.rules import chair_people, held_on
from osaamo.kernel.models import Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db import models
    from django.db.models import QuerySet

    from osaamo.kernel.models import Membership

OPEN = (ReportState.DRAFT, ReportState.COMMENTED)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: ``code`` says what, ``row`` is what it is about, ``area`` the key of the area that is asked."""

    code: str
    row: models.Model
    due_on: date | None = None
    area: str = ""


def people_with_duties(day: date) -> set[int]:
    """Keys of all people who may have something to do on the day."""
    rows = (
        AreaLead.objects.filter(held_on(day)),
        Seat.objects.filter(held_on(day), body__reports_per_year__gt=0),
        FollowUp.objects.filter(done_on__isnull=True),
    )
    found = set(_prepares(day).values_list("person", flat=True))
    found |= {pk for some in rows for pk in some.filter(person__isnull=False).values_list("person", flat=True)}
    return found | set(Invitation.objects.filter(answer=Answer.OPEN).values_list("expert__person", flat=True))


def due_of(person: int, day: date) -> list[Due]:
    """What the person must do: begin a report, comment or approve it, do what was decided, answer an invitation."""
    return [*_not_begun(person, day), *_reports(person, day), *_left(person), *_asked(person)]


def _not_begun(person: int, day: date) -> Iterator[Due]:
    """Bodies that owe a report on the last quarter that is over and have none yet."""
    if not _prepares(day).filter(person=person).exists():
        return
    quarter = quarter_of(day).before
    begun = Report.objects.filter(year=quarter.year, quarter=quarter.number).exclude(state=ReportState.SUPERSEDED)
    for body in Body.objects.filter(reports_per_year__gt=0).exclude(pk__in=begun.values("body")):
        yield Due("begin", body, quarter.due)


def _prepares(day: date) -> QuerySet[Membership]:
    return memberships_on(day).filter(role=Role.STEERING_MEMBER)


def _reports(person: int, day: date) -> Iterator[Due]:
    led = set(AreaLead.objects.filter(held_on(day), person=person).values_list("area", flat=True))
    chairs: dict[int, bool] = {}
    rows = Report.objects.filter(state__in=OPEN).select_related("body").prefetch_related("notes")
    for report in rows:
        quarter = Quarter(report.year, report.quarter)
        silent = uncommented(report)
        for area in silent:
            if area in led:
                yield Due("comment", report, quarter.due, area)
        if report.body_id not in chairs:
            chairs[report.body_id] = person in chair_people(report.body, day)
        if chairs[report.body_id] and not silent:
            yield Due("approve", report, quarter.due)


def _left(person: int) -> Iterator[Due]:
    rows = FollowUp.objects.filter(person=person, done_on__isnull=True).select_related("decision__item")
    for row in rows:
        yield Due("follow", row, row.due)


def _asked(person: int) -> Iterator[Due]:
    for row in Invitation.objects.filter(expert__person=person, answer=Answer.OPEN):
        yield Due("answer", row)
