"""Guidance: the person asks, a counsellor of their institution takes it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.profiles import forms, queries, services
from osaamo.domains.profiles.enums import Need, Purpose, SkillStatus, ViewPurpose
from osaamo.domains.profiles.models import AgreedStep, GuidanceCase, Profile
from osaamo.domains.profiles.views.asking import mine
from osaamo.domains.profiles.views.client_maps import client_maps
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import record_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SEEN = (SkillStatus.ACCEPTED, SkillStatus.ADDED, SkillStatus.SUGGESTED)


@mine
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, profile: Profile) -> HttpResponse:
    """One's own guidance: ask for it, see what was noted and agreed."""
    person, language = profile.person, get_language() or "fi"
    form = forms.AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        get_for(request.user, type(person), person.pk, "ask-guidance")
        services.ask_guidance(
            person=person,
            organisation=form.cleaned_data["organisation"],
            need=Need(form.cleaned_data["need"]),
            message=form.cleaned_data["message"],
            language=language,
        )
        messages.success(request, gettext("Your request waits for a counsellor."))
        return redirect("me-guidance")
    schools = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION)
    context = {
        "form": form,
        "cases": person.guidance.select_related("organisation", "counsellor").prefetch_related("notes", "agreed"),
        "schools": [(one, services.consent_text(Purpose.GUIDANCE, one, language=language)) for one in schools],
        "needs": Need,
        "counsels": bool(queries.counselled_by(person)),
    }
    return render(request, "profiles/guidance.html", context, status=422 if form.errors else 200)


@mine
@require_POST
def end(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:  # noqa: ARG001 - mine's argument
    """The person ends their guidance."""
    services.end_case(case=get_for(request.user, GuidanceCase, pk, "end"), who=request.user)
    return redirect("me-guidance")


@login_required
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """An agreed step is done, or not after all; both sides may say so."""
    step = get_for(request.user, AgreedStep.objects.select_related("case"), pk, "tick")
    services.tick_step(step=step, done=request.POST.get("done") == "yes", who=request.user)
    return redirect("me-guidance") if step.case.person_id == request.user.pk else redirect("case", pk=step.case_id)


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """A counsellor's day: who waits, whom to follow up, and how guidance goes."""
    places = queries.counselled_by(request.user)
    if not any(may(request.user, "counsel", place) for place in places):
        raise PermissionDenied
    schools = [place for place in places if place.kind == Organisation.Kind.INSTITUTION]
    context = {
        "waiting": queries.waiting_cases(request.user),
        "own": queries.cases_with(request.user),
        "effects": [(place, queries.effect_in(place)) for place in schools],
        "least": queries.MORE_THAN,
    }
    return render(request, "profiles/queue.html", context)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiting case."""
    case = get_for(request.user, GuidanceCase.objects.select_related("person", "organisation"), pk, "take")
    try:
        services.take_case(case=case, counsellor=request.user, coverage=queries.coverage_of(case.person))
    except services.AlreadyTaken:
        messages.error(request, gettext("Another counsellor took this request just before you."))
        return redirect("queue")
    return redirect("case", pk=case.pk)


@login_required
@require_POST
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a case back to the queue."""
    case = get_for(request.user, GuidanceCase.objects.select_related("person", "organisation"), pk, "hand-back")
    services.hand_back(case=case, who=request.user)
    messages.success(request, gettext("The case waits for another counsellor. You do not see the client any more."))
    return redirect("queue")


@login_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A client's case: their map over the goal's or a degree's and the market's, gap, plans, notes and next steps."""
    rows = GuidanceCase.objects.select_related("person", "organisation")
    row = get_for(request.user, rows, pk, "counsel")
    if request.method == "POST":
        return act_on(request, row)
    record_view(
        about=row.person,
        viewer=request.user,
        purpose=ViewPurpose.GUIDANCE,
        ref=ref_of(row),
        organisation=row.organisation,
    )
    profile = queries.profile_of(row.person)
    goal = queries.current_goal(profile) if profile else None
    context = {
        "case": row,
        "groups": queries.skill_groups(profile, get_language() or "fi", statuses=SEEN) if profile else (),
        "goal": goal,
        "gap": queries.gap_of(profile, goal) if profile and goal else None,
        "plans": queries.plans_of(profile) if profile else (),
        "attainments": profile.attainments.all() if profile else (),
        "maps": client_maps(row, profile, goal, viewer=request.user, chosen=request.GET.get("over", "")),
    }
    return render(request, "profiles/case.html", context)


def act_on(request: HttpRequest, row: GuidanceCase) -> HttpResponse:
    """Note, agree, follow up or close: whichever the form holds."""
    who = request.user
    if request.POST.get("do") == "close":
        services.end_case(case=row, who=who)
        return redirect("queue")
    note, step, later = (kind(request.POST) for kind in (forms.NoteForm, forms.StepForm, forms.FollowUpForm))
    if "note" in request.POST and note.is_valid():
        services.add_note(case=row, author=who, text=note.cleaned_data["note"])
    elif "step" in request.POST and step.is_valid():
        services.agree_step(case=row, author=who, text=step.cleaned_data["step"], due_on=step.cleaned_data["due_on"])
    elif "on" in request.POST and later.is_valid():
        services.set_follow_up(case=row, who=who, on=later.cleaned_data["on"])
    else:
        messages.error(request, gettext("Write something, and give a day as in 31.12.2026."))
    return redirect("case", pk=row.pk)
