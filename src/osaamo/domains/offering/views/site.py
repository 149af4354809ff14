"""The public pages of the catalogue: search, one item, one institution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from osaamo.domains.offering import services
from osaamo.domains.offering.enums import Seen
from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.offering.queries import realisations
from osaamo.domains.offering.views import site_catalogue, site_item
from osaamo.domains.offering.views.site_cards import cards, items_of
from osaamo.domains.offering.views.site_catalogue import FACETS, period_order
from osaamo.domains.offering.views.site_words import facet_names, language_names, told, value_names
from osaamo.kernel.access import get_for, may
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse, QueryDict

ON_A_PAGE = 20
LONGEST_WORDS = 300
_SHOWN_VALUES = 8
_COMING = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its name, how many items it would leave, and whether it is chosen."""

    value: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values; those past the first few are folded away."""

    facet: str
    name: str
    first: Sequence[Choice]
    rest: Sequence[Choice]

    @property
    def is_used(self) -> bool:
        """Whether a value of it is chosen."""
        return any(choice.chosen for choice in (*self.first, *self.rest))


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address of the page without it."""

    name: str
    url: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search of the catalogue; without words or choices all of it, what one can join first."""
    language = get_language() or "fi"
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_WORDS]
    chosen = {facet: request.GET.getlist(facet) for facet in FACETS if request.GET.getlist(facet)}
    results = site_catalogue.find(words, chosen, language)
    page = Paginator(results.refs, ON_A_PAGE).get_page(request.GET.get("page"))
    names = value_names(site_catalogue.catalogue(), language)
    context = {
        "words": words,
        "language_names": language_names(),
        "page": page,
        "cards": cards(items_of(list(page)), language, words, results.terms),
        "groups": _groups(results.counts, chosen, names),
        "chips": _chips(request.GET, chosen, names),
        "more": _address(request.GET, without=("page", "")) or "?",
        "feed": reverse("studies-feed"),
    }
    return render(request, "offering/site_search.html", context)


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a course unit; a draft only for those who may see drafts."""
    return _item(request, get_for(request.user, CourseUnit.objects.select_related("institution"), pk, "view"))


@require_safe
def module(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a path, an intensive or another module with its parts and its map; drafts as above."""
    return _item(request, get_for(request.user, StudyModule.objects.select_related("institution"), pk, "view"))


@require_safe
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """On to where one enrols on a realisation; that somebody went there is counted, not who."""
    row = get_for(request.user, realisations(), pk, "view")
    address = site_item.enrol_url(row)
    if not address:
        raise Http404
    if row.item.is_published:
        services.count_view(item=row.item, seen=Seen.ENROL)
    return redirect(address)


@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """What one institution, or those of an alliance together, offers: its paths, what starts next, how much."""
    language = get_language() or "fi"
    place = Organisation.objects.filter(code=code).first()
    if place is None:
        raise Http404
    inside = [known for known in Organisation.objects.select_related("parent") if place in known.lineage()]
    owned = Q(institution__in=inside) | Q(ownerships__organisation__in=inside)
    modules = StudyModule.objects.filter(owned, published_at__isnull=False).distinct()
    courses = CourseUnit.objects.filter(owned, published_at__isnull=False).distinct()
    if not modules and not courses:
        raise Http404
    today = timezone.localdate()
    upcoming = (
        realisations()
        .filter(Q(course__in=courses) | Q(module__in=modules), starts__gte=today)
        .order_by("starts", "key")[:_COMING]
    )
    context = {
        "place": place,
        "language_names": language_names(),
        "name": translated(place.name, language),
        "modules": cards(items_of([ref_of(row) for row in modules]), language),
        "courses": courses.count(),
        "coming": [
            {"run": run, "state": state, "name": told(run.title, language), "item": run.item}
            for run, state in site_catalogue.of_item(list(upcoming), timezone.now())
            if state.code not in ("proposed", "cancelled")
        ],
        "inside": [row.code for row in inside],
    }
    return render(request, "offering/site_institution.html", context)


def _item(request: HttpRequest, row: CourseUnit | StudyModule) -> HttpResponse:
    """The page of an item; each time the public opens it is counted, the planners' own looks are not."""
    if row.is_published and request.method == "GET" and not may(request.user, "change", row):
        services.count_view(item=row)
    return render(request, "offering/site_item.html", site_item.context(request, row))


def _groups(
    counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Sequence[str]], names: Mapping[str, Mapping[str, str]]
) -> list[Group]:
    groups = []
    for facet, name in facet_names().items():
        known = dict(counts.get(facet, {})) | {
            value: 0 for value in chosen.get(facet, ()) if value not in counts.get(facet, {})
        }
        choices = [
            Choice(value, names.get(facet, {}).get(value, value), count, value in chosen.get(facet, ()))
            for value, count in known.items()
            if count or value in chosen.get(facet, ())
        ]
        choices.sort(key=lambda choice: _place(facet, choice))
        if choices:
            used = [choice for choice in choices[_SHOWN_VALUES:] if choice.chosen]
            rest = [choice for choice in choices[_SHOWN_VALUES:] if not choice.chosen]
            groups.append(Group(facet, name, choices[:_SHOWN_VALUES] + used, rest))
    return groups


def _place(facet: str, choice: Choice) -> Any:
    if facet == "period":
        try:
            return period_order(choice.value)
        except ValueError:
            return ("~", 0)
    if facet == "credits":
        return (choice.value.partition("-")[0].zfill(3),)
    if facet == "sdg":
        return (choice.value.zfill(3),)
    return (-choice.count, choice.name)


def _chips(asked: QueryDict, chosen: Mapping[str, Sequence[str]], names: Mapping[str, Mapping[str, str]]) -> list[Chip]:
    headings = facet_names()
    found = []
    for facet, values in chosen.items():
        for value in values:
            name = names.get(facet, {}).get(value, value)
            shown = f"{headings[facet]}: {name}" if facet in ("sdg", "credits", "language") else name
            found.append(Chip(shown, _address(asked, without=(facet, value)) or "?"))
    return found


def _address(asked: QueryDict, *, without: tuple[str, str]) -> str:
    """The query of the page with one choice taken off (all of a name when its value is empty)."""
    kept = asked.copy()
    name, value = without
    kept.setlist(name, [other for other in kept.getlist(name) if value and other != value])
    kept.pop("page", None)
    return f"?{kept.urlencode()}" if kept else ""
