"""Guests without an account: they ask, confirm by the link they were sent, and give up their place by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_ratelimit.core import is_ratelimited

from osaamo.domains.events import forms, queries, services
from osaamo.domains.events.enums import State
from osaamo.domains.events.models import Registration
from osaamo.domains.events.views.personal import registered
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Ticket
from osaamo.kernel.writing import status_for, wrote

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A guest says who they are; they are sent a link, and nothing is stored."""
    event = get_for(request.user, queries.public_events(), pk, "view")
    form = forms.GuestForm(request.POST or None)
    is_too_much = request.method == "POST" and is_ratelimited(
        request, group="events-guests", key="ip", rate=settings.OSAAMO_RATE, increment=True
    )
    if is_too_much:
        form.add_error(None, gettext("There have been too many attempts. Wait a few minutes and try again."))
    elif wrote(
        request,
        form,
        lambda: services.ask_guest(event=event, language=get_language() or "fi", **form.cleaned_data),
        gettext("Look at your e-mail: open the link in it to register."),
    ):
        return redirect("event", pk)
    context = {"event": event, "form": form, "kept_days": services.KEEP.days, "is_open": event.state == State.OPEN}
    return render(request, "events/guest.html", context, status=429 if is_too_much else status_for(form))


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The guest has the address they gave, and registers."""
    asked = services.asked_by(key)
    event = queries.public_events().filter(pk=asked.event).first() if asked else None
    if asked is None or event is None:
        raise Http404
    if request.method == "POST":
        done = wrote(request, None, lambda: services.register_guest(asked=asked), registered)
        if done:
            return redirect("event-guest", done.made.guest_key)
        return redirect("event", event.pk)
    return render(request, "events/confirm.html", {"event": event, "asked": asked})


@never_cache
@require_http_methods(["GET", "POST"])
def guest(request: HttpRequest, key: str) -> HttpResponse:
    """Where a guest stands; they take the seat that is offered, or give up their place."""
    row = Registration.objects.select_related("event__owner").filter(guest_key=key, person__isnull=True).first()
    if row is None:
        raise Http404
    if request.method == "POST" and "accept" in request.POST:
        wrote(request, None, lambda: services.accept(registration=row), gettext("You have a seat."))
        return redirect("event-guest", key)
    if request.method == "POST":
        told = gettext("You gave up your place; the next in the queue gets it.")
        is_gone = wrote(request, None, lambda: services.withdraw(registration=row), told)
        return redirect("event", row.event_id) if is_gone else redirect("event-guest", key)
    standing = queries.standing_of(row)
    context = {
        "event": row.event,
        "row": row,
        "standing": standing,
        "shows_link": bool(row.event.link) and standing is not None and standing.state == Ticket.State.HELD,
        "is_live": standing is not None and standing.state in Ticket.LIVE,
        "kept_days": services.KEEP.days,
    }
    return render(request, "events/mine_as_guest.html", context)
