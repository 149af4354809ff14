"""What is taught against what is asked for; each number opens to its courses and ads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import get_language, gettext

from osaamo.domains.foresight import exports
from osaamo.domains.foresight.queries.balance import (
    COLUMNS,
    DEGREE,
    LANGUAGE,
    LEVEL,
    NONE,
    SCHOOL,
    Wanted,
    asked,
    balances,
    choices,
    courses,
    lacking,
    teaching,
    white_space,
)
from osaamo.domains.foresight.queries.opened import ads_naming
from osaamo.domains.foresight.queries.overlaps import aged_courses, stayed, twice_taught
from osaamo.domains.foresight.queries.series import skill_label, theme_label, themes_of
from osaamo.domains.foresight.views.showing import (
    for_viewers,
    language_names,
    number,
    page,
    page_of,
    school_names,
)
from osaamo.domains.foresight.views.supply_table import column_names, heat, picture, query_of
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.foresight.queries.balance import Course
    from osaamo.ports.supply import Degree

SHOWN = 40


@for_viewers
def supply_page(request: HttpRequest) -> HttpResponse:
    """Credits by theme and school or degree programme against ads; white space; what is taught twice; aged texts."""
    everything = courses()
    known = choices(everything)
    wanted, by = _wanted(request), request.GET.get("by", "")
    by = by if by in COLUMNS else SCHOOL
    is_turned = bool(request.GET.get("turn"))
    rows = [course for course in everything if wanted.takes(course)]
    found = asked()
    table = balances(rows, found.counts, by)
    # A skill is white space where no school teaches it, whichever school's courses the page looks at.
    white = white_space(everything, found)
    lacks = lacking(rows, everything, found) if wanted.degree else []
    twice = [group for group in twice_taught() if any(wanted.takes(one.course) for one in group.courses)]
    old = stayed([one for one in aged_courses() if wanted.takes(one.course)])
    schools, languages, degrees = school_names(), language_names(), degree_names(known.degrees)
    names = column_names(
        by,
        {SCHOOL: schools, DEGREE: degrees, LANGUAGE: languages}.get(by, {}),
        sorted({code for row in table for code in row.credits}),
    )
    heated = heat(table, names, wanted, by, is_turned=is_turned)
    context = {
        "wanted": wanted,
        "by": by,
        "columns": column_words(),
        "query": query_of(wanted),
        "choices": known,
        "school_choices": [(code, schools.get(code, code)) for code in known.schools],
        "degree_choices": sorted(degrees.items(), key=lambda pair: pair[1]),
        "languages": [(code, languages.get(code, code)) for code in known.languages],
        "about": _about(wanted, schools, languages, degrees),
        "heat": heated,
        "whole": 1,
        "picture": picture(table, wanted),
        "found": found,
        "white": white[:SHOWN],
        "white_total": len(white),
        "lacks": lacks[:SHOWN],
        "lacks_total": len(lacks),
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
            white,
            twice,
            heat=heated,
            by=column_words()[by],
            picture=picture(table),
            schools=schools,
            found=found,
            about=_about(wanted, schools, languages, degrees),
            is_whole=request.GET.get("print") == "xlsx",
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
        "about": _about(wanted, schools, language_names(), degree_names(choices(courses()).degrees)),
        "query": query_of(wanted),
        "label": skill_label(uri) if uri else theme_label(theme or 0),
        "theme": theme,
        "uri": uri,
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
    return page_of(course.taught)


def _named(course: Course, uri: str, theme: int | None) -> list[object]:
    uris = [uri] if uri else sorted(one for one, of in themes_of(course.skills).items() if of == theme)
    return [skill_label(one) for one in uris]


def degree_names(degrees: Iterable[Degree]) -> dict[str, str]:
    """The names of degree programmes by key, with their school: many schools have one of the same name."""
    schools, language = school_names(), get_language() or "fi"
    return {
        one.key: f"{translated(one.title, language)}, {schools.get(one.institution, one.institution)}"
        for one in degrees
    }


def column_words() -> dict[str, str]:
    """By what the table can be told."""
    return {
        SCHOOL: gettext("School"),
        DEGREE: gettext("Degree programme"),
        LEVEL: gettext("Level"),
        LANGUAGE: gettext("Teaching language"),
    }


def _wanted(request: HttpRequest) -> Wanted:
    asked_for = request.GET
    return Wanted(*(asked_for.get(name, "") for name in ("school", "level", "taught_in", "degree")))


def _about(wanted: Wanted, schools: dict[str, str], languages: dict[str, str], degrees: dict[str, str]) -> str:
    parts = [
        schools.get(wanted.school, ""),
        gettext("of no degree programme") if wanted.degree == NONE else degrees.get(wanted.degree, ""),
        gettext("level not told") if wanted.level == NONE else wanted.level,
        gettext("language not told") if wanted.language == NONE else languages.get(wanted.language, ""),
    ]
    return ", ".join(part for part in parts if part) or gettext("All schools, degree programmes, levels and languages")
