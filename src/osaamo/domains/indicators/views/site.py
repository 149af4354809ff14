"""What everybody sees: all indicators, one of them, the rows behind a number, and a picture for other sites."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from csp.decorators import csp_replace
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from osaamo.domains.indicators import queries
from osaamo.domains.indicators.enums import Status
from osaamo.domains.indicators.models import Indicator
from osaamo.domains.indicators.queries.words import number, text_of
from osaamo.domains.indicators.views.asking import indicator_for, titles, year_in
from osaamo.domains.indicators.views.cards import card, chart, table, under_way, words
from osaamo.kernel.access import may
from osaamo.kernel.measuring import rows_behind
from osaamo.ports import measures, planning, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from osaamo.ports.measures import Period, Tally

A_PAGE = 50
QUARTERS = (1, 2, 3, 4)


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """All indicators by area, with status, value against target, and course."""
    areas = titles(planning.Kind.AREA)
    chosen = request.GET.get("status", "")
    cards = [card(one) for one in queries.read(list(queries.indicators()))]
    counts = [(status, sum(one.read.status == status for one in cards)) for status in Status]
    by_area: dict[str, list[Any]] = {}
    for one in cards:
        if not chosen or one.read.status == chosen:
            by_area.setdefault(one.read.indicator.area, []).append(one)
    context = {
        "areas": [(key, text_of(areas[key]) if key in areas else key, rows) for key, rows in by_area.items()],
        "counts": [(status, count) for status, count in counts if count],
        "chosen": chosen if chosen in Status.values else "",
        "total": len(cards),
        "may_change": _may_change(request),
    }
    return render(request, "indicators/all.html", context)


@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """An indicator: why it stands as it does, its numbers, its targets, its sources."""
    indicator = indicator_for(request.user, key)
    [read] = queries.read([indicator], flows=queries.Flows.ALL)
    places = queries.institutions()
    latest = read.latest[0] if read.latest else read.on.year
    year = year_in(request, min(latest, read.on.year), queries.years_until(read.on))
    codes = [place.code for place in places]
    quarters = [
        {
            "number": at,
            "cells": [(place, number(sums.get(place), indicator.unit)) for place in (None, *codes)],
        }
        for at, sums in enumerate(queries.quarters_of(indicator, year, codes), 1)
    ]
    areas, spearheads = titles(planning.Kind.AREA), titles(planning.Kind.SPEARHEAD)
    parts = list(queries.indicators().filter(parent=indicator))
    measure, _ = queries.source_of(indicator)
    context = {
        "card": card(read),
        "read": read,
        "indicator": indicator,
        "measure": measure,
        "area": text_of(areas.get(indicator.area, {})) or indicator.area,
        "spearhead": text_of(spearheads.get(indicator.spearhead, {})) or indicator.spearhead,
        "chart": chart(read),
        "table": table(read, places),
        "flow": under_way(read),
        "year": year,
        "quarters": quarters,
        "parts": [card(part) for part in queries.read(parts)],
        "beside": _beside(indicator, year),
        "records": [(text_of(row.name), row in read.missing) for row in indicator.computed_from.all()],
        "entered": [
            cell.manual for _, cell in sorted(read.values.cells.items(), key=lambda at: at[0][0]) if cell.manual
        ],
        "may_change": may(request.user, "change", indicator),
        "embed": request.build_absolute_uri(reverse("indicator-embed", args=[key])),
        **words(read),
    }
    return render(request, "indicators/one.html", context)


@require_safe
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind a number, a page of them at a time: of a year or quarter, or of what is under way today."""
    indicator = indicator_for(request.user, key)
    on = timezone.localdate()
    year = year_in(request, on.year, queries.years_until(on))
    quarter = _quarter_in(request)
    place = next((p for p in queries.institutions() if p.code == request.GET.get("organisation", "")), None)
    if request.GET.get("organisation") and place is None:
        raise Http404
    period = queries.months(year, quarter * 3 - 2, 3) if quarter else queries.period_of(indicator, year)
    beside, stage = request.GET.get("beside", ""), _stage_in(request, indicator, on)
    tally = stage[1] if stage else _tally(indicator, period, beside)
    code = place.code if place else None
    count = rows_behind(tally, code) if tally else 0
    pages = max(1, -(-count // A_PAGE))
    page = _page_in(request, pages)
    refs = list(islice(tally.refs(code), (page - 1) * A_PAGE, page * A_PAGE)) if tally else []
    known = shown.show(refs)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "indicator": indicator,
        "name": text_of(indicator.name),
        "measure": beside or indicator.measure,
        "year": year,
        "quarter": quarter,
        "stage": (text_of(stage[0]) or gettext("counted for good")) if stage else "",
        "place": place,
        "value": number(tally.total(code), _unit_beside(beside) if beside else indicator.unit) if tally else "",
        "source": tally is not None,
        "tally": tally,
        "count": count,
        "rows": [(ref, known.get(ref)) for ref in refs],
        "page": page,
        "pages": pages,
        "asked": asked.urlencode(),
    }
    return render(request, "indicators/rows.html", context)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def embed(request: HttpRequest, key: str) -> HttpResponse:
    """The indicator alone, for a frame on another site."""
    [read] = queries.read([indicator_for(request.user, key)])
    context = {
        "card": card(read),
        "chart": chart(read),
        "table": table(read, []),
        "address": request.build_absolute_uri(reverse("indicator", args=[key])),
    }
    response = render(request, "indicators/embed.html", context)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _may_change(request: HttpRequest) -> bool:
    return may(request.user, "change", Indicator())


def _beside(indicator: Indicator, year: int) -> list[Mapping[str, Any]]:
    """What further measures say of the year; those that nobody tells are left out."""
    period = queries.period_of(indicator, year)
    found = []
    for key in indicator.beside:
        measure = measures.find(key)
        if measure is not None:
            total = measures.totals_of(measure.tally(period), ())[None]
            found.append({"key": key, "value": number(total, _unit_beside(key))})
    return found


def _unit_beside(key: str) -> str:
    """What a further measure is written in: a share is, the rest are bare numbers."""
    measure = measures.find(key)
    return "share" if measure is not None and measure.unit.startswith("share") else ""


def _tally(indicator: Indicator, period: Period, beside: str) -> Tally | None:
    if not beside:
        return queries.tally_of(indicator, period)
    measure = measures.find(beside) if beside in indicator.beside else None
    if measure is None:
        raise Http404
    return measure.tally(period)


def _stage_in(request: HttpRequest, indicator: Indicator, on: date) -> tuple[Mapping[str, str], Tally] | None:
    """The name and the rows of the stage asked for, as it stands today.

    Raises:
        Http404: there is none.
    """
    asked = request.GET.get("stage", "")
    found = queries.stage_of(indicator, on, asked) if asked else None
    if asked and found is None:
        raise Http404
    return found


def _quarter_in(request: HttpRequest) -> int:
    asked = request.GET.get("quarter", "")
    if asked and asked not in {str(one) for one in QUARTERS}:
        raise Http404
    return int(asked or 0)


def _page_in(request: HttpRequest, pages: int) -> int:
    asked = request.GET.get("page", "1")
    return min(int(asked), pages) if asked.isascii() and asked.isdigit() and 0 < int(asked) < 10**6 else 1
