"""What everybody reads: the plan with how far it is, its areas, activities and goals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from osaamo.domains.steering import queries
from osaamo.domains.steering.enums import COMMON, GoalKind, ItemKind, Listing, Standing
from osaamo.domains.steering.models import Activity, Conflict, Idea, PlanVersion
from osaamo.domains.steering.views.showing import area_titles, body_titles, in_force, indicators, page
from osaamo.kernel.access import may
from osaamo.ports.tracing import Step, way_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.steering.models import Goal
    from osaamo.domains.steering.queries import Followed

WAY = {
    Step.REPORT: _("told in the report"),
    Step.ASKED: _("a decision was asked for"),
    Step.MEETING: _("on the agenda"),
    Step.DECISION: _("decided"),
}
"""What each station of an activity's way is called."""
AHEAD = timedelta(days=60)
SHOWN = 6


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The plan on one page: how far each area is, what comes next, what is late."""
    version, today = queries.current(), timezone.localdate()
    if version is None:
        return page(request, "front.html", {})
    rows = queries.followed(version, today)
    done = [row for row in rows if row.standing == Standing.DONE]
    next_ = [row for row in rows if row.standing in {Standing.NOT_STARTED, Standing.UNDER_WAY}]
    context = {
        "edition": version,
        "roll": queries.roll_of(rows),
        "is_sample": any(row.progress.is_sample for row in rows),
        "rolls": queries.area_rolls(version, rows),
        "goals": [goal for goal in queries.items_of(version, ItemKind.GOAL) if goal.kind == GoalKind.STRATEGIC_GOAL],
        "next": sorted((row for row in next_ if row.item.ends <= today + AHEAD), key=lambda row: row.item.ends)[:SHOWN],
        "late": [row for row in rows if row.standing == Standing.LATE][:SHOWN],
        "done": sorted(done, key=lambda row: row.progress.done_on, reverse=True)[:SHOWN],
        "open_conflicts": Conflict.objects.filter(plan=version.plan).exclude(choices__option__gt="").count(),
        "ideas": Idea.objects.filter(plan=version.plan).count(),
        "preparing": _preparing(request, version),
        "areas": area_titles(version),
    }
    return page(request, "front.html", context)


@require_GET
def area(request: HttpRequest, key: str) -> HttpResponse:
    """One area: who steers it, what it aims at, what it does and how far that is."""
    version = in_force()
    found = next((item for item in queries.items_of(version, ItemKind.AREA) if item.key == key), None)
    if found is None:
        raise Http404
    rows = queries.followed(version, timezone.localdate())
    own = [row for row in rows if row.item.area == key]
    goals = [goal for goal in queries.items_of(version, ItemKind.GOAL) if goal.area == key and not goal.ending]
    context = {
        "edition": version,
        "area": found,
        "roll": queries.roll_of(own),
        "listings": _listed(own),
        "joint": [row for row in rows if key in row.item.other_areas],
        "goals": _by_kind(goals),
        "segments": queries.items_of(version, ItemKind.SEGMENT) if key == "export" else (),
        "spearheads": queries.items_of(version, ItemKind.SPEARHEAD) if key == "rdi" else (),
        "conflicts": [row for row in Conflict.objects.filter(plan=version.plan) if key in row.areas],
        "bodies": body_titles(),
        "areas": area_titles(version),
    }
    return page(request, "area.html", context)


@require_GET
def activity(request: HttpRequest, key: str) -> HttpResponse:
    """One activity: what was promised, how far it is, what shows it; of one that ended, what the version says."""
    version = in_force()
    rows = queries.followed(version, timezone.localdate())
    row = next((row for row in rows if row.item.key == key), None)
    if row is None:
        get_object_or_404(Activity, version=version, key=key)
        return redirect("steering-item", year=version.year, kind=ItemKind.ACTIVITY, key=key)
    progress = row.progress
    goals = queries.items_of(version, ItemKind.GOAL)
    context = {
        "edition": version,
        "row": row,
        "parent": next((other for other in rows if other.item.key == row.item.parent), None),
        "parts": [other for other in rows if row.item.parent == "" and other.item.parent == key],
        "indicators": indicators(row.item.indicators),
        "goals": [goal for goal in goals if set(goal.indicators) & set(row.item.indicators)],
        "evidence": progress.evidence.all() if progress.pk else (),
        "tasks": progress.tasks.select_related("assignee") if progress.pk else (),
        "changes": progress.changes.select_related("who").order_by("-on", "-pk") if progress.pk else (),
        "conflicts": [one for one in Conflict.objects.filter(plan=version.plan) if _names(one, key)],
        "way": [(WAY[one.step], one) for one in way_of(key, request.user)],
        "may_update": bool(progress.pk) and may(request.user, "update", progress),
        "bodies": body_titles(),
        "areas": area_titles(version),
    }
    return page(request, "activity.html", context)


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    """All goals: those agreed with the ministry, common measures, then area by area; and the spearheads."""
    version = queries.current()
    if version is None:
        return page(request, "goals.html", {})
    rows = [goal for goal in queries.items_of(version, ItemKind.GOAL) if not goal.ending]
    areas = area_titles(version)
    context = {
        "edition": version,
        "areas": areas,
        "by_area": [
            (key, areas[key], _by_kind([goal for goal in rows if goal.area == key]))
            for key in sorted(areas, key=lambda key: key != COMMON)
        ],
        "spearheads": queries.items_of(version, ItemKind.SPEARHEAD),
        "bodies": body_titles(),
        "titles": {goal.key: goal.title for goal in rows},
    }
    return page(request, "goals.html", context)


def _preparing(request: HttpRequest, version: PlanVersion) -> PlanVersion | None:
    """The next version, if there is one that whoever asks may read."""
    rows = PlanVersion.objects.filter(plan=version.plan, year__gt=version.year).select_related("plan__organisation")
    return next((row for row in rows if may(request.user, "view", row)), None)


def _by_kind(goals: list[Goal]) -> list[tuple[GoalKind, list[Goal]]]:
    return [(kind, found) for kind in GoalKind if (found := [goal for goal in goals if goal.kind == kind])]


def _listed(rows: list[Followed]) -> list[tuple[Listing, list[Followed]]]:
    return [(one, found) for one in Listing if (found := [row for row in rows if row.item.listing == one])]


def _names(conflict: Conflict, key: str) -> bool:
    return any(side.get("key") == key for side in conflict.sides)
