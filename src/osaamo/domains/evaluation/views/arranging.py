"""The planner group's calls and criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.domains.evaluation import forms, queries, services
from osaamo.domains.evaluation.enums import Stage
from osaamo.domains.evaluation.models import Call, CriteriaSet
from osaamo.domains.evaluation.rules import GROUP, top_of
from osaamo.domains.evaluation.views.showing import page, places_of
from osaamo.kernel.access import get_for, may
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from osaamo.kernel.models import Organisation


@login_required
@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """A new call of the alliance."""
    top = _top(request)
    form = forms.CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opens = form.cleaned_data["opens_on"]
        key = f"{top.code[:40]}-{opens.year}-{get_random_string(6).lower()}"
        services.make_call(organisation=top, who=request.user, values=form.cleaned_data | {"key": key})
        messages.success(request, gettext("The call is in the calendar."))
        return redirect("proposal-calls")
    return page(request, "call.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change_call(request: HttpRequest, pk: int) -> HttpResponse:
    """New dates for a call."""
    call = get_for(request.user, Call.objects.select_related("organisation"), pk, "change")
    titles = {f"title_{code}": call.title.get(code, "") for code in LANGUAGES}
    days = {name: getattr(call, name) for name in ("opens_on", "closes_on", "gate_on", "runs_from")}
    form = forms.CallForm(request.POST or None, initial=titles | days)
    if request.method == "POST" and form.is_valid():
        services.change_call(call=call, who=request.user, values=form.cleaned_data)
        messages.success(
            request, gettext("The call is changed; proposals that wait for its gate wait for the new day.")
        )
        return redirect("proposal-calls")
    return page(request, "call.html", {"form": form, "call": call}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def criteria(request: HttpRequest, stage: str) -> HttpResponse:
    """The version of a stage's criteria that is being written: weights, and taking it into force."""
    _top(request)
    if stage not in Stage.values:
        raise Http404
    draft = CriteriaSet.objects.filter(stage=stage, in_force_from__isnull=True).first()
    if request.method == "POST" and draft is None:
        services.draft_criteria(stage=Stage(stage), who=request.user)
        return redirect("criteria-draft", stage=stage)
    if draft is None:
        context = {"stage": Stage(stage), "current": queries.criteria_in_force(stage)}
        return page(request, "criteria_draft.html", context)
    return _write(request, draft)


@login_required
@require_POST
def install(request: HttpRequest) -> HttpResponse:
    """Take the criteria this software comes with, for stages that have none."""
    _top(request)
    made = services.install_criteria(who=request.user)
    messages.success(request, gettext("%(n)d sets of criteria are in force from today.") % {"n": len(made)})
    return redirect("proposal-criteria")


def _write(request: HttpRequest, draft: CriteriaSet) -> HttpResponse:
    initial = {f"weight_{row.dimension}": row.weight for row in draft.rows.all()}
    own = {name: getattr(draft, name) for name in ("reason", "required_reviews", "spread_limit")}
    form = forms.CriteriaForm(request.POST or None, criteria=draft, initial=initial | own)
    if request.method == "POST" and form.is_valid():
        services.change_criteria(criteria=draft, who=request.user, weights=form.weights(), values=form.own_values())
        if request.POST.get("do") != "force":
            messages.success(request, gettext("Saved."))
            return redirect("criteria-draft", stage=draft.stage)
        try:
            services.take_into_force(criteria=draft, who=request.user)
        except services.WeightsDoNotFit as wrong:
            told = gettext("Saved, but not in force: the weights sum to %(total)s and must sum to exactly 100.")
            form.add_error(None, told % {"total": wrong.total})
        except services.AnchorsMissing:
            form.add_error(None, gettext("Saved, but not in force: a score has no meaning written in some language."))
        else:
            messages.success(
                request, gettext("In force from today. Older decisions keep the criteria they were made by.")
            )
            return redirect("proposal-criteria")
    context = {"stage": Stage(draft.stage), "draft": get_object_or_404(CriteriaSet, pk=draft.pk), "form": form}
    return page(request, "criteria_draft.html", context, status=422 if form.errors else 200)


def _top(request: HttpRequest) -> Organisation:
    """The alliance whose offering the person plans.

    Raises:
        PermissionDenied: none.
    """
    for place in places_of(request, *GROUP):
        if may(request.user, "plan-offering", top_of(place)):
            return top_of(place)
    raise PermissionDenied
