"""A meeting: its agenda with papers, decisions with reasons, what is to be done, and its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.governance import forms, services
from osaamo.domains.governance.models import AgendaItem, FollowUp, Meeting
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import apart, status_for, wrote
from osaamo.ports import planning

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MEETING = Meeting.objects.select_related("body__organisation__parent", "approved_by")


@login_required
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting."""
    return _page(request, get_for(request.user, MEETING, pk, "view"))


@login_required
@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """An item is prepared for the agenda."""
    row = get_for(request.user, MEETING, pk, "manage")
    form = forms.ItemForm(request.POST, request.FILES)
    if wrote(
        request,
        form,
        lambda: services.add_item(meeting=row, by=request.user, **form.cleaned_data),
        gettext("The item is on the agenda."),
    ):
        return redirect("gov-meeting", row.pk)
    return _page(request, row, item_form=form)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """An item is decided on."""
    row, item = _of_item(request, pk)
    form = forms.DecideForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.decide(item=item, by=request.user, **form.values()),
        gettext("The decision is written down."),
    ):
        return redirect("gov-meeting", row.pk)
    return _page(request, row, decide_form=form, of=item)


@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is to be done because of a decision."""
    row, item = _of_item(request, pk)
    decision = getattr(item, "decision", None)
    if decision is None:
        raise Http404
    form = forms.FollowForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.follow_up(decision=decision, by=request.user, **form.cleaned_data),
        gettext("It is on the list of things to do."),
    ):
        return redirect("gov-meeting", row.pk)
    return _page(request, row, follow_form=form, of=item)


@login_required
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    found = FollowUp.objects.select_related("decision__item").filter(pk=pk).first()
    if found is None:
        raise Http404
    row = get_for(request.user, MEETING, found.decision.item.meeting_id, "manage")
    wrote(
        request,
        None,
        lambda: services.done(follow_up=found, on=timezone.localdate(), by=request.user),
        gettext("It is marked as done."),
    )
    return redirect("gov-meeting", row.pk)


@login_required
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting was held."""
    row = get_for(request.user, MEETING, pk, "manage")
    form = forms.MinutesForm(request.POST, meeting=row)
    if wrote(
        request,
        form,
        lambda: services.hold(meeting=row, by=request.user, **form.cleaned_data),
        gettext("The minutes are saved."),
    ):
        return redirect("gov-meeting", row.pk)
    return _page(request, row, minutes_form=form)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes are approved and stay."""
    row = get_for(request.user, MEETING, pk, "manage")
    wrote(
        request,
        None,
        lambda: services.approve_minutes(meeting=row, on=timezone.localdate(), by=request.user),
        gettext("The minutes are approved. They stay as they are."),
    )
    return redirect("gov-meeting", row.pk)


def _of_item(request: HttpRequest, pk: int) -> tuple[Meeting, AgendaItem]:
    item = AgendaItem.objects.select_related("decision", "meeting").filter(pk=pk).first()
    if item is None:
        raise Http404
    return get_for(request.user, MEETING, item.meeting_id, "manage"), item


def _page(request: HttpRequest, row: Meeting, of: AgendaItem | None = None, **bound: Any) -> HttpResponse:
    activities = {item.key: item for item in planning.items(planning.Kind.ACTIVITY)}
    areas = {item.key: item for item in planning.items(planning.Kind.AREA)}
    manages = may(request.user, "manage", row) and not row.is_locked
    items = []
    for item in row.items.select_related("decision", "proposer", "prepared_by", "note__report__body").prefetch_related(
        "decision__follow_ups__person"
    ):
        own = bound if of is not None and of.pk == item.pk else {}
        decide_form = own.get("decide_form") or forms.DecideForm(initial=_decided(item))
        follow_form = own.get("follow_form") or forms.FollowForm()
        apart(**{f"d{item.pk}": decide_form, f"f{item.pk}": follow_form})
        items.append(
            {
                "item": item,
                "decision": getattr(item, "decision", None),
                "area": areas.get(item.area),
                "activity": activities.get(item.activity),
                "decide_form": decide_form,
                "follow_form": follow_form,
                "is_open": decide_form.is_bound or follow_form.is_bound,
            }
        )
    initial = {"minutes": row.minutes, "present": [seat.pk for seat in row.present.all()]}
    shown = apart(
        item_form=bound.get("item_form") or forms.ItemForm(),
        minutes_form=bound.get("minutes_form") or forms.MinutesForm(meeting=row, initial=initial),
    )
    context = {
        "meeting": row,
        "body": row.body,
        "items": items,
        "present": row.present.select_related("person", "organisation"),
        "manages": manages,
        "may_mark": may(request.user, "manage", row),
        **shown,
    }
    status = status_for(*shown.values(), *bound.values())
    return render(request, "governance/meeting.html", context, status=status)


def _decided(item: AgendaItem) -> dict[str, str]:
    decision = getattr(item, "decision", None)
    if decision is None:
        return {"about": item.activity}
    return {"text": decision.text, "reasons": decision.reasons, "about": item.activity}
