"""The budget of a year on one page, its costs by what they were for, and decisions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.finance import forms, queries, services
from osaamo.domains.finance.enums import section_title
from osaamo.domains.finance.views.words import planned_titles
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation
from osaamo.kernel.writing import apart, status_for, wrote
from osaamo.ports import planning, shown

if TYPE_CHECKING:
    from decimal import Decimal

    from django.forms import Form
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
    """What was booked by activity, area, module, spearhead, institution, supplier and month."""
    budget = budget_for(request, year)
    activities, spearheads = planned_titles(planning.Kind.ACTIVITY), planned_titles(planning.Kind.SPEARHEAD)
    sums = queries.sums_of(budget)
    names = {one.code: one.name for one in Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION)}
    context = {
        "budget": budget,
        "activities": [(key, activities.get(key), cost) for key, cost in _dearest(queries.cost_of_activities(budget))],
        "modules": queries.grouped(budget, lambda line: (line.module,) if line.module else (), sums),
        "spearheads": [(key, spearheads.get(key), cost) for key, cost in _dearest(queries.cost_of_spearheads(budget))],
        "areas": [
            (planned_titles(planning.Kind.AREA).get(group.key), group)
            for group in queries.grouped(budget, lambda line: (line.area,) if line.area else (), sums)
        ],
        "institutions": [
            (names.get(code, {"fi": code}), amount)
            for code, amount in sorted(queries.cost_by_institution(budget).items())
        ],
        "suppliers": _dearest(queries.cost_by_supplier(budget)),
        "months": sorted(queries.months_of(budget).items()),
        "manages": may(request.user, "manage", budget),
    }
    return render(request, "finance/costs.html", context)


def _dearest(costs: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    """The costs, the largest first."""
    return sorted(costs.items(), key=lambda one: (-one[1], one[0]))


@login_required
@require_POST
def next_year(request: HttpRequest, year: int) -> HttpResponse:
    """The draft of the year after."""
    budget = budget_for(request, year, "manage")
    done = wrote(
        request,
        None,
        lambda: services.next_year(budget=budget, by=request.user),
        lambda draft: gettext("The draft for %(year)s is ready to be written.") % {"year": draft.year},
    )
    return redirect("budget-year", done.made.year if done else year)


@login_required
@require_POST
def approve(request: HttpRequest, year: int) -> HttpResponse:
    """The rectors' council approved the estimate."""
    budget = budget_for(request, year, "approve")
    form = forms.DecisionForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.approve(budget=budget, by=request.user, **form.cleaned_data),
        gettext("The budget is approved. Costs can be booked on it now."),
    ):
        return redirect("budget-year", year)
    return _page(request, budget, form)


@login_required
@require_POST
def close(request: HttpRequest, year: int) -> HttpResponse:
    """The books are closed until a day."""
    budget = budget_for(request, year, "manage")
    form = forms.CloseForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.close_until(budget=budget, by=request.user, **form.cleaned_data),
        gettext("The books are closed until that day."),
    ):
        return redirect("budget-year", year)
    return _page(request, budget, form)


@login_required
@require_POST
def write_line(request: HttpRequest, year: int) -> HttpResponse:
    """A line is written into a draft."""
    budget = budget_for(request, year, "manage")
    form = forms.LineForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.save_line(
            budget=budget, code=form.cleaned_data["code"], values=form.values(), by=request.user
        ),
        gettext("The line is saved."),
    ):
        return redirect("budget-year", year)
    return _page(request, budget, form)


def _page(request: HttpRequest, budget: Budget, wrong: Form | None = None) -> HttpResponse:
    """The budget; one form as it was sent, the others empty."""

    def form(kind: type[Form]) -> Form:
        return wrong if isinstance(wrong, kind) else kind()

    sections = queries.sections(budget)
    lines = [pair for group in sections for pair in group.lines]
    about = request.GET.get("about", "")
    context = {
        "budget": budget,
        "about": about,
        "about_title": next((one.title for one in shown.show([about] if about else []).values()), None),
        "years": [one.year for one in queries.budgets(budget.organisation)],
        "sections": [(section_title(group.key), group) for group in sections],
        "total": queries.total_of(group.sums for group in sections),
        "warnings": [(line, sums) for line, sums in lines if sums.standing in {"late", "risk"}],
        "unplanned": queries.unplanned(budget),
        "waiting": queries.waiting_rows().count(),
        "manages": may(request.user, "manage", budget),
        "approves": budget.is_draft and may(request.user, "approve", budget),
        **apart(
            approve_form=form(forms.DecisionForm),
            close_form=form(forms.CloseForm),
            sheet_form=forms.SheetForm(),
            line_form=form(forms.LineForm),
        ),
        "forms": tuple(MEDIA_TYPES),
    }
    return render(request, "finance/year.html", context, status=status_for(wrong))
