"""What is taught against what is asked for; each number opens to its courses and ads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from osaamo.domains.foresight import exports
from osaamo.domains.foresight.queries.balance import (
    Wanted,
    asked,
    balances,
    choices,
    courses,
    teaching,
    white_space,
)
from osaamo.domains.foresight.queries.opened import ads_naming
from osaamo.domains.foresight.queries.overlaps import aged_courses, stayed, twice_taught
from osaamo.domains.foresight.queries.series import skill_label, theme_label, themes_of
from osaamo.domains.foresight.queries.words import state_words
from osaamo.domains.foresight.views.showing import for_viewers, language_names, number, page, school_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.foresight.queries.balance import Balance, Course

SHOWN = 40
SHADES = 5
"""Cells of the table have so many shades, by their share of the largest."""


@for_viewers
def supply_page(request: HttpRequest) -> HttpResponse:
    """Credits by theme and school against ads; white space; what several schools teach; texts that aged."""
    everything = courses()
    known = choices(everything)
    wanted = _wanted(request)
    rows = [course for course in everything if wanted.takes(course)]
    found = asked()
    table = balances(rows, found.counts)
    # A skill is white space where no school teaches it, whichever school's courses the page looks at.
    white = white_space(everything, found)
    twice = [group for group in twice_taught() if any(wanted.takes(one.course) for one in group.courses)]
    old = stayed([one for one in aged_courses() if wanted.takes(one.course)])
    schools, names = school_names(), language_names()
    codes = sorted({code for row in table for code in row.credits})
    context = {
        "wanted": wanted,
        "choices": known,
        "school_choices": [(code, schools.get(code, code)) for code in known.schools],
        "languages": [(code, names.get(code, code)) for code in known.languages],
        "schools": [(code, schools.get(code, code)) for code in codes],
        "table": _shaded(table, codes),
        "found": found,
        "white": white[:SHOWN],
        "white_total": len(white),
        "twice": [
            (
                group,
                [(one, schools.get(one.course.taught.institution, ""), url_of(one.course)) for one in group.courses],
            )
            for group in twice[:SHOWN]
        ],
        "twice_total": len(twice),
        "aged": [(one, url_of(one.course)) for one in old["moved"][:SHOWN]],
        "aged_total": len(old["moved"]),
        "aged_unknown": len(old["unknown"]),
        "unread": sum(not course.skills for course in rows),
        "total": len(rows),
    }
    return page(
        request,
        "supply.html",
        context,
        paper=lambda: exports.supply_paper(
            table, white, twice, schools=schools, found=found, about=_about(wanted, schools, names)
        ),
        name="supply",
    )


@for_viewers
def taught_page(request: HttpRequest) -> HttpResponse:
    """What lies behind a cell: the courses of a theme or a skill, and the ads that ask for it."""
    theme, uri = number(request.GET.get("theme")), request.GET.get("uri", "")
    if theme is None and not uri:
        raise Http404
    wanted = _wanted(request)
    rows = teaching([course for course in courses() if wanted.takes(course)], theme=theme, uri=uri)
    found = asked()
    uris = [uri] if uri else [one for one, of in themes_of(found.counts).items() if of == theme]
    schools = school_names()
    context = {
        "label": skill_label(uri) if uri else theme_label(theme or 0),
        "theme": theme,
        "uri": uri,
        "school": schools.get(wanted.school, wanted.school),
        "rows": [
            (course, schools.get(course.taught.institution, ""), url_of(course), _named(course, uri, theme))
            for course in rows[: SHOWN * 5]
        ],
        "total": len(rows),
        "mentions": sum(found.counts.get(one, 0) for one in uris),
        "ads": ads_naming(uris, most=SHOWN),
    }
    return page(request, "taught.html", context)


def url_of(course: Course) -> str:
    """Where the course can be read; empty where the catalogue is switched off."""
    name = "study-course" if course.taught.kind == "course" else "study-module"
    try:
        return reverse(name, args=[int(course.taught.ref.rpartition(":")[2])])
    except NoReverseMatch:
        return ""


def _named(course: Course, uri: str, theme: int | None) -> list[object]:
    uris = [uri] if uri else sorted(one for one, of in themes_of(course.skills).items() if of == theme)
    return [skill_label(one) for one in uris]


def _shaded(table: Sequence[Balance], codes: Sequence[str]) -> list[tuple[Balance, list[tuple[str, object, int]], str]]:
    largest = max((value for row in table for value in row.credits.values()), default=None)
    return [
        (
            row,
            [
                (code, row.credits.get(code), 1 + int((SHADES - 1) * row.credits[code] / largest))
                if largest and code in row.credits
                else (code, None, 0)
                for code in codes
            ],
            state_words(row.state),
        )
        for row in table
    ]


def _wanted(request: HttpRequest) -> Wanted:
    asked_for = request.GET
    return Wanted(asked_for.get("school", ""), asked_for.get("level", ""), asked_for.get("taught_in", ""))


def _about(wanted: Wanted, schools: dict[str, str], languages: dict[str, str]) -> str:
    parts = [schools.get(wanted.school, ""), wanted.level, languages.get(wanted.language, "")]
    return ", ".join(part for part in parts if part) or gettext("All schools, levels and languages")
