"""What domains tell duties with (:mod:`osaamo.ports.duties`): sentences in each language, and whose work something is.

Whoever holds a role in an organisation holds it in all below: here as conditions of a query, where
:func:`osaamo.kernel.access.has_role` asks of one row.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Person
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import Model, QuerySet

    from osaamo.kernel.models import Role

ABOVE = ("", "__parent", "__parent__parent")
"""From a unit to its institution and the alliance."""

ONE_DAY = timedelta(days=1)

PERSON = Person._meta.label_lower  # noqa: SLF001 - Django documents Model._meta as public


def said(say: Callable[[str], str]) -> dict[str, str]:
    """What ``say`` says in each language; it gets the code of the language, which is active then."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = say(code)
    return found


def key_of(person: str) -> int:
    """The primary key in a person's reference; 0, which nobody has, where it is none."""
    label, _, key = person.partition(":")
    return int(key) if label == PERSON and key.isdecimal() else 0


def end_of(day: date) -> datetime:
    """The first moment after the day: unlike a cast of a column to days, it can be looked up in an index."""
    return timezone.make_aware(datetime.combine(day + ONE_DAY, time.min))


def refs_of(people: Iterable[int | None]) -> set[str]:
    """The references of people by primary key; nobody's is left out."""
    return {f"{PERSON}:{key}" for key in people if key is not None}


def holds(person: int, *roles: Role, on: date, at: str = "organisation") -> Q:
    """Rows whose organisation is one in which, or above which, the person holds one of the roles on the day.

    ``at`` is the path from the row to the organisation, empty for organisations themselves. An account that is switched
    off holds no roles.
    """
    held = memberships_on(on).filter(person=person, person__is_active=True, role__in=roles).values("organisation")
    found = Q()
    for above in ABOVE:
        found |= Q(**{f"{f'{at}{above}'.removeprefix('__') or 'pk'}__in": held})
    return found


def holders(places: Iterable[int] | QuerySet[Model], *roles: Role, on: date) -> set[str]:
    """References of who holds one of the roles on the day in one of the organisations, by primary key, or above it."""
    found = Q()
    for below in ("", "__children", "__children__children"):
        found |= Q(**{f"organisation{below}__in": places})
    held = memberships_on(on).filter(found, person__is_active=True, role__in=roles)
    return refs_of(held.order_by().values_list("person", flat=True).distinct())


def how_many(rows: QuerySet[Model], at: str) -> Coalesce:
    """For each row of a query how many of ``rows`` point to it by the path ``at``."""
    counted = rows.filter(**{at: OuterRef("pk")}).order_by().values(at).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
