"""The pages: the front page with its three steps, how it works, health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from osaamo.competence import services as competence
from osaamo.kernel.jobs import backlog_figures
from osaamo.ports.aiuses import all_uses
from osaamo.web.ads import job_ads
from osaamo.web.asking import Given, goal_text, own_text
from osaamo.web.comparing import compared, nearest_ads
from osaamo.web.context import SCHEMES
from osaamo.web.demo import examples
from osaamo.web.errors import too_many
from osaamo.web.limits import TooMany, admit
from osaamo.web.messages import KNOWN_ERRORS, error_message
from osaamo.web.results import picture_of, text_result

if TYPE_CHECKING:
    from django.http import HttpRequest

SAMPLE_ADS = 8
ADS_COMPARED = 200


@require_GET
def start(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """To the front page in the language of the cookie, else of the browser, else Finnish."""
    return HttpResponseRedirect(reverse("front"))


@require_GET
def docs(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """To the reference of the interface, in the reader's language."""
    return HttpResponseRedirect(reverse("developers"))


@require_http_methods(["GET", "HEAD", "POST"])
def front(request: HttpRequest) -> HttpResponse:
    """The front page. A posted text is read, shown and forgotten."""
    if request.method != "POST":
        return render(request, "osaamo/front.html", _frame(Given(), Given()))
    try:
        admit(request)
    except TooMany as over:
        return too_many(request, over.seconds)
    request.chosen_scheme = request.POST.get("scheme", "")  # type: ignore[attr-defined]  # read by web.context
    response = render(request, "osaamo/front.html", _answer(request))
    return _with_scheme(request, response)


@require_GET
def how(request: HttpRequest) -> HttpResponse:
    """How it works: what the AI does, with what data and limits, and who decides."""
    language = get_language() or "fi"
    names = ("title", "purpose", "data", "oversight")
    uses = [{name: getattr(use, name)[language] for name in names} for use in all_uses()]
    engine = competence.engine()
    return render(
        request,
        "osaamo/how.html",
        {
            "uses": uses,
            "model": engine.model,
            "vocabulary": engine.vocabulary.version,
            "vocabulary_size": len(engine.vocabulary),
        },
    )


@require_http_methods(["POST"])
def scheme(request: HttpRequest) -> HttpResponse:
    """Back to the page, in the chosen colours."""
    back = request.POST.get("next", "")
    known = back.startswith("/") and not back.startswith(("//", "/\\"))
    return _with_scheme(request, HttpResponseRedirect(back if known else "/"))


@require_GET
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """200 when the database answers; says whether the engine is in memory, and how many jobs wait and failed."""
    engine = "loaded" if competence.is_loaded() else "not loaded yet"
    return JsonResponse({"status": "ok", "engine": engine, "jobs": backlog_figures()})


def _answer(request: HttpRequest) -> dict[str, Any]:
    own, goal = own_text(request), goal_text(request)
    context = _frame(own, goal)
    if not own.usable:
        return context
    language = get_language() or "fi"
    try:
        found = competence.extract(own.text)
        context["result"] = text_result(own.text, found, language)
        context["picture"] = picture_of(found, None, language)
        context["ads"] = nearest_ads(found, job_ads(language=language, most=ADS_COMPARED), SAMPLE_ADS)
    except KNOWN_ERRORS as error:
        return context | {"own": Given(text=own.text, error=error_message(error.code, error.values))}
    if goal.usable:
        try:
            comparison = compared(found, goal.text, language)
            context["comparison"] = comparison
            context["picture"] = picture_of(found, comparison.wanted, language)
        except KNOWN_ERRORS as error:
            context["goal"] = Given(text=goal.text, error=error_message(error.code, error.values))
    return context


def _frame(own: Given, goal: Given) -> dict[str, Any]:
    language = get_language() or "fi"
    known = list(examples().values())
    known.sort(key=lambda example: example["language"] != language)
    ads = job_ads(language=language, most=SAMPLE_ADS)
    return {"own": own, "goal": goal, "examples": known, "ads": ads}


def _with_scheme(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    chosen = request.POST.get("scheme", "")
    if chosen in SCHEMES:
        response.set_cookie("scheme", chosen, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure())
    return response
