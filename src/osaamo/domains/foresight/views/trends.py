"""Signals, themes, and the series of one skill or theme with its forecast and the ads behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext

from osaamo.domains.foresight import exports
from osaamo.domains.foresight.queries.balance import asked, courses, teaching
from osaamo.domains.foresight.queries.opened import ads_naming
from osaamo.domains.foresight.queries.series import (
    HORIZON,
    PER,
    Outlook,
    Series,
    outlook,
    skill_label,
    skill_series,
    theme_label,
    theme_series,
    themes_of,
)
from osaamo.domains.foresight.queries.standing import (
    Standing,
    signal_counts,
    standings,
    standings_of_asked,
    theme_standings,
)
from osaamo.domains.foresight.queries.words import model_words, month_words, signal_words, way_words
from osaamo.domains.foresight.views.showing import Chosen, for_viewers, language_names, number, page
from osaamo.engine import FEWEST_MONTHS, Labels, Signal
from osaamo.kernel.charts import Band, Line, over_time
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

SHOWN = 100
"""Rows of a page; filters find the others."""


@for_viewers
def signals_page(request: HttpRequest) -> HttpResponse:
    """Which skills are asked for more or less than before, and how sure that is."""
    chosen = Chosen.of(request)
    months, readings = chosen.months, chosen.readings
    theme = number(request.GET.get("theme"))
    wanted = request.GET.get("signal", "")
    signal = Signal(wanted) if wanted in set(Signal) else None
    if months.months:
        rows = standings(months, readings, theme=theme, signal=signal)
    else:
        rows = standings_of_asked(asked().counts, asked().of, theme=theme)
    lacking = len(months.months) < FEWEST_MONTHS
    note = _too_short(len(months.months)) if lacking else ""
    context = _frame(chosen) | {
        "rows": [(row, signal_words(row.reading.signal)) for row in rows[:SHOWN]],
        "total": len(rows),
        "signals": [(one, signal_words(one), count) for one, count in signal_counts(readings).items()],
        "signal": signal,
        "theme": theme,
        "themes": _themes(months.counts or asked().counts),
        "lacking": lacking,
        "months": months.months,
        "needed": FEWEST_MONTHS,
        "has_months": bool(months.months),
    }
    return page(
        request,
        "signals.html",
        context,
        paper=lambda: exports.signals_paper(rows, about=_about(chosen), note=note),
        name="signals",
    )


@for_viewers
def themes_page(request: HttpRequest) -> HttpResponse:
    """The themes, most asked for first."""
    chosen = Chosen.of(request)
    rows = theme_standings(chosen.months)
    return page(
        request,
        "themes.html",
        _frame(chosen) | {"rows": rows},
        paper=lambda: exports.themes_paper(rows, about=_about(chosen)),
        name="themes",
    )


@for_viewers
def skill_page(request: HttpRequest) -> HttpResponse:
    """One skill by month, its forecast, and who teaches it."""
    chosen = Chosen.of(request)
    uri = request.GET.get("uri", "")
    months = chosen.months
    if uri not in months.counts and uri not in asked().counts:
        raise Http404
    theme = themes_of([uri])[uri]
    context = {
        "uri": uri,
        "theme": theme,
        "theme_label": theme_label(theme),
        "reading": chosen.readings.get(uri),
        "signal": signal_words(chosen.readings[uri].signal) if uri in chosen.readings else "",
        "courses": teaching(courses(), uri=uri),
        "ads": asked().counts.get(uri, 0),
    }
    return _series_page(request, chosen, skill_label(uri), skill_series(months, uri), context)


@for_viewers
def theme_page(request: HttpRequest) -> HttpResponse:
    """One theme by month, its forecast, and its skills."""
    chosen = Chosen.of(request)
    theme = number(request.GET.get("theme"))
    months = chosen.months
    rows: Sequence[Standing] = standings(months, chosen.readings, theme=theme)
    if theme is None or not rows:
        raise Http404
    skills = [(row, signal_words(row.reading.signal)) for row in rows[:SHOWN]]
    context = {"theme": theme, "rows": skills, "total": len(rows)}
    return _series_page(request, chosen, theme_label(theme), theme_series(months, theme), context)


@for_viewers
def ads_page(request: HttpRequest) -> HttpResponse:
    """The ads behind a number: those that name a skill, or any skill of a theme, of a month or the newest."""
    chosen = Chosen.of(request)
    uri, theme = request.GET.get("uri", ""), number(request.GET.get("theme"))
    if not uri and theme is None:
        raise Http404
    known = themes_of({*chosen.months.counts, *asked().counts})
    uris = [uri] if uri else [one for one, of in known.items() if of == theme]
    month = _month(request.GET.get("month", ""))
    corpus = chosen.corpus.pk if chosen.corpus and "corpus" in request.GET else None
    found = ads_naming(uris, month=month, corpus=corpus, language=chosen.language)
    context = {
        "label": skill_label(uri) if uri else theme_label(theme or 0),
        "uri": uri,
        "theme": theme,
        "month": month_words(month) if month else "",
        "found": found,
        "query": chosen.query,
    }
    return page(request, "ads.html", context)


def _series_page(
    request: HttpRequest, chosen: Chosen, label: Labels, series: Series, context: dict[str, Any]
) -> HttpResponse:
    found = outlook(series)
    said = forecast_said(found)
    chart = _chart(label, series, found) if series.months else ""
    rows = list(zip(series.months, series.counts, series.read, series.rates, strict=True))
    ahead = found.forecast
    context = (
        _frame(chosen)
        | context
        | {
            "label": label,
            "chart": chart,
            "outlook": found,
            "said": said,
            "model": model_words(ahead.model) if ahead else "",
            "history": [(month, month_words(month), count, read, rate) for month, count, read, rate in reversed(rows)],
            "ahead": list(zip(_coming(series), ahead.mean, ahead.lo80, ahead.hi80, ahead.lo95, ahead.hi95, strict=True))
            if ahead
            else [],
            "tried": [(row, way_words(row.name)) for row in found.tried],
            "per": PER,
        }
    )
    return page(
        request,
        "series.html",
        context,
        paper=lambda: exports.series_paper(label, series, found, chart, about=_about(chosen), said=said),
        name="series",
    )


def forecast_said(found: Outlook) -> list[str]:
    """What the forecast rests on, in sentences: the way that won, how the best naive one did; or what is lacking."""
    if found.forecast is None:
        told = gettext(
            "Not enough data for a forecast: it needs %(months)s whole months with ads, one after the other, and the "
            "skill named in %(met)s of them. There are %(has)s months, and it is named in %(named)s."
        )
        lack = found.lack
        return [told % {"months": lack.needs_months, "met": lack.needs_met, "has": lack.months, "named": lack.met}]
    said = [gettext("Forecast by: %(ways)s.") % {"ways": model_words(found.forecast.model)}]
    best, chosen = found.best_plain, found.chosen
    if best is None or chosen is None:
        return said
    facts = {"way": way_words(best.name), "error": f"{best.error:.2f}", "own": f"{chosen.error:.2f}"}
    if chosen.error < best.error:
        told = gettext(
            "In the back-test it missed by %(own)s ads per 1,000 on average; the best naive way, %(way)s, by %(error)s."
        )
    else:
        told = gettext(
            "No way did better in the back-test than a naive one, %(way)s, which missed by %(error)s ads per 1,000."
        )
    return [*said, told % facts]


def _chart(label: Labels, series: Series, found: Outlook) -> str:
    ahead = found.forecast
    more = len(ahead.mean) if ahead else 0
    names = [month_words(month) for month in series.months] + (_coming(series) if ahead else [])
    gap = [None] * more
    lines = [Line(gettext("Ads"), [*series.rates, *gap], dots=len(series.months) <= HORIZON * 3)]
    bands = []
    if ahead:
        past: list[float | None] = [None] * (len(series.months) - 1)
        last = series.rates[-1]
        lines.append(Line(gettext("Forecast"), [*past, last, *ahead.mean], tone=2, dashed=True, dots=False))
        bands = [
            Band("95 %", [*past, last, *ahead.lo95], [*past, last, *ahead.hi95], tone=2),
            Band("80 %", [*past, last, *ahead.lo80], [*past, last, *ahead.hi80], tone=2),
        ]
    title = gettext("Mentions per 1,000 ads by month: %(name)s") % {"name": _said(label)}
    return over_time(names, lines, bands, title=title, unit=gettext("per 1,000 ads"))


def _coming(series: Series) -> list[str]:
    at = series.months[-1].year * 12 + series.months[-1].month
    return [month_words(date((at + n) // 12, (at + n) % 12 + 1, 1)) for n in range(HORIZON)]


def _frame(chosen: Chosen) -> dict[str, Any]:
    names = language_names()
    return {
        "chosen": chosen,
        "query": chosen.query,
        "corpus_name": chosen.corpus.name if chosen.corpus else None,
        "languages": [(code, names.get(code, code)) for code in chosen.languages],
    }


def _themes(uris: Any) -> list[tuple[int, Labels]]:
    found = {theme: theme_label(theme) for theme in themes_of(uris).values()}
    return sorted(found.items(), key=lambda pair: _said(pair[1]))


def _too_short(months: int) -> str:
    told = gettext(
        "A signal needs %(needed)s whole months of ads; there are %(months)s. Until then the skills stand here by how "
        "many ads ask for them."
    )
    return told % {"needed": FEWEST_MONTHS, "months": months}


def _about(chosen: Chosen) -> str:
    name = translated(chosen.corpus.name, exports.language()) if chosen.corpus else gettext("All corpora of ads")
    months = chosen.months.months
    parts = [name, language_names().get(chosen.language, "")]
    if months:
        parts.append(f"{month_words(months[0])} – {month_words(months[-1])}")
    return ", ".join(part for part in parts if part)


def _said(label: Labels) -> str:
    return label.best(exports.language())


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
