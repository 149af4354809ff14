"""What is one's own: registering, the list and the calendar of it, and an answer without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from osaamo.domains.events import exports, forms, queries, services
from osaamo.domains.events.models import CalendarKey, Event, Registration
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Ticket
from osaamo.kernel.writing import status_for, wrote

if TYPE_CHECKING:
    from django.http import HttpRequest

OWN = Registration.objects.select_related("event__owner", "person")


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The events one registered for, and where one stands with each."""
    return _mine(request)


def _mine(request: HttpRequest, address: str = "") -> HttpResponse:
    context = {
        "rows": queries.registrations_of(request.user),
        "has_calendar": CalendarKey.objects.filter(person=request.user).exists(),
        "address": address,
        "kept_days": services.KEEP.days,
    }
    return render(request, "events/mine.html", context)


@login_required
@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat, or a place in the queue."""
    event = get_for(request.user, Event.objects.select_related("owner__parent__parent"), pk, "register")
    wrote(request, None, lambda: services.register(event=event, person=request.user), registered)
    return redirect("event", pk)


def registered(row: Registration) -> str:
    """What to say to whoever just registered: whether they have a seat."""
    standing = queries.standing_of(row)
    if standing is not None and standing.state == Ticket.State.HELD:
        return gettext("You are registered.")
    return gettext("No seat is free for you. You are in the queue.")


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat that was offered is taken."""
    row = get_for(request.user, OWN, pk, "answer")
    wrote(request, None, lambda: services.accept(registration=row), gettext("You have a seat."))
    return redirect("event", row.event_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat, the offer or the place in the queue is given up."""
    row = get_for(request.user, OWN, pk, "answer")
    wrote(
        request,
        None,
        lambda: services.withdraw(registration=row),
        gettext("You gave up your place; the next in the queue gets it."),
    )
    return redirect("event", row.event_id)


@never_cache
@login_required
@require_POST
def calendar_key(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar is made and shown this once, or taken back."""
    if "revoke" in request.POST:
        told = gettext("The old address of your calendar leads nowhere now.")
        wrote(request, None, lambda: services.revoke_key(person=request.user), told)
        return redirect("events-mine")
    path = reverse("events-own-feed", args=[services.make_key(person=request.user)])
    return _mine(
        request, f"{settings.OSAAMO_ADDRESS}{path}" if settings.OSAAMO_ADDRESS else request.build_absolute_uri(path)
    )


@never_cache
@require_safe
def own_feed(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The events of the person whose key it is, with the links of those they have a seat at."""
    person = queries.owner_of_calendar(key)
    if person is None:
        raise Http404
    rows = queries.registrations_of(person)
    sure = {row.event_id for row, standing in rows if standing and standing.state == Ticket.State.HELD}
    live = [row.event for row, standing in rows if standing and standing.state in Ticket.LIVE]
    content = exports.events_calendar(
        live, name=gettext("My events"), language=get_language() or "fi", with_link=sure, surely=sure
    )
    return HttpResponse(content, content_type=exports.CALENDAR_TYPE)


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """What somebody thought of an event: once, by the key they were sent, without their name."""
    row = Registration.objects.select_related("event").filter(feedback_key=key).first()
    if row is None:
        raise Http404
    form = forms.AnswerForm(request.POST or None)
    is_over = row.event.state == "over"
    if is_over and wrote(
        request,
        form,
        lambda: services.answer(registration=row, **form.cleaned_data),
        gettext("Thank you for your answer."),
    ):
        return redirect("event", row.event_id)
    context = {"event": row.event, "form": form, "is_over": is_over}
    return render(request, "events/answer.html", context, status=status_for(form))
