"""External evaluation: its evidence, findings, answers, and what is done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.governance import forms, queries, services
from osaamo.domains.governance.enums import ReportState
from osaamo.domains.governance.models import Body, Evaluation, Finding, Remedy, Report
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import apart, status_for, wrote
from osaamo.ports import planning

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EVALUATION = Evaluation.objects.select_related("organisation__parent")
FINDING = Finding.objects.select_related("evaluation__organisation__parent")


def _manages(request: HttpRequest) -> Body | None:
    """A body of the alliance, where the person prepares its matters."""
    first = queries.bodies().first()
    return first if first is not None and may(request.user, "manage", first) else None


@login_required
@require_http_methods(["GET", "POST"])
def evaluations(request: HttpRequest) -> HttpResponse:
    """The evaluations the reader may see; one is opened."""
    body = _manages(request)
    form = forms.EvaluationForm(request.POST or None)
    if request.method == "POST":
        if body is None:
            raise PermissionDenied
        if wrote(
            request,
            form,
            lambda: services.open_evaluation(organisation=body.organisation, by=request.user, **form.cleaned_data),
            gettext("The evaluation is open."),
        ):
            return redirect("gov-evaluations")
    found = [row for row in EVALUATION.all() if may(request.user, "view", row)]
    if not found and body is None and not _oversees(request):
        raise PermissionDenied
    context = {"evaluations": found, "manages": body is not None, **apart(form=form)}
    return render(request, "governance/evaluations.html", context, status=status_for(form))


def _oversees(request: HttpRequest) -> bool:
    first = queries.bodies().first()
    return first is not None and may(request.user, "oversee", first)


@login_required
@require_GET
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluation with its evidence and findings."""
    return _page(request, get_for(request.user, EVALUATION, pk, "view"))


@login_required
@require_POST
def let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody may read the evidence."""
    row = get_for(request.user, EVALUATION, pk, "manage")
    form = forms.EvaluatorForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.let_in(evaluation=row, by=request.user, **form.cleaned_data),
        gettext("The evaluator may read now."),
    ):
        return redirect("gov-evaluation", row.pk)
    return _page(request, row, evaluator_form=form)


@login_required
@require_POST
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Something was found."""
    row = get_for(request.user, EVALUATION, pk, "find")
    form = forms.FindingForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.find(evaluation=row, by=request.user, **form.cleaned_data),
        gettext("The finding is written down."),
    ):
        return redirect("gov-evaluation", row.pk)
    return _page(request, row, finding_form=form)


@login_required
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluation is over."""
    row = get_for(request.user, EVALUATION, pk, "manage")
    wrote(
        request,
        None,
        lambda: services.finish(evaluation=row, on=timezone.localdate(), by=request.user),
        gettext("The evaluation is finished."),
    )
    return redirect("gov-evaluation", row.pk)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding is answered."""
    found = get_for(request.user, FINDING, pk, "answer")
    form = forms.TextForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.answer(finding=found, on=timezone.localdate(), by=request.user, **form.cleaned_data),
        gettext("The answer is saved."),
    ):
        return redirect("gov-evaluation", found.evaluation_id)
    return _page(request, found.evaluation, answer_form=form, of=found)


@login_required
@require_POST
def remedy(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is done because of a finding."""
    found = get_for(request.user, FINDING, pk, "answer")
    form = forms.RemedyForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.remedy(finding=found, by=request.user, **form.cleaned_data),
        gettext("It is on the list of things to do."),
    ):
        return redirect("gov-evaluation", found.evaluation_id)
    return _page(request, found.evaluation, remedy_form=form, of=found)


@login_required
@require_POST
def remedied(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    row = Remedy.objects.select_related("finding").filter(pk=pk).first()
    if row is None:
        raise Http404
    found = get_for(request.user, FINDING, row.finding_id, "answer")
    wrote(
        request,
        None,
        lambda: services.remedied(remedy=row, on=timezone.localdate(), by=request.user),
        gettext("It is marked as done."),
    )
    return redirect("gov-evaluation", found.evaluation_id)


def _page(request: HttpRequest, row: Evaluation, of: Finding | None = None, **bound: Any) -> HttpResponse:
    findings = []
    for found in row.findings.prefetch_related("remedies"):
        own = bound if of is not None and of.pk == found.pk else {}
        answer_form = own.get("answer_form") or forms.TextForm(initial={"text": found.answer})
        remedy_form = own.get("remedy_form") or forms.RemedyForm()
        apart(**{f"a{found.pk}": answer_form, f"r{found.pk}": remedy_form})
        findings.append((found, answer_form, remedy_form, answer_form.is_bound or remedy_form.is_bound))
    shown = apart(
        evaluator_form=bound.get("evaluator_form") or forms.EvaluatorForm(),
        finding_form=bound.get("finding_form") or forms.FindingForm(),
    )
    manages, is_over = may(request.user, "manage", row), row.finished_on is not None
    context = {
        "evaluation": row,
        "findings": findings,
        "evaluators": row.evaluators.select_related("person"),
        "manages": manages,
        "is_open": not is_over,
        "finds": may(request.user, "find", row) and not is_over,
        "indicators": _asked(row, planning.Kind.INDICATOR),
        "activities": _asked(row, planning.Kind.ACTIVITY),
        "reports": Report.objects.filter(
            body__organisation=row.organisation, state__in=(ReportState.FROZEN, ReportState.SUPERSEDED)
        ).select_related("body"),
        **shown,
    }
    return render(request, "governance/evaluation.html", context, status=status_for(*shown.values(), *bound.values()))


def _asked(row: Evaluation, kind: planning.Kind) -> list[planning.PlanItem]:
    """The plan's items in the evaluation's scope."""
    return [item for item in planning.items(kind) if not row.areas or item.area in row.areas]
