"""The planner's pages of realisations and of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.offering import exports, forms, queries, services
from osaamo.domains.offering.enums import Decision, State
from osaamo.domains.offering.models import Channel, ChannelCheck, Mismatch, Realisation
from osaamo.domains.offering.services.refusals import reason
from osaamo.domains.offering.views.planning import KINDS
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Role

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_http_methods(["GET", "POST"])
def new_run(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A new realisation of a course unit or module."""
    if kind not in KINDS:
        raise Http404
    item = get_for(request.user, KINDS[kind][0].objects.select_related("institution"), pk, "change")
    return _edit(request, Realisation(**services.of(item)))


@login_required
@require_http_methods(["GET", "POST"])
def edit_run(request: HttpRequest, pk: int) -> HttpResponse:
    """A realisation with its history and the states that may follow."""
    return _edit(request, get_for(request.user, queries.realisations(), pk, "change"))


@login_required
@require_POST
def change_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead a realisation to another state."""
    run = get_for(request.user, queries.realisations(), pk, "change")
    form = forms.StateForm(request.POST, state=run.state)
    if not form.is_valid():
        messages.error(request, gettext("Choose one of the states that may follow."))
        return redirect("plan-run", pk=pk)
    try:
        services.change_state(
            realisation=run,
            state=State(form.cleaned_data["state"]),
            reason=form.cleaned_data["reason"],
            who=request.user,
        )
    except services.Refused as refusal:
        messages.error(request, reason(refusal.code, refusal.values))
    else:
        messages.success(request, gettext("The state is changed."))
    return redirect("plan-run", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest, code: str = "") -> HttpResponse:
    """The channels, what is listed on each, and the checks; a file of what one shows is handed in here."""
    found = list(Channel.objects.all())
    if not queries.places_of(request.user, Role.PLANNER):
        raise PermissionDenied
    problem: Exception | None = None
    said = ""
    if request.method == "POST":
        channel = get_object_or_404(Channel, code=code)
        get_for(request.user, Channel, channel.pk, "check")
        form = forms.CheckForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                check = services.check_channel(channel=channel, filename=file.name, data=file.read(), who=request.user)
                return redirect("plan-check", pk=check.pk)
            except ConnectorError as error:
                problem = error
            except services.Refused as refusal:
                said = reason(refusal.code, refusal.values)
        else:
            said = gettext("Choose a file of at most 10 MB.")
    rows = [(channel, channel.listings.count(), channel.checks.all()[:3]) for channel in found]
    context = {"rows": rows, "problem": problem, "said": said, "at": code}
    return render(request, "offering/planning_channels.html", context, status=422 if problem or said else 200)


@login_required
@require_GET
def channel_file(request: HttpRequest, code: str) -> HttpResponse:
    """The file a channel takes."""
    channel = get_object_or_404(Channel, code=code)
    get_for(request.user, Channel, channel.pk, "check")
    name, kind, data = exports.channel_file(channel)
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Every difference a check found, with what can be decided of it."""
    found = get_object_or_404(ChannelCheck.objects.select_related("channel"), pk=pk)
    get_for(request.user, Channel, found.channel.pk, "check")
    rows = [
        (mismatch, [Decision(one) for one in services.DECISIONS[mismatch.kind]])
        for mismatch in found.mismatches.select_related("decided_by")
    ]
    return render(request, "offering/planning_check.html", {"check": found, "rows": rows})


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a difference."""
    mismatch = get_for(request.user, Mismatch.objects.select_related("check_run__channel"), pk, "decide")
    form = forms.DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide(
                mismatch=mismatch,
                decision=Decision(form.cleaned_data["decision"]),
                reason=form.cleaned_data["reason"],
                who=request.user,
            )
        except services.Refused as refusal:
            messages.error(request, reason(refusal.code, refusal.values))
    else:
        messages.error(request, reason("no-such-decision", {}))
    return redirect("plan-check", pk=mismatch.check_run_id)


def _edit(request: HttpRequest, run: Realisation) -> HttpResponse:
    form = forms.RealisationForm(request.POST if request.method == "POST" else None, realisation=run)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_realisation(realisation=form.fill(), quotas=form.cleaned_data["quotas"], who=request.user)
        except services.Refused as refusal:
            field = "quotas" if "quota" in refusal.code or "unknown" in refusal.code else None
            form.add_error(field, reason(refusal.code, refusal.values))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("plan-run", pk=run.pk)
    stored = run.pk is not None
    context = {
        "form": form,
        "run": run,
        "kind": "modules" if run.module_id else "courses",
        "history": run.changes.select_related("by") if stored else [],
        "state_form": forms.StateForm(state=run.state) if stored else None,
        "told": queries.run_state(run, timezone.now()) if stored else None,
    }
    return render(request, "offering/planning_run.html", context, status=422 if form.errors else 200)
