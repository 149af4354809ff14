"""Goals, what is missing of them, and the paths there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.competence import services as competence
from osaamo.domains.profiles import exports, forms, queries, services
from osaamo.domains.profiles.models import Goal, Profile, SavedPlan
from osaamo.domains.profiles.views.asking import is_busy, mine, wait_page
from osaamo.kernel.access import get_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FOUND = 12


@mine
@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Choose what to compare with: an occupation, an ad, or skills."""
    words, skill_words = request.GET.get("q", "").strip(), request.GET.get("skill", "").strip()
    chosen = request.GET.getlist("uri") if request.method == "GET" else request.POST.getlist("uri")
    problem: Exception | None = None
    if request.method == "POST":
        if is_busy(request):
            return wait_page(request)
        try:
            set_goal(request, profile, chosen)
        except forms.UNREADABLE as error:
            problem = error
        else:
            return redirect("me-gap")
    context = {
        "goals": profile.goals.all(),
        "words": words,
        "occupations": queries.occupations(words) if words else (),
        "skill_words": skill_words,
        "skills": competence.search(skill_words, limit=FOUND) if skill_words else (),
        "chosen": [(uri, queries.label_of(uri)) for uri in dict.fromkeys(chosen)],
        "text": request.POST.get("text", ""),
        "problem": problem,
    }
    return render(request, "profiles/goal.html", context, status=422 if problem else 200)


def set_goal(request: HttpRequest, profile: Profile, uris: list[str]) -> Goal:
    """The goal that the form asks for.

    Raises:
        OsaamoError, ConnectorError: it cannot be a goal; the message says why.
    """
    if occupation := request.POST.get("occupation"):
        return services.aim_at_occupation(profile=profile, uri=occupation, language=get_language() or "fi")
    if ref := request.POST.get("ref"):
        return services.aim_at_reference(profile=profile, ref=ref)
    if uris:
        return services.aim_at_skills(profile=profile, uris=uris, title=gettext("Skills I chose"))
    form = forms.TextForm(request.POST, request.FILES, was_dropped=forms.DROPPED in request.META)
    if not form.is_valid():
        raise form.problem or services.EmptyGoal("No goal was given.")
    return services.aim_at_ad(profile=profile, text=form.cleaned_data["text"])


@mine
@require_POST
def change_goal(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:  # noqa: ARG001 - mine's argument
    """Make a goal the current one, or remove it."""
    row = get_for(request.user, Goal, pk, "change")
    if request.POST.get("do") == "remove":
        services.remove_goal(goal=row)
        return redirect("me-goal")
    services.choose_goal(goal=row)
    return redirect("me-gap")


@mine
@require_GET
def gap(request: HttpRequest, profile: Profile) -> HttpResponse:
    """What of the goal one has, partly has and lacks; what-if leaves out sources or parts of the goal."""
    aim = queries.current_goal(profile)
    if aim is None:
        return redirect("me-goal")
    sources = {int(pk) for pk in request.GET.getlist("without") if pk.isdecimal()}
    unwanted = set(request.GET.getlist("unwant"))
    return render(
        request,
        "profiles/gap.html",
        {
            "goal": aim,
            "what_if": queries.what_if(profile, aim, without=sources, unwant=unwanted),
            "sources": profile.sources.all(),
            "without": sources,
            "unwant": unwanted,
            "wanted": [(row["uri"], queries.label_of(row["uri"])) for row in aim.wanted],
        },
    )


@mine
@require_http_methods(["GET", "POST"])
def path(request: HttpRequest, profile: Profile) -> HttpResponse:
    """The best path to the goal within the given limits; posting saves the one that was chosen.

    Other paths are shown beside it until something is tried out on it: then they come when asked for, so that a trial
    answers at once.
    """
    aim = queries.current_goal(profile)
    if aim is None:
        return redirect("me-goal")
    if is_busy(request):
        return wait_page(request)
    given = request.POST if request.method == "POST" else request.GET
    form = forms.LimitsForm(given)
    avoid, must = tuple(dict.fromkeys(given.getlist("avoid"))), tuple(dict.fromkeys(given.getlist("must")))
    limits = form.limits(passed=queries.passed_by(profile), avoid=avoid, must=must)
    others = given.get("plan") != "best" if request.method == "POST" else "others" in given or not (avoid or must)
    found = queries.path_of(profile, aim, limits, alternatives=others)
    plans = [plan for plan in (found.result.plan, *found.result.alternatives) if plan]
    if request.method == "POST":
        chosen = next((plan for plan in plans if plan.kind == request.POST.get("plan")), None)
        if chosen is not None:
            version = services.save_plan(
                profile=profile,
                goal=aim,
                plan=chosen,
                sources=found.sources,
                limits=exports.limits_json(limits),
                coverage_before=found.result.gap.coverage,
                instead_of=profile.plans.filter(goal=aim).first(),
            )
            return redirect("me-plan", pk=version.plan_id)
    context = {"goal": aim, "form": form, "found": found.result, "plans": plans, "limits": limits}
    context |= {"known": queries.step_titles(avoid + must), "others": others}
    return render(request, "profiles/path.html", context)


@mine
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:  # noqa: ARG001 - mine's argument
    """A saved plan with its versions and warnings; posting removes it."""
    if request.method == "POST":
        services.remove_plan(plan=get_for(request.user, SavedPlan, pk, "change"))
        return redirect("me")
    row = get_for(request.user, SavedPlan, pk, "view")
    versions = list(row.versions.all())
    number = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == number), versions[0])
    warnings = queries.warnings_of(shown, on=timezone.localdate())
    context = {"plan": row, "shown": shown, "versions": versions, "warnings": warnings}
    return render(request, "profiles/plan.html", context)


@mine
@require_GET
def plan_file(request: HttpRequest, profile: Profile, pk: int, form: str) -> HttpResponse:  # noqa: ARG001 - as above
    """A saved plan as a calendar or as a document."""
    row = get_for(request.user, SavedPlan, pk, "view")
    version = row.versions.first()
    if version is None:
        raise Http404
    body, kind, name = exports.plan_file(version, form, get_language() or "fi")
    return exports.download(body, kind, name)
