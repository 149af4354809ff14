"""What several pages show alike: the frame with its links, names of bodies and areas, the version asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from osaamo.domains.steering import queries
from osaamo.domains.steering.enums import ItemKind
from osaamo.domains.steering.models import PlanVersion
from osaamo.kernel.access import get_for, may
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.ports.planning import PlanItem


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """The page with the links that are for whoever asks."""
    version = queries.current()
    frame = {"in_force": version, "steers": version is not None and may(request.user, "steer", version.plan)}
    return render(request, f"steering/{template}", frame | dict(context), status=status)


def in_force() -> PlanVersion:
    """The version in force.

    Raises:
        Http404: no plan was ever approved here.
    """
    found = queries.current()
    if found is None:
        raise Http404
    return found


def version_of(request: HttpRequest, year: int, verb: str) -> PlanVersion:
    """The version of the year, of the newest plan, if whoever asks may do the verb to it.

    Raises:
        Http404, PermissionDenied: see :func:`osaamo.kernel.access.get_for`.
    """
    rows = PlanVersion.objects.select_related("plan__organisation__parent", "based_on")
    found = get_object_or_404(rows.filter(plan=in_force().plan), year=year)
    return get_for(request.user, rows, found.pk, verb)


def area_titles(version: PlanVersion) -> dict[str, Mapping[str, str]]:
    """The areas' titles by key, in the order of the plan."""
    return {area.key: area.title for area in queries.items_of(version, ItemKind.AREA) if not area.ending}


def body_titles() -> dict[str, Mapping[str, str]]:
    """The bodies' titles by key; none where no domain holds bodies."""
    return {item.key: item.title for item in planning.items(planning.Kind.BODY)}


def indicators(keys: list[str]) -> list[PlanItem | str]:
    """The indicators with these keys; the key itself of one that no domain holds."""
    known = {item.key: item for item in planning.items(planning.Kind.INDICATOR)}
    return [known.get(key, key) for key in keys]
