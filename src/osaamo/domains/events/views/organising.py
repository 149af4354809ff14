"""What organisers do: write, publish and cancel events, write down who came and what it cost, read what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.events import exports, forms, queries, services
from osaamo.domains.events.models import AttendanceCount, Cost, Event, Material
from osaamo.domains.events.views.public import places_of
from osaamo.kernel.access import get_for, may
from osaamo.kernel.refs import ref_of
from osaamo.kernel.writing import apart, status_for, wrote
from osaamo.ports import budgets

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest

    from osaamo.kernel.models import Organisation


def owners_for(request: HttpRequest) -> list[Organisation]:
    """The organisations the person may hold events for.

    Raises:
        PermissionDenied: there is none.
    """
    found = [place for place in places_of(request) if may(request.user, "hold-events", place)]
    if not found:
        raise PermissionDenied
    return found


def event_for(request: HttpRequest, pk: int) -> Event:
    """The event, for those who manage it.

    Raises:
        Http404: there is none, or the person may not know of it.
        PermissionDenied: the person may see it only.
    """
    return get_for(request.user, queries.events(), pk, "manage")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new event, as a draft."""
    form = forms.EventForm(request.POST or None, owners=owners_for(request))
    done = wrote(
        request,
        form,
        lambda: services.save_event(event=None, by=request.user, **form.parts()),
        gettext("The draft is saved. Publish it when it is ready."),
    )
    if done:
        return redirect("event-edit", done.made.pk)
    return render(request, "events/edit.html", {"form": form}, status=status_for(form))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An event with its costs and material."""
    row = event_for(request, pk)
    form = forms.EventForm(request.POST or None, owners=owners_for(request), event=row)
    if wrote(
        request,
        form,
        lambda: services.save_event(event=row, by=request.user, **form.parts()),
        gettext("The event is saved."),
    ):
        return redirect("event-edit", pk)
    return _page(request, row, form)


def _page(request: HttpRequest, row: Event, sent: Form) -> HttpResponse:
    """The page of an event with one form as it was sent, and the others empty."""

    def form(kind: type[Form], **more: Any) -> Form:
        return sent if isinstance(sent, kind) else kind(**more)

    costs, ref = queries.costs_of(row), ref_of(row)
    context = {
        "event": row,
        "costs": costs,
        "book_at": budgets.address(ref, line=row.budget_line, person=request.user),
        "materials": row.materials.defer("content"),
        **apart(
            form=form(forms.EventForm, owners=owners_for(request), event=row),
            cost_form=form(forms.CostForm),
            material_form=form(forms.MaterialForm),
            repeat_form=form(forms.RepeatForm),
            cancel_form=form(forms.CancelForm),
        ),
    }
    return render(request, "events/edit.html", context, status=status_for(sent))


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The event comes into the calendar."""
    row = event_for(request, pk)
    wrote(request, None, lambda: services.publish(event=row, by=request.user), gettext("The event is in the calendar."))
    return redirect("event-edit", pk)


@login_required
@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafts of the same event on later days."""
    row, form = event_for(request, pk), forms.RepeatForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.repeat(event=row, by=request.user, **form.cleaned_data),
        lambda made: (
            ngettext("%(count)d draft was made.", "%(count)d drafts were made.", len(made)) % {"count": len(made)}
        ),
    ):
        return redirect("event-edit", pk)
    return _page(request, row, form)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The event is cancelled, and whoever registered is told why."""
    row, form = event_for(request, pk), forms.CancelForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.cancel(event=row, reason=form.cleaned_data["reason"], by=request.user),
        gettext("The event is cancelled. Those who registered are told."),
    ):
        return redirect("event", pk)
    return _page(request, row, form)


@login_required
@require_POST
def add_cost(request: HttpRequest, pk: int) -> HttpResponse:
    """A cost is written down."""
    row, form = event_for(request, pk), forms.CostForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.add_cost(event=row, by=request.user, **form.cleaned_data),
        gettext("The cost is written down."),
    ):
        return redirect("event-edit", pk)
    return _page(request, row, form)


@login_required
@require_POST
def remove_cost(request: HttpRequest, pk: int, cost: int) -> HttpResponse:
    """A cost is taken away."""
    found = Cost.objects.filter(event=event_for(request, pk), pk=cost).select_related("event__owner").first()
    if found is None:
        raise Http404
    wrote(request, None, lambda: services.remove_cost(cost=found, by=request.user), gettext("The cost is taken away."))
    return redirect("event-edit", pk)


@login_required
@require_POST
def add_material(request: HttpRequest, pk: int) -> HttpResponse:
    """An address or a file is added."""
    row = event_for(request, pk)
    form = forms.MaterialForm(request.POST, request.FILES, was_dropped=forms.DROPPED in request.META)
    if wrote(
        request,
        form,
        lambda: services.add_material(event=row, by=request.user, **form.cleaned_data),
        gettext("The material is added."),
    ):
        return redirect("event-edit", pk)
    return _page(request, row, form)


@login_required
@require_POST
def remove_material(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """Material is taken away."""
    found = Material.objects.filter(event=event_for(request, pk), pk=material).select_related("event__owner").first()
    if found is None:
        raise Http404
    wrote(
        request,
        None,
        lambda: services.remove_material(material=found, by=request.user),
        gettext("The material is taken away."),
    )
    return redirect("event-edit", pk)


@login_required
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came, by name while names are kept and by institution always; and what they said."""
    row = event_for(request, pk)
    there, counts = queries.seated(row), row.attendance.select_related("organisation")
    form = forms.AttendanceForm(request.POST or None, there=there, counts=counts)
    if wrote(
        request,
        form,
        lambda: services.mark(
            event=row,
            came=form.who_came(),
            seen=form.came_before(),
            walked_in=form.walked_in(),
            by=request.user,
        ),
        gettext("Who came is written down."),
    ):
        return redirect("event-attendance", pk)
    context = {
        "event": row,
        "form": form,
        "counts": counts,
        "said": queries.said_of(row),
        "enough": queries.ENOUGH,
        "may_mark": row.starts - services.CHECK_IN <= timezone.now(),
        "kept_days": services.KEEP.days,
        "left": queries.left_of([row]).get(row.pk),
    }
    return render(request, "events/attendance.html", context, status=status_for(form))


@login_required
@require_GET
def attendance_file(request: HttpRequest) -> HttpResponse:
    """How many came to each event the person's organisations held, as CSV; no names."""
    rows = AttendanceCount.objects.filter(event__owner__in=owners_for(request)).select_related("event", "organisation")
    content = exports.attendance_csv(
        rows.order_by("event__starts", "event", "organisation__code"), language=get_language() or "fi"
    )
    headers = {"Content-Disposition": 'attachment; filename="attendance.csv"'}
    return HttpResponse(content, content_type=exports.CSV_TYPE, headers=headers)
