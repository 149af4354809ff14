"""The calendar, an event, its material, and the feeds that programs read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from osaamo.domains.events import exports, queries
from osaamo.domains.events.enums import Kind, State
from osaamo.domains.events.forms import BEGINNINGS
from osaamo.domains.events.models import Event, Material
from osaamo.domains.events.rules import HOLDS
from osaamo.kernel.access import get_for, may
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Organisation, Ticket
from osaamo.kernel.queries import memberships_on
from osaamo.ports import planning

if TYPE_CHECKING:
    from django.http import HttpRequest

ON_A_PAGE = 20
IN_A_FEED = 500
FEED_REACHES_BACK = dt.timedelta(days=90)

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The events to come, or those over, or a month of them; narrowed by area, kind and institution."""
    asked = {name: request.GET.get(name, "") for name in ("area", "kind", "institution")}
    rows = queries.public_events(**asked)
    now, shows = timezone.now(), request.GET.get("show", "coming")
    context = {
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "shows": shows if shows in {"coming", "over", "month"} else "coming",
        "areas": [(item.key, item.title) for item in planning.items(planning.Kind.AREA)],
        "kinds": Kind.choices,
        "institutions": queries.institutions(),
        "may_hold": any(may(request.user, "hold-events", place) for place in places_of(request)),
    }
    if context["shows"] == "month":
        context["month"] = queries.month_of(rows, month_asked(request))
        context["today"] = timezone.localdate()
    else:
        is_over = context["shows"] == "over"
        rows = rows.filter(ends__lte=now).order_by("-starts", "-pk") if is_over else rows.filter(ends__gt=now)
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        left = queries.left_of(list(page))
        titles = area_titles()
        context["page"] = page
        context["rows"] = [
            (event, left.get(event.pk), [titles.get(one.area, {"fi": one.area}) for one in event.areas.all()])
            for event in page
        ]
    return render(request, "events/calendar.html", context)


def month_asked(request: HttpRequest) -> dt.date:
    """The first day of the month the address asks for, else of this one."""
    try:
        first = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = dt.date.min
    return first if 1900 < first.year <= 2200 else timezone.localdate().replace(day=1)


def places_of(request: HttpRequest) -> list[Organisation]:
    """The organisations to ask of whether a person may hold events for them; none for who holds them nowhere."""
    user = request.user
    if not user.is_authenticated or not memberships_on().filter(person=user, role__in=HOLDS).exists():
        return []
    return list(Organisation.objects.select_related("parent__parent"))


def area_titles() -> dict[str, object]:
    """What the plan calls its areas, by key."""
    return {item.key: item.title for item in planning.items(planning.Kind.AREA)}


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """An event, and where the person who asks stands with it."""
    row = get_for(request.user, queries.events(), pk, "view")
    mine = queries.registration_of(row, request.user) if request.user.is_authenticated else None
    standing = queries.standing_of(mine) if mine else None
    manages = may(request.user, "manage", row)
    has_seat = standing is not None and standing.state == Ticket.State.HELD
    titles = area_titles()
    activity = planning.find(planning.Kind.ACTIVITY, row.activity) if row.activity else None
    spearhead = planning.find(planning.Kind.SPEARHEAD, row.spearhead) if row.spearhead else None
    context = {
        "event": row,
        "areas": [titles.get(one.area, {"fi": one.area}) for one in row.areas.all()],
        "activity": activity,
        "spearhead": spearhead,
        "left": queries.left_of([row]).get(row.pk),
        "mine": mine,
        "standing": standing,
        "is_live": standing is not None and standing.state in Ticket.LIVE,
        "shows_link": bool(row.link) and (has_seat or manages),
        "may_register": row.state == State.OPEN,
        "may_withdraw": mine is not None and row.state in {State.EARLY, State.OPEN, State.CLOSED, State.CANCELLED},
        "materials": row.materials.defer("content"),
        "attended": queries.attended_of([row.pk]).get(row.pk),
        "manages": manages,
    }
    return render(request, "events/event.html", context)


@require_safe
def material(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """A file of an event, to be saved."""
    row = get_for(request.user, Event.objects.select_related("owner__parent__parent"), pk, "view")
    found = Material.objects.filter(event=row, pk=material).first()
    if found is None or found.ending not in BEGINNINGS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="event-{row.pk}-{found.pk}.{found.ending}"'}
    return HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[found.ending], headers=headers)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The calendar of all areas for calendar programs: what is to come, and what was lately."""
    return _feed("", gettext("Events of the alliance"))


@require_safe
def area_feed(request: HttpRequest, area: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The calendar of one area."""
    item = planning.find(planning.Kind.AREA, area)
    if item is None:
        raise Http404
    return _feed(area, translated(item.title, get_language() or "fi"))


def _feed(area: str, name: str) -> HttpResponse:
    rows = queries.public_events(area=area).filter(ends__gt=timezone.now() - FEED_REACHES_BACK)[:IN_A_FEED]
    content = exports.events_calendar(rows, name=name, language=get_language() or "fi")
    return HttpResponse(content, content_type=exports.CALENDAR_TYPE)
