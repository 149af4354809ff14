"""The figures of a round, and what stands in the way of its gate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo.domains.evaluation.enums import Dimension
from osaamo.domains.evaluation.models import CriteriaSet, Review, Round, Score

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


_PLACES = Decimal("0.0001")


def weighted_mean(scored: Iterable[tuple[Decimal, int]]) -> Fraction:
    """The exact mean of scores by weight.

    Raises:
        ValueError: there is nothing to weigh.
    """
    rows = [(Fraction(weight), score) for weight, score in scored]
    total = sum((weight for weight, _ in rows), Fraction(0))
    if total <= 0:
        raise ValueError("A mean needs at least one weight above zero.")
    return sum((weight * score for weight, score in rows), Fraction(0)) / total


def as_decimal(mean: Fraction) -> Decimal:
    """The mean at four decimals, half to even."""
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(_PLACES, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class CriterionFigures:
    """What the closed reviews gave on one criterion: the scores in order of review, their mean and their spread."""

    criterion_id: int
    dimension: str
    scores: tuple[int, ...]
    over: bool

    @property
    def label(self) -> str:
        """The dimension in words."""
        return str(Dimension(self.dimension).label)

    @property
    def mean(self) -> Decimal:
        """The mean of the scores, at four decimals."""
        return as_decimal(Fraction(sum(self.scores), len(self.scores)))

    @property
    def spread(self) -> int:
        """The highest score less the lowest."""
        return max(self.scores) - min(self.scores)


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """The figures of a round over its closed reviews; ``mean`` and ``spread`` are ``None`` without any."""

    reviews: int
    mean: Decimal | None
    spread: int | None
    criteria: tuple[CriterionFigures, ...]

    @property
    def needs_discussion(self) -> bool:
        """Whether the reviewers differ on some criterion by more than the criteria allow."""
        return any(row.over for row in self.criteria)


def figures_of(of: Round) -> RoundFigures:
    """The figures of the round's closed reviews, read from their scores."""
    closed = list(closed_reviews(of))
    rows = Score.objects.filter(review__in=closed, score__isnull=False).order_by("review_id")
    given: dict[int, list[int]] = {}
    of_review: dict[int, list[tuple[Decimal, int]]] = {}
    criteria = {row.pk: row for row in of.criteria.rows.all()}
    for row in rows:
        given.setdefault(row.criterion_id, []).append(row.score)
        of_review.setdefault(row.review_id, []).append((criteria[row.criterion_id].weight, row.score))
    means = [weighted_mean(scored) for scored in of_review.values()]
    figures = tuple(
        CriterionFigures(
            pk, row.dimension, tuple(given[pk]), max(given[pk]) - min(given[pk]) > of.criteria.spread_limit
        )
        for pk, row in criteria.items()
        if pk in given
    )
    return RoundFigures(
        reviews=len(closed),
        mean=as_decimal(sum(means, Fraction(0)) / len(means)) if means else None,
        spread=max((row.spread for row in figures), default=None),
        criteria=figures,
    )


def closed_reviews(of: Round) -> QuerySet[Review]:
    """The reviews of the round that were closed, in order of being asked."""
    return of.reviews.filter(closed_at__isnull=False)


def missing_criteria(review: Review) -> list[str]:
    """The dimensions on which the review lacks a score or a reason."""
    told = {row.criterion_id for row in review.scores.filter(score__isnull=False) if row.reason.strip()}
    return [row.dimension for row in review.round.criteria.rows.all() if row.pk not in told]


@dataclass(frozen=True, slots=True)
class GateState:
    """What stands in the way of passing a gate. ``ready`` when nothing does but, perhaps, the discussion."""

    required: int
    closed: int
    open: int
    incomplete: int
    needs_discussion: bool

    @property
    def ready(self) -> bool:
        """Whether the gate may pass, once the discussion that is needed is told."""
        return self.closed >= self.required and not self.open and not self.incomplete


def gate_of(of: Round) -> GateState:
    """The state of the round's gate now."""
    standing = list(of.reviews.filter(declined_at=None))
    closed = [review for review in standing if review.closed_at]
    return GateState(
        required=of.criteria.required_reviews,
        closed=len(closed),
        open=len(standing) - len(closed),
        incomplete=sum(bool(missing_criteria(review)) for review in closed),
        needs_discussion=figures_of(of).needs_discussion,
    )


def criteria_in_force(stage: str, *, on: date | None = None) -> CriteriaSet | None:
    """The criteria of the stage on a day, today by default, or ``None`` where none were ever made."""
    day = on or timezone.localdate()
    sets = CriteriaSet.objects.filter(stage=stage, in_force_from__lte=day)
    return sets.order_by("-in_force_from", "-version").first()
