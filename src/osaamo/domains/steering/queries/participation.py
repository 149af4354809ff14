"""What staff and students said: comments, votes, ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from osaamo.domains.steering.models import Comment, Idea, Reminder, Sheet
from osaamo.kernel.models import Person, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from datetime import date

    from osaamo.domains.steering.models import PlanVersion

MOST_NAMES = 20


def ideas_in(start: date, end: date) -> QuerySet[Idea]:
    """The ideas given on the days from ``start`` up to, not including, ``end``."""
    return Idea.objects.filter(at__date__gte=start, at__date__lt=end)


def ideas_due_in(start: date, end: date) -> QuerySet[Idea]:
    """The ideas whose answer was due in the period and by today, or came in time before it was due."""
    due = Idea.objects.filter(due_on__gte=start, due_on__lt=end)
    return due.filter(Q(due_on__lt=timezone.localdate()) | Q(answered_on__isnull=False))


def ideas_answered_in_time(start: date, end: date) -> QuerySet[Idea]:
    """Those of :func:`ideas_due_in` that were answered by their day."""
    return ideas_due_in(start, end).filter(answered_on__lte=F("due_on"))


def comments_in(start: date, end: date) -> QuerySet[Comment]:
    """The comments on versions of the plan given in the period."""
    return Comment.objects.filter(at__date__gte=start, at__date__lt=end)


def tally_of(version: PlanVersion) -> dict[tuple[str, str], tuple[int, int]]:
    """By kind and key of an item: how many are for and against it."""
    rows = (
        version.votes.order_by()
        .values("kind", "key")
        .annotate(up=Count("pk", filter=Q(is_for=True)), down=Count("pk", filter=Q(is_for=False)))
    )
    return {(row["kind"], row["key"]): (row["up"], row["down"]) for row in rows}


def held(person: int) -> dict[str, int]:
    """By label, the rows that are the person's own and go with them."""
    found = {
        "steering.Comment": Comment.objects.filter(person=person).count(),
        "steering.Idea": Idea.objects.filter(person=person).count(),
        "steering.Reminder": Reminder.objects.filter(person=person).count(),
        "steering.Sheet": Sheet.objects.filter(person=person).count(),
    }
    return {label: count for label, count in found.items() if count}


def staff_named(words: str, person: int | None = None) -> QuerySet[Person]:
    """Up to twenty people who work in the alliance and whose name has the words, and the person with the key."""
    staff = memberships_on().exclude(role__in=(Role.STUDENT, Role.OPEN_LEARNER, Role.ZONE_MEMBER)).values("person")
    found = Person.objects.filter(is_active=True, pk__in=staff)
    if words:
        found = found.filter(display_name__icontains=words)
    keys = [*found.values_list("pk", flat=True)[:MOST_NAMES], person]
    return Person.objects.filter(pk__in=keys).select_related("home_organisation")
