"""Reads of the domain; each module holds one concern."""

from osaamo.domains.credits.queries.counting import OUTSIDE, Counted, Credit, Line, alliance_total, count, totals
from osaamo.domains.credits.queries.records import (
    Joined,
    Report,
    credit_of,
    credits_of,
    joined,
    learner_digest,
    members,
)
from osaamo.domains.credits.queries.statistics import (
    Effect,
    YearOfCredits,
    approved_versions,
    count_all,
    effect_of,
    year_of,
)
from osaamo.domains.credits.queries.tutoring import (
    approved_hours,
    approves_anywhere,
    attainment_of,
    completed_works,
    credits_for,
    places_of,
    works_for,
)

__all__ = [
    "OUTSIDE",
    "Counted",
    "Credit",
    "Effect",
    "Joined",
    "Line",
    "Report",
    "YearOfCredits",
    "alliance_total",
    "approved_hours",
    "approved_versions",
    "approves_anywhere",
    "attainment_of",
    "completed_works",
    "count",
    "count_all",
    "credit_of",
    "credits_for",
    "credits_of",
    "effect_of",
    "joined",
    "learner_digest",
    "members",
    "places_of",
    "totals",
    "works_for",
    "year_of",
]
