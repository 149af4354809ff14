"""The budget of a year on one page, its costs by what they were for, and decisions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.finance import forms, queries, services
from osaamo.domains.finance.enums import section_title
from osaamo.domains.finance.views.words import apart, planned_titles
from osaamo.kernel.access import get_for, may
from osaamo.ports import planning

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.finance.models import Budget


def budget_for(request: HttpRequest, year: int, verb: str = "view") -> Budget:
    """The budget of the year, for those who may do the verb with it.

    Raises:
        Http404: there is none.
    """
    found = queries.budgets().filter(year=year).first()
    if found is None:
        raise Http404
    return get_for(request.user, queries.budgets(), found.pk, verb)


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The budget in force: the newest one that is approved, else the newest."""
    found = [one for one in queries.budgets() if may(request.user, "view", one)]
    if not found:
        raise PermissionDenied
    chosen = next((one for one in found if not one.is_draft), found[0])
    return redirect("budget-year", chosen.year)


@login_required
@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The sections and lines of a budget with what is booked, promised, expected and left."""
    return _page(request, budget_for(request, year))


@login_required
@require_GET
def costs(request: HttpRequest, year: int) -> HttpResponse:
    """What was booked by activity, area, module, spearhead, institution and month."""
    budget = budget_for(request, year)
    activities = planned_titles(planning.Kind.ACTIVITY)
    by_activity = sorted(queries.cost_of_activities(budget).items(), key=lambda one: (-one[1], one[0]))
    sums = queries.sums_of(budget)
    context = {
        "budget": budget,
        "activities": [(key, activities.get(key), amount) for key, amount in by_activity],
        "modules": queries.grouped(budget, lambda line: (line.module,) if line.module else (), sums),
        "spearheads": queries.grouped(budget, lambda line: (line.spearhead,) if line.spearhead else (), sums),
        "areas": [
            (planned_titles(planning.Kind.AREA).get(group.key), group)
            for group in queries.grouped(budget, lambda line: (line.area,) if line.area else (), sums)
        ],
        "institutions": sorted(queries.cost_by_institution(budget).items()),
        "months": sorted(queries.months_of(budget).items()),
    }
    return render(request, "finance/costs.html", context)


@login_required
@require_POST
def next_year(request: HttpRequest, year: int) -> HttpResponse:
    """The draft of the year after."""
    draft = services.next_year(budget=budget_for(request, year, "manage"), by=request.user)
    messages.success(request, gettext("The draft for %(year)s is ready to be written.") % {"year": draft.year})
    return redirect("budget-year", draft.year)


@login_required
@require_POST
def approve(request: HttpRequest, year: int) -> HttpResponse:
    """The rectors' council approved the estimate."""
    budget = budget_for(request, year, "approve")
    form = forms.DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, budget, approve_form=form)
    try:
        services.approve(
            budget=budget, on=form.cleaned_data["on"], decision=form.cleaned_data["decision"], by=request.user
        )
        messages.success(request, gettext("The budget is approved. Costs can be booked on it now."))
    except services.FinanceError as told:
        messages.error(request, told.sentence())
    return redirect("budget-year", budget.year)


@login_required
@require_POST
def close(request: HttpRequest, year: int) -> HttpResponse:
    """The books are closed until a day."""
    budget = budget_for(request, year, "manage")
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, budget, close_form=form)
    try:
        services.close_until(budget=budget, until=form.cleaned_data["until"], by=request.user)
        messages.success(request, gettext("The books are closed until that day."))
    except services.FinanceError:
        messages.error(request, gettext("The books are closed until a later day already."))
    return redirect("budget-year", budget.year)


def _page(
    request: HttpRequest,
    budget: Budget,
    *,
    approve_form: forms.DecisionForm | None = None,
    close_form: forms.CloseForm | None = None,
) -> HttpResponse:
    sections = queries.sections(budget)
    lines = [pair for group in sections for pair in group.lines]
    context = {
        "budget": budget,
        "years": [one.year for one in queries.budgets(budget.organisation)],
        "sections": [(section_title(group.key), group) for group in sections],
        "total": queries.total_of(group.sums for group in sections),
        "warnings": [(line, sums) for line, sums in lines if sums.standing in {"late", "risk"}],
        "unplanned": queries.unplanned(budget),
        "waiting": queries.waiting_rows().count(),
        "manages": may(request.user, "manage", budget),
        "approves": budget.is_draft and may(request.user, "approve", budget),
        **apart(
            approve_form=approve_form or forms.DecisionForm(),
            close_form=close_form or forms.CloseForm(),
            sheet_form=forms.SheetForm(),
            line_form=forms.LineForm(),
        ),
        "forms": tuple(MEDIA_TYPES),
    }
    is_wrong = bool((approve_form and approve_form.errors) or (close_form and close_form.errors))
    return render(request, "finance/year.html", context, status=422 if is_wrong else 200)
