"""The planner group's pages: the board by stage, reviewers, gates, calls and criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.evaluation import forms, queries, services
from osaamo.domains.evaluation.enums import STAGES, Outcome, Status
from osaamo.domains.evaluation.models import Decision, Proposal, Round
from osaamo.domains.evaluation.rules import GROUP, top_of
from osaamo.domains.evaluation.views.showing import page, places_of, shown_signals
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation, Person
from osaamo.ports import publishing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every proposal of one's alliances by stage, and what each waits for."""
    tops = _tops(request)
    rows = [row for row in queries.sent_in().select_related("lead__parent__parent") if top_of(row.lead) in tops]
    open_ = {of.proposal_id: of for of in queries.open_rounds()}
    columns = [
        (stage, [(row, queries.gate_of(open_[row.pk]) if row.pk in open_ else None) for row in rows if _on(row, stage)])
        for stage in STAGES
    ]
    ended = [row for row in rows if row.status in {Status.STOPPED, Status.DONE}]
    return page(request, "board.html", {"columns": columns, "ended": ended})


@login_required
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal for the planner group: whom to ask, how the reviews stand, the gate."""
    return _plan_page(request, _planned(request, pk))


@login_required
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody for a review."""
    proposal = _planned(request, pk)
    of, form = queries.open_round(proposal), forms.AskForm(request.POST)
    if of is None or not form.is_valid():
        messages.error(request, gettext("Choose a reviewer, and give a day as in 31.12.2026."))
        return redirect("proposal-plan", pk=pk)
    person, institution = form.cleaned_data["reviewer"].split(":")
    try:
        services.assign_reviewer(
            of=of,
            person=get_object_or_404(Person, pk=person),
            institution=get_object_or_404(Organisation, pk=institution),
            who=request.user,
            due_on=form.cleaned_data["due_on"],
        )
    except services.NotEligible:
        told = gettext("This person cannot review it: the proposal is theirs, or their institution has a reviewer.")
        messages.error(request, told)
    except services.ReviewIsClosed:
        messages.error(request, forms.GATE_SAYS["decided"])
    else:
        messages.success(request, gettext("Asked. The review is in their queue."))
    return redirect("proposal-plan", pk=pk)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The gate's decision on a round."""
    rows = Round.objects.select_related("proposal__lead__parent", "criteria")
    of = get_for(request.user, rows.filter(proposal__in=queries.sent_in()), pk, "decide")
    form = forms.GateForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.decide(of=of, who=request.user, **told | {"outcome": Outcome(told["outcome"])})
        except services.GateRefused as refused:
            form.add_error(None, forms.GATE_SAYS[refused.code])
        else:
            messages.success(request, gettext("Decided. The decision and its reasons are on the public page."))
            return redirect("proposal-plan", pk=of.proposal_id)
    return _plan_page(request, of.proposal, gate=form, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new decision in place of an old one, which stays to be read."""
    rows = Decision.objects.select_related("round__proposal__lead__parent", "round__criteria")
    old = get_for(request.user, rows, pk, "correct")
    initial = {"outcome": old.outcome, "reasons": old.reasons, "conditions": old.conditions}
    form = forms.GateForm(request.POST or None, initial=initial | {"next_on": old.round.proposal.next_on})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.correct(decision=old, who=request.user, **told | {"outcome": Outcome(told["outcome"])})
        except services.GateRefused as refused:
            form.add_error(None, forms.GATE_SAYS[refused.code])
        else:
            messages.success(
                request, gettext("Corrected. The old decision stays on the public page beside the new one.")
            )
            return redirect("proposal-plan", pk=old.round.proposal_id)
    status = 422 if form.errors else 200
    return page(request, "correct.html", {"old": old, "form": form, "proposal": old.round.proposal}, status=status)


@login_required
@require_POST
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Measure the signals anew."""
    services.measure(proposal=_planned(request, pk))
    messages.success(request, gettext("Measured anew."))
    return redirect("proposal-plan", pk=pk)


@login_required
@require_POST
def make_module(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an accepted proposal over to the catalogue."""
    proposal = _planned(request, pk)
    try:
        services.create_module(proposal=proposal, who=request.user)
    except services.NotAccepted:
        messages.error(request, gettext("The proposal has not passed the gate to run, so no module can be made of it."))
    except services.NoCatalogue:
        messages.error(request, gettext("There is no catalogue in this service. Make the module where yours is kept."))
    else:
        messages.success(request, gettext("The catalogue has a draft of the module now."))
    return redirect("proposal-plan", pk=pk)


def _planned(request: HttpRequest, pk: int) -> Proposal:
    return get_for(request.user, Proposal.objects.select_related("lead__parent", "call"), pk, "plan")


def _tops(request: HttpRequest) -> set[Organisation]:
    """The alliances whose offering the person plans.

    Raises:
        PermissionDenied: none.
    """
    tops = {top_of(place) for place in places_of(request, *GROUP)}
    if not any(may(request.user, "plan-offering", top) for top in tops):
        raise PermissionDenied
    return tops


def _on(proposal: Proposal, stage: str) -> bool:
    return proposal.stage == stage and proposal.status not in {Status.STOPPED, Status.DONE}


def _plan_page(
    request: HttpRequest, proposal: Proposal, *, gate: forms.GateForm | None = None, status: int = 200
) -> HttpResponse:
    of = queries.open_round(proposal)
    words = request.GET.get("name", "").strip()[:80]
    decisions = queries.decisions_of(proposal)
    context = {
        "proposal": proposal,
        "round": of,
        "gate_state": queries.gate_of(of) if of else None,
        "figures": queries.figures_of(of) if of and may(request.user, "read-reviews", of) else None,
        "reviews": of.reviews.select_related("reviewer", "institution") if of else (),
        "candidates": queries.possible_reviewers(of, words=words) if of else (),
        "name": words,
        "may_decide": of is not None and may(request.user, "decide", of),
        "form": gate or forms.GateForm(),
        "decisions": [
            (row, may(request.user, "correct", row) and not hasattr(row, "corrected_by")) for row in decisions
        ],
        "signals": shown_signals(proposal),
        "may_make": bool(queries.passed_to_run(proposal)) and not proposal.module_ref and publishing.has_catalogue(),
        "team": proposal.team.select_related("person"),
    }
    return page(request, "plan.html", context, status=status)
