"""One's own skills and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.competence import services as competence
from osaamo.domains.profiles import forms, queries, services
from osaamo.domains.profiles.enums import Purpose, SkillStatus, SourceKind
from osaamo.domains.profiles.models import Profile, ProfileSkill, Source
from osaamo.domains.profiles.views.asking import is_busy, mine, wait_page
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OWN = (SkillStatus.ACCEPTED, SkillStatus.ADDED)
FOUND = 12


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The profile by theme; before there is one, what is stored and the consent to it."""
    language = get_language() or "fi"
    profile = queries.profile_of(request.user)
    if request.method == "POST":
        get_for(request.user, Person, request.user.pk, "begin-profile")
        services.begin_profile(person=request.user, language=language)
        return redirect("me")
    if profile is None:
        text = services.consent_text(Purpose.PROFILE, language=language)
        stored = Profile.objects.filter(person=request.user).exists()
        return render(request, "profiles/begin.html", {"text": text, "stored": stored})
    own, suggested, rejected = queries.skills_by_theme(
        profile, language, OWN, (SkillStatus.SUGGESTED,), (SkillStatus.REJECTED,)
    )
    return render(
        request,
        "profiles/me.html",
        {
            "own": own,
            "suggested": suggested,
            "rejected": rejected,
            "counts": queries.status_counts(profile),
            "sources": queries.sources_of(profile),
            "goal": queries.current_goal(profile),
            "plans": profile.plans.all(),
            "attainments": profile.attainments.all(),
        },
    )


@mine
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, profile: Profile) -> HttpResponse:
    """A new source: a file or a pasted text, read into suggestions."""
    if request.method != "POST":
        return render(request, "profiles/add.html", {"form": forms.SourceForm(), "kinds": SourceKind})
    if is_busy(request):
        return wait_page(request)
    form = forms.SourceForm(request.POST, request.FILES, was_dropped=forms.DROPPED in request.META)
    if form.is_valid():
        kind = SourceKind(form.cleaned_data["kind"])
        try:
            read = services.add_source(
                profile=profile,
                kind=kind,
                title=form.title_or(kind),
                text=form.cleaned_data["text"],
                keep_text=form.cleaned_data["keep_text"],
                record=form.record,
            )
        except forms.UNREADABLE as problem:
            form.problem = problem
        else:
            tell_of(request, read)
            return redirect("me")
    return render(request, "profiles/add.html", {"form": form, "kinds": SourceKind}, status=422)


def tell_of(request: HttpRequest, read: services.ReadSource) -> None:
    """Leave a message on the next page about what was read."""
    said = ngettext("%(n)d new skill to look at.", "%(n)d new skills to look at.", read.new) % {"n": read.new}
    if read.known:
        known = ngettext("%(n)d you had already.", "%(n)d you had already.", read.known) % {"n": read.known}
        said = f"{said} {known}"
    messages.success(request, said)


@mine
@require_POST
def read_again(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:
    """Read a source whose text was kept once more."""
    source = get_for(request.user, profile.sources.exclude(text=""), pk, "change")
    if is_busy(request):
        return wait_page(request)
    tell_of(request, services.read_again(source=source))
    return redirect("me")


@mine
@require_POST
def remove_source(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:  # noqa: ARG001 - mine's argument
    """Remove a source with its evidence."""
    services.remove_source(source=get_for(request.user, Source, pk, "change"))
    messages.success(request, gettext("The source was removed, and its evidence with it."))
    return redirect("me")


@mine
@require_POST
def decide(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:  # noqa: ARG001 - mine's argument
    """Accept, reject or grade a skill."""
    skill = get_for(request.user, ProfileSkill, pk, "change")
    grade, status = request.POST.get("grade", ""), request.POST.get("status", "")
    if grade in {"1", "2", "3", "4", "5"}:
        services.grade(skill=skill, grade=int(grade))
    elif grade == "none":
        services.grade(skill=skill, grade=None)
    elif status in {SkillStatus.ACCEPTED, SkillStatus.REJECTED}:
        services.decide(skill=skill, status=SkillStatus(status))
    return HttpResponseRedirect(f"{reverse('me')}#skill-{skill.pk}")


@mine
@require_http_methods(["GET", "POST"])
def add_skill(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Find a skill by name and add it."""
    if request.method == "POST":
        try:
            skill = services.add_skill(profile=profile, uri=request.POST.get("uri", ""))
        except forms.UNREADABLE as problem:
            return render(request, "profiles/add_skill.html", {"problem": problem}, status=422)
        return HttpResponseRedirect(f"{reverse('me')}#skill-{skill.pk}")
    words = request.GET.get("q", "").strip()
    found = competence.search(words, limit=FOUND) if words else ()
    return render(request, "profiles/add_skill.html", {"words": words, "found": found})
