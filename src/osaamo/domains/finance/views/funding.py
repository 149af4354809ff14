"""What comes in: members' contributions and the ministry's grants, by recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.finance import forms, queries, services
from osaamo.domains.finance.models import Budget, Contribution, Grant
from osaamo.domains.finance.queries import ZERO
from osaamo.domains.finance.views.overview import budget_for
from osaamo.kernel.access import get_for, may

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def funding(request: HttpRequest, year: int) -> HttpResponse:
    """Contributions to a budget, grants of its year by recipient, and the money no plan describes."""
    budget = budget_for(request, year)
    contributions, grants = queries.contributions_of(budget), queries.grants_in(budget.year)
    recipients: dict[str, list[queries.Paid]] = {}
    for one in grants:
        recipients.setdefault(one.of.organisation.code, []).append(one)
    context = {
        "budget": budget,
        "contributions": contributions,
        "invited": sum((one.of.amount for one in contributions), ZERO),
        "paid": sum((one.received for one in contributions), ZERO),
        "recipients": [
            (rows[0].of.organisation, rows, sum((one.of.amount for one in rows), ZERO)) for rows in recipients.values()
        ],
        "granted": sum((one.of.amount for one in grants), ZERO),
        "received": sum((one.received for one in grants), ZERO),
        "used": sum((one.used for one in grants), ZERO),
        "unplanned": queries.unplanned(budget),
        "manages": may(request.user, "manage", budget),
        "receive_form": forms.ReceiveForm(),
        "use_form": forms.UseForm(),
    }
    return render(request, "finance/funding.html", context)


@login_required
@require_POST
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """A member paid."""
    found = Contribution.objects.select_related("budget", "payer").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_for(request.user, Budget, found.budget_id, "manage")
    _receive(request, found)
    return redirect("budget-funding", found.budget.year)


@login_required
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """The ministry paid, or the institution used what it got."""
    found = get_for(request.user, Grant.objects.select_related("organisation__parent"), pk, "manage")
    if "text" in request.POST:
        form = forms.UseForm(request.POST)
        if form.is_valid():
            services.use_grant(grant=found, by=request.user, **form.cleaned_data)
            messages.success(request, gettext("The use is written down."))
        else:
            messages.error(request, gettext("Give the day, the amount and what it was used for."))
    else:
        _receive(request, found)
    return redirect("budget-funding", found.year)


def _receive(request: HttpRequest, of: Contribution | Grant) -> None:
    form = forms.ReceiveForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Give the day, the amount and the voucher number."))
        return
    try:
        services.receive(of=of, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("The payment is written down."))
    except services.FinanceError as told:
        messages.error(request, told.sentence())
