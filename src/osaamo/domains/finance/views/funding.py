"""What comes in: members' contributions and the ministry's grants, and what each recipient did with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.finance import exports, forms, queries, services
from osaamo.domains.finance.models import Budget, Contribution, Grant
from osaamo.domains.finance.queries import ZERO
from osaamo.domains.finance.views.overview import budget_for
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import apart, status_for, wrote

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest


@login_required
@require_GET
def funding(request: HttpRequest, year: int) -> HttpResponse:
    """Contributions to a budget, grants of its year by recipient, and the money no plan describes."""
    return _page(request, budget_for(request, year))


@login_required
@require_GET
def recipients(request: HttpRequest, year: int) -> HttpResponse:
    """What each recipient of the ministry's grants got, used and has left, and what stands in its books."""
    budget = budget_for(request, year)
    found = queries.recipients(budget)
    context = {
        "budget": budget,
        "recipients": found,
        "total": queries.Recipient.together(found),
        "unplanned": queries.unplanned(budget),
        "manages": may(request.user, "manage", budget),
        "forms": tuple(MEDIA_TYPES),
    }
    return render(request, "finance/recipients.html", context)


@login_required
@require_GET
def recipients_file(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The report by recipient as PDF, slides, text document or workbook."""
    if form not in MEDIA_TYPES:
        raise Http404
    budget = budget_for(request, year)
    paper = exports.recipients_paper(budget, language=get_language() or "fi", on=timezone.localdate().isoformat())
    return exports.answer(paper, form, f"recipients-{budget.year}")


@login_required
@require_POST
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """A member's contribution is invoiced."""
    found = _contribution(request, pk)
    form = forms.InvoiceForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.invoice(contribution=found, by=request.user, **form.cleaned_data),
        gettext("The invoice is written down."),
    ):
        return redirect("budget-funding", found.budget.year)
    return _page(request, found.budget, form, of=found)


@login_required
@require_POST
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """A member paid."""
    found = _contribution(request, pk)
    return _receive(request, found, found.budget)


@login_required
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """The ministry paid."""
    found = _grant(request, pk)
    return _receive(request, found, budget_for(request, found.year))


def _receive(request: HttpRequest, of: Contribution | Grant, budget: Budget) -> HttpResponse:
    form = forms.ReceiveForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.receive(of=of, by=request.user, **form.cleaned_data),
        gettext("The payment is written down."),
    ):
        return redirect("budget-funding", budget.year)
    return _page(request, budget, form, of=of)


@login_required
@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """An institution used what it got."""
    found = _grant(request, pk)
    form = forms.UseForm(request.POST)
    if wrote(
        request,
        form,
        lambda: services.use_grant(grant=found, by=request.user, **form.cleaned_data),
        gettext("The use is written down."),
    ):
        return redirect("budget-funding", found.year)
    return _page(request, budget_for(request, found.year), form, of=found)


def _contribution(request: HttpRequest, pk: int) -> Contribution:
    found = Contribution.objects.select_related("budget__organisation__parent", "payer__parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_for(request.user, Budget, found.budget_id, "manage")
    return found


def _grant(request: HttpRequest, pk: int) -> Grant:
    return get_for(request.user, Grant.objects.select_related("organisation__parent"), pk, "manage")


def _page(
    request: HttpRequest, budget: Budget, wrong: Form | None = None, of: Contribution | Grant | None = None
) -> HttpResponse:
    """The funding; one form of the row ``of`` as it was sent."""

    def own(row: Contribution | Grant, **kinds: type[Form]) -> dict[str, Form]:
        found = {name: wrong if isinstance(wrong, kind) and of == row else kind() for name, kind in kinds.items()}
        apart(**{f"{name}-{type(row).__name__.lower()}{row.pk}": form for name, form in found.items()})
        return found

    contributions, grants = queries.contributions_of(budget), queries.grants_in(budget.year)
    context = {
        "budget": budget,
        "contributions": [
            {"paid": one, **own(one.of, invoice_form=forms.InvoiceForm, receive_form=forms.ReceiveForm)}
            for one in contributions
        ],
        "grants": [
            {"paid": one, **own(one.of, receive_form=forms.ReceiveForm, use_form=forms.UseForm)} for one in grants
        ],
        "today": timezone.localdate(),
        "invited": sum((one.of.amount for one in contributions), ZERO),
        "paid": sum((one.received for one in contributions), ZERO),
        "granted": sum((one.of.amount for one in grants), ZERO),
        "received": sum((one.received for one in grants), ZERO),
        "used": sum((one.used for one in grants), ZERO),
        "unplanned": queries.unplanned(budget),
        "manages": may(request.user, "manage", budget),
    }
    return render(request, "finance/funding.html", context, status=status_for(wrong))
