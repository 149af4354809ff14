"""The thesis compass: what theses are about, for whom, and what is new; each opens to the theses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from osaamo.domains.foresight import exports
from osaamo.domains.foresight.queries.compass import (
    FEWEST_THESES,
    chosen_theses,
    compass,
    programmes,
    theses_touching,
)
from osaamo.domains.foresight.queries.series import skill_label, theme_label
from osaamo.domains.foresight.views.showing import for_viewers, number, page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.foresight.models import Thesis

SHOWN = 200


@for_viewers
def theses_page(request: HttpRequest) -> HttpResponse:
    """Themes by year of the theses of a programme, their clients, and new topics."""
    institution, programme = request.GET.get("institution", ""), request.GET.get("programme", "")
    known = programmes()
    found = compass(chosen_theses(institution=institution, programme=programme))
    context = {
        "institution": institution,
        "programme": programme,
        "institutions": sorted({row.institution for row in known if row.institution}),
        "programmes": sorted({row.name for row in known if row.name and institution in {"", row.institution}}),
        "found": found,
        "topics": [
            (
                topic,
                [
                    (year, topic.shares[year], round(topic.shares[year] * 100) if topic.shares[year] else 0)
                    for year in found.years
                ],
            )
            for topic in found.topics
        ],
        "fewest": FEWEST_THESES,
    }
    about = ", ".join(part for part in (institution, programme) if part) or gettext("All programmes")
    return page(request, "theses.html", context, paper=lambda: exports.theses_paper(found, about=about), name="theses")


@for_viewers
def theses_list(request: HttpRequest) -> HttpResponse:
    """The theses behind a number."""
    theme, uri, client = number(request.GET.get("theme")), request.GET.get("uri", ""), request.GET.get("client", "")
    rows: QuerySet[Thesis] | list[Thesis] = chosen_theses(
        institution=request.GET.get("institution", ""),
        programme=request.GET.get("programme", ""),
        year=number(request.GET.get("year")),
    )
    label = None
    if client:
        rows = rows.filter(commissioner=client)
    if theme is not None or uri:
        rows = theses_touching(rows, theme=theme, uri=uri)
        label = skill_label(uri) if uri else theme_label(theme or 0)
    found = list(rows[: SHOWN + 1])
    context = {
        "label": label,
        "client": client,
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "back": request.GET.urlencode(),
        "institution": request.GET.get("institution", ""),
        "programme": request.GET.get("programme", ""),
        "year": request.GET.get("year", ""),
    }
    return page(request, "theses_list.html", context)
