"""What waits for whom: tutoring to hand in and to approve, files to mend, differences to settle, rules to approve."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from osaamo.competence.keeping import Kept
from osaamo.competence.warming import at_warm_up
from osaamo.domains.credits.enums import ImportStatus, VersionStatus, WorkStatus
from osaamo.domains.credits.models import AsideRow, Decision, DiaryEntry, Import, RuleVersion, SchoolRow, TutoringWork
from osaamo.domains.credits.queries.records import joined
from osaamo.kernel.duties import end_of, holds, how_many
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Hashable

    from django.db.models import QuerySet

AHEAD = timedelta(days=14)
"""A diary is handed in from so long before its task ends."""

LOOKED_AT_FOR = timedelta(days=14)
"""So long a refusal is to be looked at."""

SETTLED_FOR = timedelta(days=120)
"""So long into a year the one before is settled, too."""

LOOKED_EACH, LONGEST = 60, 600
"""Seconds after which it is looked whether schools reported anything, and after which reports are compared anyway.

What this service saw itself leaves no mark when it changes.
"""


def works_of_tutors(day: date) -> QuerySet[TutoringWork]:
    """Work its tutor must hand in, as the task ends, or look at, as it was declined."""
    written = Exists(DiaryEntry.objects.filter(work=OuterRef("pk")))
    to_hand_in = Q(written, status=WorkStatus.OPEN, task__ends__lte=day + AHEAD)
    declined = Q(status=WorkStatus.DECLINED, decided_at__gte=end_of(day - LOOKED_AT_FOR))
    return TutoringWork.objects.filter(to_hand_in | declined, person__is_active=True)


def submitted() -> QuerySet[TutoringWork]:
    """Work that waits for its student union."""
    return TutoringWork.objects.filter(status=WorkStatus.SUBMITTED)


def works_waiting(person: int, day: date) -> QuerySet[TutoringWork]:
    """The person's own work to hand in or look at, and that of others for the unions they speak for."""
    speaks = memberships_on(day).filter(person=person, person__is_active=True, role=Role.COUNSELLOR)
    own = works_of_tutors(day).filter(person=person).order_by().values("pk")
    others = submitted().filter(task__union__in=speaks.values("organisation")).exclude(person=person)
    rows = TutoringWork.objects.filter(Q(pk__in=own) | Q(pk__in=others.order_by().values("pk")))
    return rows.select_related("task").order_by("submitted_at", "pk")


def imports_waiting() -> QuerySet[Import]:
    """The files whose columns nobody confirmed, or of which rows are set aside: ``unsolved`` of them."""
    unsolved = how_many(AsideRow.objects.filter(solved_at__isnull=True), "source")
    rows = Import.objects.annotate(unsolved=unsolved).filter(Q(status=ImportStatus.MAPPING) | Q(unsolved__gt=0))
    return rows.only("filename", "status", "organisation").order_by("at", "pk")


def alliance_waiting(person: int, day: date) -> Organisation | None:
    """The alliance of the statistics, with what waits in it.

    ``draft`` is the key of the rules to approve; ``steers`` and ``plans`` say whether the person approves them, and
    settles differences.
    """
    held = memberships_on(day).filter(person=person, person__is_active=True, role=Role.PLANNER)
    inside = (
        Q(organisation=OuterRef("pk"))
        | Q(organisation__parent=OuterRef("pk"))
        | Q(organisation__parent__parent=OuterRef("pk"))
    )
    steered = Organisation.objects.filter(holds(person, Role.STEERING_MEMBER, on=day, at=""), pk=OuterRef("pk"))
    drafts = RuleVersion.objects.filter(organisation=OuterRef("pk"), status=VersionStatus.DRAFT).exclude(lines=[])
    rows = Organisation.objects.filter(kind=Organisation.Kind.ALLIANCE).annotate(
        plans=Exists(held.filter(inside)), steers=Exists(steered), draft=Subquery(drafts.values("pk")[:1])
    )
    return rows.first()


def unsettled(day: date) -> dict[int, int]:
    """By year to settle on the day, how many enrolments' reports differ and wait for a decision.

    Reports count as they stood at most a minute ago, decisions as they stand.
    """
    differing = {year: _differing_in(year).get() for year in sorted({day.year, (day - SETTLED_FOR).year})}
    groups = {group for found in differing.values() for group, _ in found}
    decided = set(Decision.objects.filter(group__in=groups).values_list("group", "seen")) if groups else set()
    return {year: len(found - decided) for year, found in differing.items()}


@at_warm_up
def fill() -> None:
    """Compare the reports before the first planner waits for it."""
    unsettled(timezone.localdate())


@cache
def _differing_in(year: int) -> Kept[frozenset[tuple[str, str]]]:
    first, end = date(year, 1, 1), date(year + 1, 1, 1)

    def compare() -> frozenset[tuple[str, str]]:
        found = joined(first, end)
        return frozenset((one.group, one.seen) for one in found if one.is_unclear)

    def mark() -> Hashable:
        rows = SchoolRow.objects.filter(on__gte=first, on__lt=end)
        told = rows.aggregate(count=Count("pk"), last=Max("changed_at"))
        return told["count"], told["last"]

    return Kept(compare, seconds=LOOKED_EACH, mark=mark, longest=LONGEST)
