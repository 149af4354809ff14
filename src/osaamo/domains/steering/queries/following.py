"""How far the plan is: each activity with its progress, and the areas rolled up from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from osaamo.domains.steering.enums import ENDED, ItemKind, Phase, Standing
from osaamo.domains.steering.models import Activity, Progress, ProgressChange
from osaamo.domains.steering.queries.content import items_of
from osaamo.domains.steering.queries.versions import in_force_on
from osaamo.domains.steering.rules import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.domains.steering.models import Area, PlanVersion


@dataclass(frozen=True, slots=True)
class Followed:
    """An activity of a version, what is done about it, and how it stands on the asked day."""

    item: Activity
    progress: Progress
    standing: Standing

    @property
    def has_owner(self) -> bool:
        """Whether somebody, a person or a body, answers for it."""
        return bool(self.progress.owner_id or self.progress.owner_body)

    @property
    def lacks_reason(self) -> bool:
        """Whether it is late and nobody said why."""
        return self.standing == Standing.LATE and not self.progress.reason


@dataclass(frozen=True, slots=True)
class Roll:
    """How many activities stand how; ``done_share`` is of those that were not ended otherwise, in whole percent."""

    counts: Counter[Standing] = field(default_factory=Counter)
    without_owner: int = 0

    @property
    def total(self) -> int:
        """All activities."""
        return self.counts.total()

    @property
    def done_share(self) -> int:
        """Done of all but the cancelled and merged; 0 where there are none."""
        live = self.total - self.counts[Standing.ENDED]
        return round(100 * self.counts[Standing.DONE] / live) if live else 0

    @property
    def bars(self) -> list[tuple[Standing, float, float]]:
        """Each standing with where its bar begins and how long it is, in percent of the whole, done first."""
        bars, at = [], 0.0
        for standing in (Standing.DONE, Standing.UNDER_WAY, Standing.LATE, Standing.NOT_STARTED, Standing.ENDED):
            if self.counts[standing]:
                long = 100 * self.counts[standing] / self.total
                bars.append((standing, round(at, 2), round(long, 2)))
                at += long
        return bars

    @property
    def done(self) -> int:
        """Done."""
        return self.counts[Standing.DONE]

    @property
    def late(self) -> int:
        """Late."""
        return self.counts[Standing.LATE]

    @property
    def parts(self) -> list[tuple[Standing, int]]:
        """Each standing with how many, in the order of the bars, those with none left out."""
        return [(standing, self.counts[standing]) for standing, _, _ in self.bars]


@dataclass(frozen=True, slots=True)
class AreaRoll:
    """An area of a version and its activities rolled up."""

    area: Area
    roll: Roll


def followed(version: PlanVersion, on: date) -> list[Followed]:
    """The version's activities that go on, in the order of the plan."""
    known = {row.key: row for row in Progress.objects.filter(plan=version.plan_id).select_related("owner")}
    found = []
    for item in Activity.objects.filter(version=version, ending=""):
        progress = known.get(item.key) or Progress(plan_id=version.plan_id, key=item.key)
        found.append(Followed(item, progress, standing_of(progress.phase, item.ends, on)))
    return found


def followed_then(version: PlanVersion, on: date) -> list[Followed]:
    """The same as it was told by the end of the day ``on``: from the changes until then."""
    last = ProgressChange.objects.filter(progress=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
    rows = (
        Progress.objects.filter(plan=version.plan_id)
        .select_related("owner")
        .annotate(
            then_phase=Subquery(last.values("phase")[:1]),
            then_percent=Subquery(last.values("percent")[:1]),
            then_reason=Subquery(last.values("reason")[:1]),
        )
    )
    known = {row.key: row for row in rows}
    found = []
    for item in Activity.objects.filter(version=version, ending=""):
        progress = known.get(item.key) or Progress(plan_id=version.plan_id, key=item.key)
        progress.phase = getattr(progress, "then_phase", None) or Phase.NOT_STARTED
        progress.percent = getattr(progress, "then_percent", None) or 0
        progress.reason = getattr(progress, "then_reason", None) or ""
        found.append(Followed(item, progress, standing_of(progress.phase, item.ends, on)))
    return found


def roll_of(rows: Iterable[Followed]) -> Roll:
    """The activities rolled up; what ended needs no owner."""
    rows = list(rows)
    ended = {Standing.DONE, Standing.ENDED}
    without = sum(not row.has_owner and row.standing not in ended for row in rows)
    return Roll(Counter(row.standing for row in rows), without)


def area_rolls(version: PlanVersion, rows: Sequence[Followed]) -> list[AreaRoll]:
    """The version's areas in order, each with its own activities rolled up."""
    return [
        AreaRoll(area, roll_of(row for row in rows if row.item.area == area.key))  # type: ignore[arg-type]
        for area in items_of(version, ItemKind.AREA)
        if not area.ending
    ]


def done_in(start: date, end: date) -> QuerySet[Progress]:
    """The activities done on the days from ``start`` up to, not including, ``end``."""
    return Progress.objects.filter(phase=Phase.DONE, done_on__gte=start, done_on__lt=end)


def joint_in(start: date, end: date) -> QuerySet[Activity]:
    """Activities of two or more areas that go on in the period, of the version in force on its last day.

    What was cancelled or merged with another is none.
    """
    version = in_force_on(end)
    if version is None:
        return Activity.objects.none()
    ended = Progress.objects.filter(
        plan=version.plan_id, key=OuterRef("key"), phase__in=[phase for phase in ENDED if phase != Phase.DONE]
    )
    rows = Activity.objects.filter(version=version, ending="", starts__lt=end, ends__gte=start)
    return rows.exclude(other_areas=[]).filter(~Exists(ended))
