"""What waits for whom: drafts to go on with or to read, and suggested goals of the UN to judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from osaamo.competence.keeping import Kept
from osaamo.competence.warming import at_warm_up
from osaamo.domains.teaching.models import Draft, Share
from osaamo.domains.teaching.queries.around import MADE_EACH, catalogue
from osaamo.domains.teaching.queries.goals import goals_of
from osaamo.domains.teaching.rules import WORKS
from osaamo.kernel.duties import holds
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

LEFT_FOR = timedelta(days=30)
"""A draft that nobody wrote for so long is finished or deleted."""

READ_FOR = timedelta(days=14)
"""So long after it was written a draft is to be read by who was invited."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A course or module with a suggested goal that nobody judged: code of its institution, and its key there."""

    institution: str
    key: str


def unjudged() -> Mapping[str, Unjudged]:
    """By reference what waited to be judged at most a few minutes ago."""
    return _unjudged.get()


@at_warm_up
def fill() -> None:
    """Look through the catalogue before the first teacher waits for it."""
    unjudged()


def _read_unjudged() -> Mapping[str, Unjudged]:
    return {
        one.item.ref: Unjudged(one.item.institution, one.item.key) for one in goals_of(catalogue().items) if one.waits
    }


_unjudged: Kept[Mapping[str, Unjudged]] = Kept(_read_unjudged, seconds=MADE_EACH)


def working_places(person: int, day: date) -> QuerySet[Organisation]:
    """Where the person designs courses on the day; ``planned`` says whether they plan the offering there."""
    planned = Organisation.objects.filter(holds(person, Role.PLANNER, on=day, at=""), pk=OuterRef("pk"))
    rows = Organisation.objects.exclude(kind=Organisation.Kind.ALLIANCE)
    return rows.filter(holds(person, *WORKS, on=day, at="")).annotate(planned=Exists(planned)).order_by("code")


def drafts_around(person: int) -> QuerySet[Draft]:
    """The person's own drafts and those they were invited to, the last written first, without their texts."""
    shared = Share.objects.filter(person=person).values("draft")
    rows = Draft.objects.filter(Q(person=person) | Q(pk__in=shared))
    return rows.only("person", "institution", "title", "course_ref", "saved_at")
