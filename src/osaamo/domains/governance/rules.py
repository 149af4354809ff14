"""Who may do what with bodies, meetings, reports, evaluations and experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from rules.predicates import Predicate, predicate

from osaamo.domains.governance.enums import SeatRole
from osaamo.domains.governance.models import (
    AreaLead,
    Body,
    Evaluation,
    Expert,
    Finding,
    Invitation,
    LeadTurn,
    Meeting,
    Report,
)
from osaamo.kernel.access import allow, anyone, owns
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from datetime import date


def held_on(day: date) -> Q:
    """What picks the terms that go on on the day; their last day counts."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def sits_in(*roles: Role, at: Any) -> Predicate:
    """A predicate: the person holds one of the roles in the row's organisation, above it or in one of its members."""

    def holds(user: Any, row: Any) -> bool:
        if not isinstance(user, Person) or not user.is_active:
            return False
        place: Organisation = at(row)
        held = memberships_on().filter(person=user, role__in=roles).select_related("organisation__parent__parent")
        around = {one.pk for one in place.lineage()}
        return any(one.organisation_id in around or place in one.organisation.lineage() for one in held)

    return Predicate(holds, name=f"sits_in({', '.join(sorted(roles))})")


def _of_body(row: Body) -> Organisation:
    return row.organisation


def _of_its_body(row: Meeting | Report) -> Organisation:
    return row.body.organisation


def _of_evaluation(row: Evaluation) -> Organisation:
    return row.organisation


def _of_finding(row: Finding) -> Organisation:
    return row.evaluation.organisation


def _of_expert(row: Expert) -> Organisation:
    """The alliance: its members ask each other's experts."""
    return row.organisation.lineage()[-1]


@predicate
def is_accepted(user: Any, row: Report) -> bool:  # noqa: ARG001 - a predicate's signature
    """The group stands behind the report."""
    return row.is_accepted


@predicate
def sits_on_it(user: Any, row: Meeting | Report) -> bool:
    """The person holds a seat today in the body whose meeting or report it is."""
    return isinstance(user, Person) and row.body.seats.filter(held_on(timezone.localdate()), person=user).exists()


def chair_people(body: Body, day: date) -> list[int]:
    """Keys of the people who chair the body on the day: with the lead turn where the chair rotates, else by seat."""
    if not body.chair_rotates:
        seats = body.seats.filter(held_on(day), role=SeatRole.CHAIR, person__is_active=True)
        return list(seats.values_list("person", flat=True))
    turns = LeadTurn.objects.filter(held_on(day), alliance=body.organisation_id).values("organisation")
    rectors = memberships_on(day).filter(role=Role.RECTOR, organisation__in=turns, person__is_active=True)
    return list(rectors.values_list("person", flat=True))


@predicate
def chairs_it(user: Any, row: Report) -> bool:
    """The person chairs the body whose report it is."""
    return isinstance(user, Person) and user.pk in chair_people(row.body, timezone.localdate())


@predicate
def has_chair(user: Any, row: Report) -> bool:  # noqa: ARG001 - a predicate's signature
    """Somebody is named who chairs the body whose report it is."""
    return bool(chair_people(row.body, timezone.localdate()))


@predicate
def leads_an_area(user: Any, row: Report) -> bool:
    """The person leads an area that the report is about."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    led = AreaLead.objects.filter(held_on(timezone.localdate()), alliance=row.body.organisation_id, person=user)
    return led.filter(area__in=row.body.areas).exists()


@predicate
def evaluates(user: Any, row: Evaluation) -> bool:
    """The person may read the evaluation's evidence today."""
    return isinstance(user, Person) and row.evaluators.filter(person=user, until__gte=timezone.localdate()).exists()


@predicate
def evaluates_it(user: Any, row: Report) -> bool:
    """The person evaluates the alliance today, and the report was frozen."""
    if not isinstance(user, Person) or not row.is_sealed:
        return False
    mine = Evaluation.objects.filter(organisation=row.body.organisation)
    return mine.filter(evaluators__person=user, evaluators__until__gte=timezone.localdate()).exists()


@predicate
def is_asked(user: Any, row: Invitation) -> bool:
    """The person was invited."""
    return isinstance(user, Person) and row.expert.person_id == user.pk


BOTH = (Role.STEERING_MEMBER, Role.RECTOR)

allow(Body, "view", anyone)
allow(Body, "manage", sits_in(Role.STEERING_MEMBER, at=_of_body))
allow(Body, "oversee", sits_in(*BOTH, at=_of_body))
allow(Meeting, "view", sits_on_it | sits_in(*BOTH, at=_of_its_body))
allow(Meeting, "manage", sits_in(Role.STEERING_MEMBER, at=_of_its_body))
reads_inside = evaluates_it | leads_an_area | sits_on_it | sits_in(*BOTH, at=_of_its_body)
prepares = sits_in(Role.STEERING_MEMBER, at=_of_its_body)
allow(Report, "view", is_accepted | reads_inside)
allow(Report, "read-inside", reads_inside)
allow(Report, "prepare", prepares)
allow(Report, "comment", leads_an_area | sits_on_it | sits_in(*BOTH, at=_of_its_body))
allow(Report, "approve", chairs_it | (prepares & ~has_chair))
allow(Report, "freeze", chairs_it | sits_in(Role.RECTOR, at=_of_its_body))
allow(Evaluation, "view", evaluates | sits_in(*BOTH, at=_of_evaluation))
allow(Evaluation, "manage", sits_in(Role.STEERING_MEMBER, at=_of_evaluation))
allow(Evaluation, "find", evaluates | sits_in(Role.STEERING_MEMBER, at=_of_evaluation))
allow(Finding, "answer", sits_in(Role.STEERING_MEMBER, at=_of_finding))
allow(Expert, "view", owns | sits_in(Role.STEERING_MEMBER, Role.PLANNER, Role.RDI, Role.EXPORT, at=_of_expert))
allow(Expert, "invite", sits_in(Role.STEERING_MEMBER, Role.PLANNER, Role.RDI, Role.EXPORT, at=_of_expert))
allow(Invitation, "answer", is_asked)
