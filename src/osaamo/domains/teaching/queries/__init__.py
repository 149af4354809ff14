"""Reads: drafts, what the machine says of them, and the goals of the UN."""

from osaamo.domains.teaching.queries.around import courses_named
from osaamo.domains.teaching.queries.desk import Feedback, feedback
from osaamo.domains.teaching.queries.drafts import (
    changes_between,
    colleagues_of,
    course_of,
    courses_of,
    drafts_of,
    drafts_shared_with,
    places_of,
    texts_of_course,
)
from osaamo.domains.teaching.queries.goals import ItemGoals, Totals, goals_of, items_of, totals_of

__all__ = [
    "Feedback",
    "ItemGoals",
    "Totals",
    "changes_between",
    "colleagues_of",
    "course_of",
    "courses_named",
    "courses_of",
    "drafts_of",
    "drafts_shared_with",
    "feedback",
    "goals_of",
    "items_of",
    "places_of",
    "texts_of_course",
    "totals_of",
]
