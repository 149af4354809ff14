"""What programs read of the public pages: RSS and calendars."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.offering.queries import realisations, run_states
from osaamo.domains.offering.views.site_cards import url_of
from osaamo.domains.offering.views.site_words import kind_name
from osaamo.kernel.access import get_for
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from osaamo.domains.offering.models import Item, Realisation

NEWEST = 50
_LONGEST = 500
_CALENDAR = 500
_PRODUCT = "-//Osaamo//Studies//EN"


class Newest(Feed):
    """The items published or changed last, in the language of the address; ``?institution=CODE`` narrows."""

    def title(self) -> str:
        """Of the feed."""
        return gettext("New and changed studies")

    def description(self) -> str:
        """Of the feed."""
        return gettext("Courses, paths and intensives of the joint offering, the last changed first.")

    def link(self) -> str:
        """The page the feed is of."""
        return reverse("studies")

    def language(self) -> str:
        """Of the feed."""
        return get_language() or "fi"

    def get_object(self, request: HttpRequest) -> str:  # type: ignore[override]  # Django passes what the address says
        """The code of the institution that was asked for, or ``""``."""
        return request.GET.get("institution", "")

    def items(self, institution: str) -> list[Item]:
        """The newest first."""
        narrowed = {"institution__code": institution} if institution else {}
        rows: Iterable[Item] = chain.from_iterable(
            model._default_manager.filter(published_at__isnull=False, **narrowed)  # noqa: SLF001 - public API
            .select_related("institution")
            .order_by("-updated_at", "-pk")[:NEWEST]
            for model in (CourseUnit, StudyModule)
        )
        return sorted(rows, key=lambda item: item.updated_at, reverse=True)[:NEWEST]

    def item_title(self, item: Item) -> str:
        """Name and institution."""
        return f"{translated(item.name, get_language() or 'fi')} ({item.institution.short_name})"

    def item_description(self, item: Item) -> str:
        """What it promises, else its learning outcomes."""
        language = get_language() or "fi"
        told = (translated(field, language) for field in (item.promise, item.learning_outcomes, item.content))
        return next((text[:_LONGEST] for text in told if text), "")

    def item_link(self, item: Item) -> str:
        """Of its page."""
        return url_of(item)

    def item_pubdate(self, item: Item) -> dt.datetime | None:
        """When it was published."""
        return item.published_at

    def item_updateddate(self, item: Item) -> dt.datetime:
        """When it was changed."""
        return item.updated_at

    def item_categories(self, item: Item) -> list[str]:
        """What it is."""
        return [kind_name(item)]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The realisations of published items that are still to end, the next first; ``?institution=CODE`` narrows."""
    rows = realisations().filter(ends__gte=timezone.localdate()).order_by("starts", "key")
    wanted = [row for row in rows if row.item.is_published]
    if code := request.GET.get("institution"):
        wanted = [row for row in wanted if code in (row.host.code, row.item.institution.code)]
    return _calendar(request, wanted[:_CALENDAR], gettext("Studies"))


@require_safe
def course_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The realisations of one course."""
    item = get_for(request.user, CourseUnit, pk, "view")
    return _calendar(request, list(realisations().filter(course=item)), translated(item.name, get_language() or "fi"))


@require_safe
def module_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The realisations of one path, intensive or module."""
    item = get_for(request.user, StudyModule, pk, "view")
    return _calendar(request, list(realisations().filter(module=item)), translated(item.name, get_language() or "fi"))


def _calendar(request: HttpRequest, rows: list[Realisation], name: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    states = run_states(rows, timezone.now())
    for row in rows:
        if row.state == "proposed":
            continue
        for event in _events(request, row, states[row.pk].sentence):
            made.add_component(event)
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def _events(request: HttpRequest, row: Realisation, sentence: str) -> list[Event]:
    """An event over all days of the realisation, and one a meeting."""
    language = get_language() or "fi"
    name = translated(row.title, language)
    address = request.build_absolute_uri(url_of(row.item))
    events = []
    spans: list[tuple[str, Any, Any]] = []
    if row.starts or row.ends:
        first, last = row.starts or row.ends, row.ends or row.starts
        # The end of a day-long event is the day after the last (RFC 5545, 3.6.1).
        spans.append(("", first, last + dt.timedelta(days=1)))
    zone = timezone.get_default_timezone()
    for number, meeting in enumerate(row.meetings):
        begin, end = (parse_datetime(str(meeting.get(key, ""))) for key in ("start", "end"))
        if begin and end:
            spans.append((f"-{number}", *(when if when.tzinfo else when.replace(tzinfo=zone) for when in (begin, end))))
    for suffix, begin, end in spans:
        event = Event()
        event.add("uid", f"{row.key}{suffix}@osaamo")
        event.add("summary", name)
        event.add("dtstart", begin)
        event.add("dtend", end)
        event.add("dtstamp", row.updated_at.astimezone(dt.UTC))
        event.add("description", f"{row.host.short_name}. {sentence}")
        event.add("url", address)
        if row.campus:
            event.add("location", row.campus)
        event.add("status", "CANCELLED" if row.state == "cancelled" else "CONFIRMED")
        event.add("transp", "OPAQUE" if suffix else "TRANSPARENT")
        events.append(event)
    return events
