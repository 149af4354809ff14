"""The activities over time: as bars, or as a table; by area, body or person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from osaamo.domains.steering import queries
from osaamo.domains.steering.views.showing import area_titles, body_titles, page
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.steering.models import PlanVersion
    from osaamo.domains.steering.queries import Followed

MONTHS = 12
SHORT = 3
BY = ("area", "body", "person")


@dataclass(frozen=True, slots=True)
class Bar:
    """An activity with its first and last column, from 1."""

    row: Followed
    first: int
    last: int

    @property
    def is_free(self) -> bool:
        """Whether its words may run past its end: it is short, with room behind it."""
        return self.last - self.first < SHORT and self.first <= MONTHS - 2 * SHORT


@dataclass(frozen=True, slots=True)
class Group:
    """Activities under one heading."""

    title: str
    bars: list[Bar]


@require_GET
def timeline(request: HttpRequest) -> HttpResponse:
    """The activities of a year, or of the whole plan, under headings."""
    version = queries.current()
    if version is None:
        return page(request, "timeline.html", {})
    first, last = version.plan.starts.year, version.plan.ends.year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and first <= int(asked) <= last else None
    if not asked:
        year = version.year
    by = request.GET.get("by", "")
    by = by if by in BY and (by != "person" or request.user.is_authenticated) else "area"
    rows = queries.followed(version, timezone.localdate())
    shown = [bar for row in rows if (bar := _bar(row, year, first, last))]
    context = {
        "edition": version,
        "year": year,
        "years": range(first, last + 1),
        "by": by,
        "as_table": request.GET.get("as") == "table",
        "columns": [_month(number) for number in range(1, MONTHS + 1)] if year else list(range(first, last + 1)),
        "groups": _grouped(version, shown, by, request.LANGUAGE_CODE),
        "areas": area_titles(version),
        "bodies": body_titles(),
    }
    return page(request, "timeline.html", context)


def _bar(row: Followed, year: int | None, first: int, last: int) -> Bar | None:
    """The activity's columns: months of the year, or years of the plan; nothing where it lies outside."""
    item = row.item
    if year is None:
        from_, to = max(item.starts.year, first), min(item.ends.year, last)
        return Bar(row, from_ - first + 1, to - first + 1) if from_ <= to else None
    if item.starts.year > year or item.ends.year < year:
        return None
    return Bar(
        row, item.starts.month if item.starts.year == year else 1, item.ends.month if item.ends.year == year else MONTHS
    )


def _grouped(version: PlanVersion, bars: list[Bar], by: str, language: str) -> list[Group]:
    """The bars under headings, in the order of the plan; under several where an activity has several."""
    found: dict[str, list[Bar]] = {}
    titles: dict[str, str] = {}
    for key, title in (area_titles(version) if by == "area" else {}).items():
        found[key], titles[key] = [], translated(title, language)
    names = body_titles() if by == "body" else {}
    for bar in bars:
        for key, title in _headings(bar.row, by, names, language):
            found.setdefault(key, []).append(bar)
            titles.setdefault(key, title)
    # Who answers for nothing in name comes last: that is what is to be mended.
    return [Group(titles[key], rows) for key, rows in sorted(found.items(), key=lambda pair: pair[0] == "") if rows]


def _headings(
    row: Followed, by: str, names: Mapping[str, Mapping[str, str]], language: str
) -> Iterator[tuple[str, str]]:
    if by == "area":
        yield row.item.area, row.item.area
    elif by == "body":
        keys = dict.fromkeys([*row.item.bodies, *([row.progress.owner_body] if row.progress.owner_body else [])])
        for key in keys or {"": None}:
            yield key, translated(names.get(key, {}), language) or key or gettext("No body named")
    elif row.progress.owner is not None:
        yield str(row.progress.owner.pk), row.progress.owner.display_name
    else:
        yield "", gettext("No person named")


def _month(number: int) -> str:
    """The month as a short word in the language of the page."""
    return date_format(date(2021, number, 1), "M")
