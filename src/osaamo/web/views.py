"""The pages: the front page with its three steps, how it works, health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from osaamo.competence import services as competence
from osaamo.kernel.jobs import backlog_figures
from osaamo.ports.aiuses import all_uses
from osaamo.web.answering import answer, blank
from osaamo.web.context import with_scheme
from osaamo.web.errors import too_many
from osaamo.web.limits import TooMany, admit

if TYPE_CHECKING:
    from django.http import HttpRequest


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
        return render(request, "osaamo/front.html", blank())
    try:
        admit(request)
    except TooMany as over:
        return too_many(request, over.seconds)
    request.chosen_scheme = request.POST.get("scheme", "")  # type: ignore[attr-defined]  # read by web.context
    response = render(request, "osaamo/front.html", answer(request))
    return with_scheme(request, response)


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
    return with_scheme(request, HttpResponseRedirect(back if known else "/"))


@require_GET
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """200 when the database answers; says whether the engine is in memory, and how many jobs wait and failed."""
    engine = "loaded" if competence.is_loaded() else "not loaded yet"
    return JsonResponse({"status": "ok", "engine": engine, "jobs": backlog_figures()})
