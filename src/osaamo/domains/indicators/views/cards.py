"""An indicator as pages show it: numbers, targets and reasons in words, pictures as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from osaamo.domains.indicators.enums import Status, Why
from osaamo.domains.indicators.queries import FIRST_YEAR
from osaamo.domains.indicators.queries.words import (
    about,
    aim_words,
    conflict_words,
    number,
    outlook_words,
    percent,
    reason_words,
    target_words,
    text_of,
)
from osaamo.domains.indicators.rules import Point, Reason
from osaamo.kernel.charts import Band, Line, over_time, spark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.indicators.models import Target
    from osaamo.domains.indicators.queries import Read
    from osaamo.kernel.models import Organisation


@dataclass(frozen=True, slots=True)
class Card:
    """A row of a list of indicators. ``tone`` is the CSS name of the status, ``place`` whose the value is."""

    read: Read
    name: str
    unit: str
    tone: str
    status: str
    value: str
    year: int | None
    place: str
    so_far: bool
    entered: bool
    aim: str
    aim_year: int | None
    why: str
    missing: tuple[str, ...]
    picture: str


def card(read: Read) -> Card:
    """The indicator for a list."""
    indicator, latest = read.indicator, read.latest
    aim, unit = read.aim, indicator.unit
    in_words = _in_words(read)
    return Card(
        read=read,
        name=text_of(indicator.name),
        unit=text_of(indicator.unit_name),
        tone=str(read.status.value).replace("_", "-"),
        status=str(read.status.label),
        value=number(latest[1].value, unit) if latest else "",
        year=latest[0] if latest else None,
        place=(latest[2] or "") if latest else "",
        so_far=bool(latest and latest[0] == read.on.year and not latest[1].manual),
        entered=bool(latest and latest[1].manual),
        aim=_aim(read, aim_words(aim, unit)) if aim else text_of(in_words.words) if in_words else "",
        aim_year=aim.year if aim else in_words.year if in_words else None,
        why=reason_words(_foremost(read), unit),
        missing=tuple(text_of(row.name) for row in read.missing),
        picture=_spark(read),
    )


def chart(read: Read) -> str:
    """Values, targets and the outlook over the years, as a picture; empty where there is nothing to draw."""
    indicator, known = read.indicator, read.judged
    first = min([FIRST_YEAR, *known, *([read.start.year] if read.start else [])])
    last = max([read.on.year, *read.outlook.years, *(aim.year for aim in read.aims)])
    if not known and not read.aims and read.start is None:
        return ""
    years = range(first, last + 1)
    low, high, ahead = _way(read, "low"), _way(read, "high"), read.outlook.years
    largest = max([*known.values(), *high.values(), *([read.start.value] if read.start else [])])
    size, unit = _size(float(largest), text_of(indicator.unit_name))

    def over(values: Mapping[int, Any]) -> list[float | None]:
        return [float(values[year]) / size if year in values else None for year in years]

    lines = [Line(gettext("Value"), over(known))]
    bands = []
    if low:
        lines.append(Line(gettext("Target"), over(low), tone=3, dashed=True))
    if low != high:
        bands.append(Band(gettext("Range of the target"), over(low), over(high), tone=3))
    if read.start:
        lines.append(Line(gettext("Baseline"), over({read.start.year: read.start.value}), tone=4))
    if ahead:
        middle, least, most = (
            {year: getattr(one, edge) for year, one in ahead.items()} for edge in ("middle", "low", "high")
        )
        lines.append(Line(gettext("Expected"), over(middle), tone=5, dashed=True))
        bands.append(Band(gettext("80 % range"), over(least), over(most), tone=5))
    return mark_safe(  # noqa: S308 - the chart escapes every text it gets
        over_time(
            [str(year) for year in years],
            lines,
            bands,
            title=text_of(indicator.name),
            about=gettext("Values by year with the targets; the same numbers are in the table below."),
            unit=unit,
        )
    )


def _size(largest: float, unit: str) -> tuple[int, str]:
    """By what a chart divides its numbers, so that its scale has room, and the unit it names then."""
    if largest >= 10**6:
        return 10**6, gettext("millions: %(unit)s") % {"unit": unit}
    if largest >= 10**5:
        return 10**3, gettext("thousands: %(unit)s") % {"unit": unit}
    return 1, unit


def table(read: Read, places: Sequence[Organisation]) -> dict[str, Any]:
    """The same numbers as a table: a row for each year, a column for all and for each institution."""
    unit, asked = read.indicator.unit, {aim.year: aim for aim in read.aims}
    years = sorted({year for year, _ in read.values.cells} | set(asked) | set(read.outlook.years), reverse=True)
    rows = []
    for year in years:
        cells = [_cell(read, year, None, unit)] + [_cell(read, year, place.code, unit) for place in places]
        ahead = read.outlook.years.get(year)
        rows.append(
            {
                "year": year,
                "running": year == read.on.year,
                "cells": cells,
                "aim": _aim(read, aim_words(asked[year], unit)) if year in asked else "",
                "outcome": _outcome(read.verdicts.get(year)),
                "expected": f"{about(ahead.low, unit)}–{about(ahead.high, unit)}" if ahead else "",
            }
        )
    return {
        "rows": rows,
        "places": [place.short_name for place in places],
        "has_aims": bool(asked),
        "has_outlook": bool(read.outlook.years),
    }


def under_way(read: Read) -> dict[str, Any] | None:
    """What is under way in the running year, as its table shows it; ``None`` where the measure does not offer it."""
    flow, unit = read.flow, read.indicator.unit
    if flow is None:
        return None
    return {
        "year": flow.year,
        "settled": number(flow.settled, unit),
        "settled_rows": flow.settled_rows,
        "stages": [
            {
                "key": stage.stage.key,
                "name": text_of(stage.stage.name),
                "rows": stage.rows,
                "brings": number(stage.brings, unit),
                "of": stage.of,
                "share": "" if stage.share is None else percent(stage.share),
                "range": "" if stage.interval is None else _span(*stage.interval),
            }
            for stage in flow.stages
        ],
        "before": [(year, number(value, unit)) for year, value in sorted(flow.unheard.items())],
    }


def _outcome(verdict: Status | None) -> str:
    """How a target went, behind its number; nothing before its year is over."""
    if verdict == Status.NO_DATA:
        return gettext("nothing recorded")
    return str(verdict.label) if verdict else ""


def _span(low: float, high: float) -> str:
    return f"{round(100 * low)}–{percent(high)}"


def _aim(read: Read, said: str) -> str:
    """The target in words; where every institution has to reach it, that is said."""
    if not read.indicator.each_institution:
        return said
    return gettext("%(value)s for each institution") % {"value": said}


def _in_words(read: Read) -> Target | None:
    """The target in words the day is judged by: the nearest ahead, else the last."""
    told = [row for row in read.indicator.targets.all() if row.words]
    return next((row for row in told if row.year >= read.on.year), told[-1] if told else None)


def words(read: Read) -> dict[str, Any]:
    """What the page of an indicator says beside its numbers."""
    indicator = read.indicator
    unit = indicator.unit
    return {
        "reasons": [reason_words(reason, unit) for reason in read.computed.reasons],
        "outlook": outlook_words(read.outlook, unit),
        "conflicts": [conflict_words(one, unit) for one in read.conflicts],
        "targets": [(row, target_words(row, indicator)) for row in indicator.targets.all()],
        "baselines": [(row, number(row.value, unit), text_of(row.note)) for row in indicator.baselines.all()],
        "formula": text_of(indicator.formula),
        "note": text_of(indicator.note),
        "scale": text_of(indicator.scale),
    }


def _foremost(read: Read) -> Reason:
    """The reason that decides: that nothing new came, else the first."""
    stale = [reason for reason in read.computed.reasons if reason.why == Why.STALE]
    return (stale or list(read.computed.reasons))[0]


def _cell(read: Read, year: int, place: str | None, unit: str) -> dict[str, Any]:
    cell = read.values.at(year, place)
    return {
        "value": number(cell.value, unit),
        "computed": number(cell.computed, unit),
        "manual": cell.manual,
        "place": place or "",
    }


def _way(read: Read, edge: str) -> Mapping[int, Any]:
    """The even way from the start over an edge (``low``, ``high``) of all targets, by year."""
    points = [Point(aim.year, getattr(aim, edge)) for aim in read.aims]
    if read.start and points and read.start.year < points[0].year:
        points.insert(0, read.start)
    found = {point.year: point.value for point in points}
    for here, there in pairwise(points):
        step = (there.value - here.value) / (there.year - here.year)
        found |= {year: here.value + step * (year - here.year) for year in range(here.year + 1, there.year)}
    return found


def _spark(read: Read) -> str:
    known = read.judged
    years = range(min(known, default=0), max(known, default=0) + 1)
    told = ", ".join(f"{year}: {number(known[year], read.indicator.unit)}" for year in years if year in known)
    return mark_safe(spark([_float(known.get(year)) for year in years], title=told))  # noqa: S308 - escaped there


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
