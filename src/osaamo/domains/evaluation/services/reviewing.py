"""Asking reviewers, and their work: saved as often as they like, closed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.evaluation.models import Review, Round, Score
from osaamo.domains.evaluation.queries import missing_criteria, possible_reviewers
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from osaamo.kernel.models import Organisation, Person


class NotEligible(Exception):
    """The person may not review this: it is theirs, they were asked, or their institution has a reviewer."""


class ReviewIsClosed(Exception):
    """The review was closed, declined, or its round has ended."""


class MissingCriteria(Exception):
    """A score or a reason is missing; ``dimensions`` names the criteria."""

    def __init__(self, dimensions: Sequence[str]) -> None:
        super().__init__(", ".join(dimensions))
        self.dimensions = tuple(dimensions)


@transaction.atomic
def assign_reviewer(
    *, of: Round, person: Person, institution: Organisation, who: Person | None, due_on: date | None = None
) -> Review:
    """The review asked of the person on behalf of the institution.

    Raises:
        NotEligible: they may not review it.
        ReviewIsClosed: the round has ended.
    """
    locked = Round.objects.select_for_update().select_related("proposal__lead").get(pk=of.pk)
    if locked.ended_at is not None:
        raise ReviewIsClosed
    if (person, institution) not in possible_reviewers(locked, most=None):
        raise NotEligible
    review = Review.objects.create(round=locked, reviewer=person, institution=institution, due_on=due_on)
    details = {"institution": institution.code, "due": due_on}
    audit(verb="review.assign", who=who, about=review, organisation=locked.proposal.lead, details=details)
    return review


@transaction.atomic
def save_review(*, review: Review, scores: Mapping[int, tuple[int | None, str]]) -> Review:
    """The review with scores and reasons by criterion; some may be missing still. Unknown criteria are left out.

    Raises:
        ReviewIsClosed: it takes no more changes.
    """
    stored = _open(review)
    for criterion in stored.round.criteria.rows.all():
        if criterion.pk in scores:
            score, reason = scores[criterion.pk]
            Score.objects.update_or_create(
                review=stored, criterion=criterion, defaults={"score": score, "reason": reason.strip()}
            )
    audit(verb="review.save", who=stored.reviewer, about=stored, organisation=stored.institution)
    return stored


@transaction.atomic
def close_review(*, review: Review) -> Review:
    """The review, closed for good.

    Raises:
        ReviewIsClosed: it is closed, or its round has ended.
        MissingCriteria: a score or a reason is missing.
    """
    stored = _open(review)
    if missing := missing_criteria(stored):
        raise MissingCriteria(missing)
    stored.closed_at = timezone.now()
    stored.save(update_fields=["closed_at"])
    audit(verb="review.close", who=stored.reviewer, about=stored, organisation=stored.institution)
    return stored


@transaction.atomic
def decline_review(*, review: Review) -> Review:
    """The review its reviewer stepped back from, as for a conflict of interest; what they wrote is removed.

    Raises:
        ReviewIsClosed: it is closed, or its round has ended.
    """
    stored = _open(review)
    stored.scores.all().delete()
    stored.declined_at = timezone.now()
    stored.save(update_fields=["declined_at"])
    audit(verb="review.decline", who=stored.reviewer, about=stored, organisation=stored.institution)
    return stored


def _open(review: Review) -> Review:
    """The review as stored, locked together with its round: a gate and a reviewer never cross."""
    of = Round.objects.select_for_update().get(pk=review.round_id)
    stored = Review.objects.select_related("reviewer", "institution", "round__criteria").get(pk=review.pk)
    if of.ended_at is not None or stored.closed_at is not None or stored.declined_at is not None:
        raise ReviewIsClosed
    return stored
