"""Care of a source: its terms changed afterwards, and one by one the records that were set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.foresight import forms, services
from osaamo.domains.foresight.enums import BrokenState, CorpusFormat
from osaamo.domains.foresight.models import BrokenText, Corpus
from osaamo.domains.foresight.rules import plans
from osaamo.kernel.access import get_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONG = 80
"""A field with more characters gets a larger box."""


@login_required
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, code: str) -> HttpResponse:
    """What the terms of a source allow; that its texts will be removed is said before it is done."""
    known = Corpus.objects.filter(code=code).values_list("pk", flat=True).first()
    corpus = get_for(request.user, Corpus, known, "change-terms")
    sent = request.method == "POST"
    initial = {"may_store_text": corpus.may_store_text, "licence": corpus.licence}
    form = forms.TermsForm(request.POST if sent else None, initial=initial)
    kept, asks = services.kept_texts(corpus).count(), False
    if sent and form.is_valid():
        may_store = form.cleaned_data["may_store_text"]
        asks = corpus.may_store_text and not may_store and "sure" not in request.POST
        if not asks:
            try:
                services.change_terms(corpus=corpus, who=request.user, **form.cleaned_data)
            except services.Refused as refusal:
                form.add_error("may_store_text", services.reason(refusal.code))
            else:
                messages.success(request, gettext("The terms are kept."))
                return redirect("foresight-source", code=code)
    context = {"corpus": corpus, "form": form, "kept": kept, "asks": asks, "never": corpus.format == CorpusFormat.P67}
    return render(request, "foresight/source_terms.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_history(request: HttpRequest) -> HttpResponse:
    """Hand in a table of enrolments of earlier years: all of it is stored, or nothing and why."""
    if not plans.test(request.user, None):
        raise PermissionDenied
    form = forms.FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, form.errors["file"][0])
        return redirect("portfolio-enrolment")
    file = form.cleaned_data["file"]
    try:
        new, known = services.take_history(data=file.read(), filename=file.name, who=request.user)
    except services.Refused as refusal:
        why = services.reason(refusal.values.get("reason", ""))
        messages.error(request, services.reason(refusal.code, refusal.values | {"reason": why}))
    except ConnectorError as problem:
        messages.error(request, services.reason(problem.code))
    else:
        told = gettext("Earlier runs that are new: %(new)s, brought up to date: %(known)s.")
        messages.success(request, told % {"new": new, "known": known})
    return redirect("portfolio-enrolment")


@login_required
@require_http_methods(["GET", "POST"])
def broken(request: HttpRequest, pk: int) -> HttpResponse:
    """One record that was set apart: why, its fields to edit, and to take it in once more or leave it out."""
    row = get_for(request.user, BrokenText.objects.select_related("corpus", "run"), pk, "mend")
    said = services.reason(row.code)
    mends, cells = services.can_mend(row), services.cells_of(row)
    sent = request.method == "POST"
    if sent and row.state == BrokenState.OPEN:
        if "drop" in request.POST:
            services.leave_out(broken=row, who=request.user)
            messages.success(request, gettext("The record is left out."))
            return redirect("foresight-source", code=row.corpus.code)
        cells = {name: request.POST.get(f"cell-{at}", text) for at, (name, text) in enumerate(cells.items())}
        try:
            services.mend_text(broken=row, cells=cells, who=request.user)
        except services.Refused as refusal:
            said = services.reason(refusal.code)
        else:
            messages.success(request, gettext("The record is taken in."))
            return redirect("foresight-source", code=row.corpus.code)
    context = {
        "row": row,
        "reason": said,
        "mends": mends,
        "open": row.state == BrokenState.OPEN,
        "cells": [(at, name, text, len(text) > LONG) for at, (name, text) in enumerate(cells.items())],
    }
    return render(request, "foresight/source_broken.html", context, status=422 if sent else 200)
