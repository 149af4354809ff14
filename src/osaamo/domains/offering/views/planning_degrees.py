"""The planner's pages of degree programmes: which there are, how many courses each has, their names and levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.offering import forms, queries, services
from osaamo.domains.offering.models import DegreeProgramme
from osaamo.domains.offering.services.refusals import reason
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def degrees(request: HttpRequest) -> HttpResponse:
    """The degree programmes of the schools one plans for, those without a name first."""
    places = queries.places_of(request.user, Role.PLANNER)
    if not places:
        raise PermissionDenied
    rows = queries.degrees_counted(places)
    context = {"places": places, "rows": sorted(rows, key=lambda row: bool(row.name))}
    return render(request, "offering/planning_degrees.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_degree(request: HttpRequest, code: str) -> HttpResponse:
    """A new degree programme of a school."""
    place = Organisation.objects.filter(code=code).first()
    place = get_for(request.user, Organisation, place.pk if place else 0, "add-offering")
    return _edit(request, DegreeProgramme(institution=place))


@login_required
@require_http_methods(["GET", "POST"])
def edit_degree(request: HttpRequest, pk: int) -> HttpResponse:
    """The names, code and level of a degree programme, and what belongs to it."""
    return _edit(request, get_for(request.user, DegreeProgramme.objects.select_related("institution"), pk, "change"))


@login_required
@require_POST
def remove_degree(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a degree programme to which nothing belongs."""
    degree = get_for(request.user, DegreeProgramme.objects.select_related("institution"), pk, "change")
    try:
        services.remove_degree(degree=degree, who=request.user)
    except services.Refused as refusal:
        messages.error(request, reason(refusal.code, refusal.values))
        return redirect("plan-degree", pk=pk)
    messages.success(request, gettext("The degree programme is removed."))
    return redirect("plan-degrees")


def _edit(request: HttpRequest, degree: DegreeProgramme) -> HttpResponse:
    form = forms.DegreeForm(request.POST if request.method == "POST" else None, degree=degree)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_degree(degree=form.fill(), who=request.user)
        except services.Refused as refusal:
            form.add_error("code" if refusal.code == "doubled-code" else None, reason(refusal.code, refusal.values))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("plan-degrees")
    stored = degree.pk is not None
    context = {
        "form": form,
        "degree": DegreeProgramme.objects.get(pk=degree.pk) if stored else degree,
        "courses": degree.courseunits.select_related("institution") if stored else (),
        "modules": degree.studymodules.select_related("institution") if stored else (),
    }
    return render(request, "offering/planning_degree.html", context, status=422 if form.errors else 200)
