"""The bodies of the alliance, who sits in them, whose turn it is to lead, and their meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.governance import forms, queries, services
from osaamo.domains.governance.enums import BodyKind, SeatRole
from osaamo.domains.governance.models import Body, LeadTurn, Meeting, Report, Seat
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import apart, status_for, wrote

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST = 12
"""So many meetings are listed."""


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies by kind, those that should have a student member marked."""
    today = timezone.localdate()
    groups: dict[str, list[tuple[Body, int]]] = {}
    held: dict[int, int] = {}
    for body in queries.seats_on(today).values_list("body", flat=True):
        held[body] = held.get(body, 0) + 1
    for body in queries.bodies():
        groups.setdefault(body.kind, []).append((body, held.get(body.pk, 0)))
    have, should = queries.student_seats(today)
    place = queries.alliance()
    context = {
        "groups": [(BodyKind(kind).label, rows) for kind, rows in groups.items()],
        "with_student": have.count(),
        "should_have": should.count(),
        "lead": queries.lead_on(place, today) if place else None,
    }
    return render(request, "governance/bodies.html", context)


@require_GET
def body(request: HttpRequest, key: str) -> HttpResponse:
    """A body with its members, its chair and its meetings."""
    return _page(request, body_for(request, key))


@login_required
@require_POST
def add_seat(request: HttpRequest, key: str) -> HttpResponse:
    """A seat is given."""
    row = body_for(request, key, "manage")
    form = forms.SeatForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.seat(body=row, by=request.user, **form.cleaned_data),
        gettext("The seat is written down."),
    ):
        return redirect("gov-body", row.key)
    return _page(request, row, seat_form=form)


@login_required
@require_POST
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """A term ends."""
    row = Seat.objects.select_related("body__organisation__parent").filter(pk=pk).first()
    if row is None:
        raise Http404
    body_for(request, row.body.key, "manage")
    wrote(
        request,
        None,
        lambda: services.end_seat(seat=row, on=timezone.localdate(), by=request.user),
        gettext("The term ends today."),
    )
    return redirect("gov-body", row.body.key)


@login_required
@require_POST
def give_lead(request: HttpRequest, key: str) -> HttpResponse:
    """A member gets a turn to lead."""
    row = body_for(request, key, "manage")
    form = forms.TurnForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.give_lead(alliance=row.organisation, by=request.user, **form.cleaned_data),
        gettext("The turn is written down."),
    ):
        return redirect("gov-body", row.key)
    return _page(request, row, turn_form=form)


@login_required
@require_POST
def name_lead(request: HttpRequest, key: str) -> HttpResponse:
    """An area of the body gets a lead."""
    row = body_for(request, key, "manage")
    form = forms.LeadForm(request.POST, areas=row.areas)
    if wrote(
        request,
        form,
        lambda: services.name_lead(alliance=row.organisation, by=request.user, **form.cleaned_data),
        gettext("The lead of the area is written down."),
    ):
        return redirect("gov-body", row.key)
    return _page(request, row, lead_form=form)


@login_required
@require_POST
def call_meeting(request: HttpRequest, key: str) -> HttpResponse:
    """A meeting is called."""
    row = body_for(request, key, "manage")
    form = forms.MeetingForm(request.POST)
    if done := wrote(
        request,
        form,
        lambda: services.call_meeting(body=row, by=request.user, **form.cleaned_data),
        gettext("The meeting is called. Write its agenda."),
    ):
        return redirect("gov-meeting", done.made.pk)
    return _page(request, row, meeting_form=form)


def body_for(request: HttpRequest, key: str, verb: str = "view") -> Body:
    """The body, for those who may do the verb with it.

    Raises:
        Http404: there is none.
        PermissionDenied: the person may not.
    """
    found = queries.bodies().filter(key=key).first()
    if found is None:
        raise Http404
    return get_for(request.user, queries.bodies(), found.pk, verb)


def _page(request: HttpRequest, row: Body, **bound: Any) -> HttpResponse:
    today = timezone.localdate()
    seats = list(row.seats.select_related("person", "organisation"))
    now = {seat.pk for seat in queries.seats_on(today).filter(body=row)}
    leads, chair = queries.chair_of(row, today)
    shown = apart(
        seat_form=bound.get("seat_form") or forms.SeatForm(),
        turn_form=bound.get("turn_form") or forms.TurnForm(),
        meeting_form=bound.get("meeting_form") or forms.MeetingForm(),
        lead_form=bound.get("lead_form") or forms.LeadForm(areas=row.areas),
    )
    context = {
        "body": row,
        "seats": [seat for seat in seats if seat.pk in now],
        "past": [seat for seat in seats if seat.pk not in now],
        "has_student": any(seat.role == SeatRole.STUDENT for seat in seats if seat.pk in now),
        "voices": queries.voices(row, today),
        "leads": leads,
        "chair": chair,
        "turns": LeadTurn.objects.filter(alliance=row.organisation).select_related("organisation")
        if row.chair_rotates
        else (),
        "below": queries.bodies().filter(group=row.key),
        "meetings": [one for one in _meetings(row) if may(request.user, "view", one)],
        "reports": [one for one in _reports(row) if may(request.user, "view", one)],
        "to_do": queries.open_follow_ups(row) if may(request.user, "oversee", row) else (),
        "manages": may(request.user, "manage", row),
        **shown,
    }
    return render(request, "governance/body.html", context, status=status_for(*shown.values()))


def _meetings(row: Body) -> Any:
    return Meeting.objects.filter(body=row).select_related("body__organisation__parent")[:LATEST]


def _reports(row: Body) -> Any:
    return Report.objects.filter(body=row).select_related("body__organisation__parent")[:LATEST]
