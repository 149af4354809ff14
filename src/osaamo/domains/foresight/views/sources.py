"""Sources: where dated texts come from, what each run brought, and what was set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.foresight import forms, queries, services
from osaamo.domains.foresight.enums import BrokenState
from osaamo.domains.foresight.models import Corpus
from osaamo.domains.foresight.rules import runs_service, takes_in
from osaamo.kernel.access import get_for, may

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_RUNS = 50
MOST_BROKEN = 100


@login_required
@require_http_methods(["GET", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """All corpora, and for those who run the service the form for a new one."""
    if not takes_in.test(request.user, None):
        raise PermissionDenied
    manages = runs_service.test(request.user, None)
    if request.method == "POST" and not manages:
        raise PermissionDenied
    form = forms.CorpusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            corpus = services.keep_corpus(**form.told(), who=request.user)
        except services.Refused as refusal:
            form.add_error("url", services.reason(refusal.code))
        else:
            messages.success(request, gettext("The source is kept."))
            return redirect("foresight-source", code=corpus.code)
    context = {"corpora": queries.corpora_told(), "form": form if manages else None}
    return render(request, "foresight/sources.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def source(request: HttpRequest, code: str) -> HttpResponse:
    """One corpus: its terms, its runs, what was set apart, and what one may do."""
    corpus = _corpus(request, code, "view")
    broken = corpus.broken_texts.filter(state=BrokenState.OPEN).select_related("run", "corpus").order_by("-run", "line")
    closed = corpus.broken_texts.exclude(state=BrokenState.OPEN).values_list("state").annotate(Count("pk")).order_by()
    context = {
        "corpus": corpus,
        "runs": [(run, _problem(run.error)) for run in corpus.runs.defer("content").select_related("by")[:MOST_RUNS]],
        "broken": [(one, services.reason(one.code), services.can_mend(one)) for one in broken[:MOST_BROKEN]],
        "set_apart": broken.count(),
        "closed": [(BrokenState(state).label, count) for state, count in closed],
        "kept": services.kept_texts(corpus).count(),
        "changes_terms": may(request.user, "change-terms", corpus),
        "most_bytes": settings.OSAAMO_FILE_BYTES,
        "manages": may(request.user, "change", corpus),
    }
    return render(request, "foresight/source.html", context)


@login_required
@require_POST
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in a file, or start or go on with a harvest; a job does it."""
    corpus = _corpus(request, code, "take-in")
    form = forms.FileForm(request.POST, request.FILES)
    try:
        if corpus.is_harvested:
            services.start_harvest(corpus=corpus, who=request.user)
        elif form.is_valid():
            file = form.cleaned_data["file"]
            services.receive_file(corpus=corpus, who=request.user, filename=file.name, data=file.read())
        else:
            messages.error(request, form.errors["file"][0])
            return redirect("foresight-source", code=code)
    except services.Refused as refusal:
        messages.error(request, services.reason(refusal.code))
    else:
        messages.success(request, gettext("It has begun. Load this page again to see how far it is."))
    return redirect("foresight-source", code=code)


def _corpus(request: HttpRequest, code: str, verb: str) -> Corpus:
    known = Corpus.objects.filter(code=code).values_list("pk", flat=True).first()
    return get_for(request.user, Corpus, known, verb)


def _problem(error: dict[str, object]) -> str:
    """What stopped a run, in words; nothing for one that was not stopped."""
    return services.reason(error["code"], error["values"]) if error else ""
