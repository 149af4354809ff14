"""Who reviews, and who can be asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from osaamo.domains.evaluation.models import Review, Round
from osaamo.domains.evaluation.rules import top_of
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from django.db.models import QuerySet


REVIEWERS = (Role.TEACHER, Role.PLANNER, Role.RDI, Role.STEERING_MEMBER)


def own_reviews(person: Person) -> QuerySet[Review]:
    """The reviews asked of the person, those still to do first, then by the day they are due."""
    rows = Review.objects.filter(reviewer=person, declined_at=None).select_related("round__proposal", "round__criteria")
    return rows.order_by(F("closed_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def possible_reviewers(of: Round, *, words: str = "", most: int | None = 40) -> list[tuple[Person, Organisation]]:
    """Who can still be asked, each with the institution they would review for; in order of institution and name.

    Not the owner, nobody with a share of the work, nobody who was asked before, and nobody of an institution that has
    a reviewer.
    """
    proposal = of.proposal
    taken = of.reviews.filter(declined_at=None).values("institution")
    held = (
        memberships_on()
        .filter(role__in=REVIEWERS, person__is_active=True, organisation__kind=Organisation.Kind.INSTITUTION)
        .exclude(organisation__in=taken)
        .exclude(person=proposal.owner_id)
        .exclude(person__in=proposal.team.filter(person__isnull=False).values("person"))
        .exclude(person__in=of.reviews.filter(reviewer__isnull=False).values("reviewer"))
        .select_related("person", "organisation__parent__parent")
        .order_by("organisation__code", "person__display_name", "person_id")
    )
    if words:
        held = held.filter(person__display_name__icontains=words)
    top = top_of(proposal.lead)
    return list(dict.fromkeys((row.person, row.organisation) for row in held if top_of(row.organisation) == top))[:most]


def institutions_of(organisation: Organisation) -> list[Organisation]:
    """The institutions of the alliance the organisation belongs to, in order of code."""
    top = top_of(organisation)
    schools = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).select_related("parent__parent")
    return [school for school in schools if top_of(school) == top]
