"""Scenarios of the portfolio: the list, a new one, and the answer with its reasons."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.foresight.forms import ScenarioForm
from osaamo.domains.foresight.models import PortfolioScenario
from osaamo.domains.foresight.queries.portfolio import offered, scenarios, school_codes
from osaamo.domains.foresight.rules import CHOOSERS
from osaamo.domains.foresight.services.portfolio import MODULES, make_scenario, remove_scenario
from osaamo.domains.foresight.views.portfolio_paper import curve_chart, scenario_paper
from osaamo.domains.foresight.views.portfolio_told import told_of
from osaamo.domains.foresight.views.showing import page, school_names
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

VERB = "plan-portfolio"

PLAN_SIZES = "16, 22, 30"
"""The plan's numbers of modules of 2021, 2022 and 2024 (IND-LEARN-01), offered by the form; one may change them."""

MOST_ROWS = 200
"""Modules whose cost can be written on the form."""


def place_of(request: HttpRequest) -> Organisation:
    """Where the person plans or decides on the offering.

    Raises:
        PermissionDenied: nowhere.
    """
    held = memberships_on().filter(person=request.user, role__in=CHOOSERS).values("organisation")
    places = Organisation.objects.filter(pk__in=held).select_related("parent__parent").order_by("code")
    place = next((place for place in places if may(request.user, VERB, place)), None)
    if place is None:
        raise PermissionDenied
    return place


def for_choosers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A GET page for those who plan or decide on the offering somewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place_of(request)
        return view(request, *args, **kwargs)

    return login_required(require_GET(guarded))


@for_choosers
def portfolios(request: HttpRequest) -> HttpResponse:
    """The scenarios of the alliance."""
    alliance = place_of(request).lineage()[-1]
    return page(request, "portfolios.html", {"scenarios": scenarios(alliance)})


@login_required
@require_http_methods(["GET", "POST"])
def new_portfolio(request: HttpRequest) -> HttpResponse:
    """A new scenario; the costs come filled in from the budget where a module names a line of it."""
    place = place_of(request)
    everything = offered()
    rows = [row for row in everything if row.taught.kind != "course"][:MOST_ROWS]
    names = school_names()
    schools = [(code, names.get(code, code)) for code in school_codes(everything)]
    initial = {"count": max(1, sum(row.today for row in rows)), "kinds": [MODULES], "sizes": PLAN_SIZES}
    form = ScenarioForm(request.POST or None, rows=rows, schools=schools, initial=initial)
    if request.method == "POST" and form.is_valid():
        scenario = make_scenario(
            organisation=place,
            name=form.cleaned_data["name"],
            wishes=form.wishes(),
            costs=form.costs(),
            who=request.user,
        )
        return redirect("portfolio-scenario", pk=scenario.pk)
    context = {"form": form, "schools": names, "unknown": sum(row.cost is None for row in rows)}
    status = 422 if request.method == "POST" else 200
    return render(request, "foresight/portfolio_new.html", context, status=status)


@login_required
@require_GET
def portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer of a scenario: what is chosen, against today and other sizes, why, and what holds it back."""
    source = PortfolioScenario.objects.select_related("organisation__parent__parent", "made_by")
    scenario = get_for(request.user, source, pk, "view")
    told = told_of(scenario, school_names()) if scenario.result else None
    chart = curve_chart(told) if told else ""
    context = {
        "scenario": scenario,
        "told": told,
        "chart": mark_safe(chart),  # noqa: S308 - drawn by kernel.charts, which escapes every text
        "may_remove": may(request.user, "remove", scenario),
    }
    if told is None:
        return render(request, "foresight/portfolio.html", context)
    return page(request, "portfolio.html", context, paper=lambda: scenario_paper(scenario, told), name="portfolio")


@login_required
@require_POST
def remove_portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a scenario of one's own."""
    source = PortfolioScenario.objects.select_related("organisation__parent__parent")
    scenario = get_for(request.user, source, pk, "remove")
    remove_scenario(scenario=scenario, who=request.user)
    messages.success(request, gettext("The scenario is removed."))
    return redirect("portfolio")
