"""What waits for whom: proposals for their owners, reviews, gates, statements; few queries for one person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value

from osaamo.domains.evaluation.enums import Stage, Status
from osaamo.domains.evaluation.models import Proposal, Review, Round, RunResult, Statement, TeamShare
from osaamo.domains.evaluation.rules import GROUP, top_of
from osaamo.kernel.duties import holds
from osaamo.kernel.models import Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

AHEAD = timedelta(days=30)
"""A proposal that runs is prepared for its next gate from so long before the day."""


def unsent(day: date) -> QuerySet[Proposal]:
    """The proposals that their owners must write on or send in; ``has_team`` and ``has_result`` say what they have.

    A draft is one whose call is open; what was returned, or passed a gate, waits for its owner whatever the call.
    """
    in_call = Q(status=Status.DRAFT, call__opens_on__lte=day, call__closes_on__gte=day)
    planned = Q(status=Status.PREPARING) & (Q(stage=Stage.PLAN) | Q(next_on__lte=day + AHEAD))
    rows = Proposal.objects.filter(in_call | planned | Q(status=Status.RETURNED), owner__is_active=True)
    return rows.select_related("call").annotate(
        has_team=Exists(TeamShare.objects.filter(proposal=OuterRef("pk"))),
        has_result=Exists(RunResult.objects.filter(proposal=OuterRef("pk"))),
    )


def rounds_waiting() -> QuerySet[Round]:
    """The rounds that go on; ``standing`` reviews were asked for and not declined, of them ``closed`` are closed."""
    standing = Q(reviews__declined_at__isnull=True, reviews__isnull=False)
    return (
        Round.objects.filter(ended_at__isnull=True)
        .select_related("proposal__call", "criteria")
        .annotate(
            standing=Count("reviews", filter=standing),
            closed=Count("reviews", filter=standing & Q(reviews__closed_at__isnull=False)),
        )
    )


def rounds_for(person: int, day: date) -> QuerySet[Round]:
    """Those of :func:`rounds_waiting` in which the person reviews, or which their planner group decides.

    ``review`` is the key of their unfinished review, ``review_due`` its day; ``involved`` says whether the proposal is
    theirs, ``reviews_it`` whether they review it, finished or not: then they do not decide.
    """
    held = memberships_on(day).filter(person=person, person__is_active=True, role__in=GROUP)
    tops = {top_of(one.organisation).pk for one in held.select_related("organisation__parent__parent")}
    own = Review.objects.filter(
        round=OuterRef("pk"), reviewer=person, reviewer__is_active=True, declined_at__isnull=True
    )
    unfinished = own.filter(closed_at__isnull=True)
    team = TeamShare.objects.filter(proposal=OuterRef("proposal"), person=person)
    rows = rounds_waiting().annotate(
        review=Subquery(unfinished.values("pk")[:1]),
        review_due=Subquery(unfinished.values("due_on")[:1]),
        reviews_it=Exists(own),
        plans=_below(tops) if tops else Value(value=False),
        involved=Q(proposal__owner=person, proposal__owner__isnull=False) | Exists(team),
    )
    return rows.filter(Q(review__isnull=False) | Q(plans=True)).order_by(
        F("review_due").asc(nulls_last=True), "opened_at", "pk"
    )


def _below(tops: set[int]) -> Q:
    """Rounds of proposals that an organisation of the alliances leads."""
    lead = "proposal__lead"
    return Q(**{f"{lead}__in": tops}) | Q(**{f"{lead}__parent__in": tops}) | Q(**{f"{lead}__parent__parent__in": tops})


def unapproved() -> QuerySet[Statement]:
    """The statements that nobody approved yet."""
    return Statement.objects.filter(approved_at__isnull=True).select_related("rules__organisation")


def unapproved_for(person: int, day: date) -> QuerySet[Statement]:
    """Those that are of the person, or that they may approve."""
    approves = holds(person, Role.RECTOR, on=day, at="rules__organisation")
    return unapproved().filter(Q(teacher=person, teacher__is_active=True) | approves).order_by("pk")
