"""The list of drafts, and how one begins: empty, from a course, from a file, or with another course as a joint one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.teaching import exports, forms, queries, services
from osaamo.domains.teaching.models import Draft
from osaamo.kernel.access import get_for
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from osaamo.ports.supply import Taught

SHOWN = 12


@login_required
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The person's drafts, those they were invited to, and the ways to begin one."""
    places = queries.places_of(request.user)
    if not places:
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "own": queries.drafts_of(request.user),
        "shared": queries.drafts_shared_with(request.user),
        "places": places,
        "words": words,
        "courses": queries.courses_named(words, places)[:SHOWN] if words else [],
        "limit": forms.FILE_LIMIT,
    }
    return render(request, "teaching/drafts.html", context)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft, empty or with the texts of a course."""
    form = forms.BeginForm(request.POST)
    place = _place(request, form.data.get("institution", ""))
    if not form.is_valid():
        raise Http404
    reference = form.cleaned_data["course"]
    if not reference:
        draft = services.start(person=request.user, institution=place)
    else:
        draft = services.start_from(person=request.user, institution=place, course=_course(reference))
    return redirect("draft", pk=draft.pk)


@login_required
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """A new draft with what a RIPA file tells."""
    form = forms.FileForm(request.POST, request.FILES)
    place = _place(request, form.data.get("institution", ""))
    if not form.is_valid():
        messages.error(request, gettext("Choose a RIPA file first."))
        return redirect("drafts")
    file = form.cleaned_data["file"]
    if file.size > forms.FILE_LIMIT:
        messages.error(request, gettext("The file is larger than 2 MB. Export one course unit and send that."))
        return redirect("drafts")
    try:
        values = exports.values_in(file.read(), file.name)
    except ConnectorError:
        messages.error(request, gettext("The file is not a course unit in the RIPA format. Check where it came from."))
        return redirect("drafts")
    draft = services.start(person=request.user, institution=place, values=values)
    messages.success(request, gettext("The draft has what the file tells."))
    return redirect("draft", pk=draft.pk)


@login_required
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft of a joint offering: this one and a course of another school, each under its source."""
    draft = get_for(request.user, Draft.objects.select_related("institution"), pk, "change")
    course = _course(request.POST.get("course", ""))
    joint = services.start_joint(draft=draft, who=request.user, course=course, sources=_sources(draft, course))
    messages.success(
        request,
        gettext(
            "This is a new draft with both texts. Keep what belongs together, then propose it as a joint offering."
        ),
    )
    return redirect("draft", pk=joint.pk)


def _sources(draft: Draft, course: Taught) -> dict[str, str]:
    school = Organisation.objects.filter(code=course.institution).first()
    told = {}
    for code in LANGUAGES:
        with override(code):
            mine = translated(draft.title, code) or gettext("Untitled draft")
            theirs = translated(course.title, code)
            told[f"draft-{code}"] = f"{mine} ({translated(draft.institution.name, code)}):"
            told[f"course-{code}"] = f"{theirs} ({translated(school.name, code) if school else course.institution}):"
    return told


def _place(request: HttpRequest, code: str) -> Organisation:
    place = Organisation.objects.filter(code=code).first()
    return get_for(request.user, Organisation, place.pk if place else 0, "draft-course")


def _course(reference: str) -> Taught:
    course = queries.course_of(reference)
    if course is None:
        raise Http404
    return course
