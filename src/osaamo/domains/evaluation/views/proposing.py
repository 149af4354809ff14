"""A proposer's pages: drafts, the team, sending in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.evaluation import forms, queries, services
from osaamo.domains.evaluation.enums import MISSING, Stage
from osaamo.domains.evaluation.models import Proposal
from osaamo.domains.evaluation.rules import PROPOSERS
from osaamo.domains.evaluation.views.showing import page, places_of
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

FOUND = 12


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What the person proposed, and a way to begin another."""
    context = {"own": queries.own_proposals(request.user), "may_propose": bool(_leads(request))}
    return page(request, "mine.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; ``origin`` in the address refers to the project or ecosystem it came from.

    ``title`` and ``summary`` in the address fill the fields in the language of the page.
    """
    leads = _leads(request)
    if not leads:
        raise PermissionDenied
    initial = {"lead": leads[0].pk, "origin_ref": request.GET.get("origin", "")[:120]}
    language = get_language() or "fi"
    initial |= {f"title_{language}": request.GET.get("title", "")[:200]}
    initial |= {f"summary_{language}": request.GET.get("summary", "")[:4000]}
    form = forms.ProposalForm(request.POST or None, leads=leads, initial=initial)
    if request.method != "POST":
        return page(request, "edit.html", {"form": form})
    if not form.is_valid():
        return page(request, "edit.html", {"form": form}, status=422)
    proposal = services.start_proposal(
        owner=request.user,
        lead=form.cleaned_data["lead"],
        institutions=form.cleaned_data["institutions"],
        values=form.values(),
    )
    messages.success(request, gettext("The draft is saved. Only you see it until you send it in."))
    return redirect("proposal-edit", pk=proposal.pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on; nothing is overwritten that was saved in another window."""
    proposal = get_for(request.user, Proposal.objects.select_related("lead"), pk, "change")
    leads = [proposal.lead]
    initial = forms.ProposalForm.initial_of(proposal)
    if request.method != "POST":
        return _edit_page(request, proposal, forms.ProposalForm(leads=leads, initial=initial))
    form = forms.ProposalForm(request.POST, leads=leads, initial=initial)
    if not form.is_valid():
        return _edit_page(request, proposal, form, status=422)
    try:
        services.save_proposal(
            proposal=proposal,
            who=request.user,
            revision=form.cleaned_data["revision"] or 0,
            institutions=form.cleaned_data["institutions"],
            values=form.values(),
        )
    except services.ChangedMeanwhile:
        told = gettext(
            "This was saved in another window meanwhile. What you wrote is below and not lost: open the page anew in "
            "another tab, bring both together and save."
        )
        form.add_error(None, told)
        return _edit_page(request, proposal, form, status=409)
    if request.POST.get("do") == "send":
        return _send(request, proposal)
    messages.success(request, gettext("Saved."))
    return redirect("proposal-edit", pk=proposal.pk)


@login_required
@require_POST
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """The team's shares."""
    proposal = get_for(request.user, Proposal.objects.select_related("lead"), pk, "change")
    form = forms.TeamForm(request.POST, people=_team_people(proposal, request.POST.get("colleague", "")))
    if not form.is_valid():
        messages.error(request, gettext("A share is a number above 0 and at most 100, with two decimals at most."))
        return redirect("proposal-edit", pk=pk)
    try:
        services.set_team(proposal=proposal, who=request.user, shares=form.shares())
    except services.SharesDoNotFit as wrong:
        told = gettext("The shares sum to %(total)s. They must sum to exactly 100; nothing was changed.")
        messages.error(request, told % {"total": wrong.total})
    else:
        messages.success(request, gettext("The team's shares are saved."))
    return redirect("proposal-edit", pk=pk)


@login_required
@require_POST
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the run, by its owner."""
    proposal = get_for(request.user, Proposal.objects.select_related("lead"), pk, "change")
    form = forms.ResultForm(request.POST)
    if proposal.stage not in {Stage.RUN, Stage.AFTER}:
        raise PermissionDenied
    if not form.is_valid():
        return _edit_page(request, proposal, None, result=form, status=422)
    services.record_result(proposal=proposal, who=request.user, values=form.cleaned_data)
    messages.success(request, gettext("The result is saved beside the forecast."))
    return redirect("proposal-edit", pk=pk)


def _send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Send the saved proposal in, or say what stands in the way."""
    try:
        services.send_in(proposal=proposal, who=request.user)
    except services.Incomplete as lacking:
        names = ", ".join(str(MISSING[name]) for name in lacking.missing)
        messages.error(request, gettext("Saved, but not sent: still missing are %(names)s.") % {"names": names})
    except services.CallIsClosed:
        messages.error(request, gettext("Saved, but not sent: the call is not open today. Choose another call."))
    except services.NoCriteria:
        messages.error(request, gettext("Saved, but not sent: no criteria are in force. Ask the planner group."))
    else:
        messages.success(request, gettext("Sent in. From now on everybody can follow it here."))
        return redirect("proposal", pk=proposal.pk)
    return redirect("proposal-edit", pk=proposal.pk)


def _edit_page(
    request: HttpRequest,
    proposal: Proposal,
    form: forms.ProposalForm | None,
    *,
    result: forms.ResultForm | None = None,
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("colleague", "").strip()[:80]
    shares = {f"share_{row.person_id}": row.share for row in proposal.team.all()}
    has_run = proposal.stage in {Stage.RUN, Stage.AFTER}
    context = {
        "proposal": proposal,
        "form": form or forms.ProposalForm(leads=[proposal.lead], initial=forms.ProposalForm.initial_of(proposal)),
        "team": forms.TeamForm(people=_team_people(proposal, words), initial=shares),
        "colleague": words,
        "result": result or (forms.ResultForm() if has_run else None),
        "last": queries.last_decision(proposal),
        "missing": [MISSING[name] for name in queries.missing_of(proposal)],
    }
    return page(request, "edit.html", context, status=status)


def _leads(request: HttpRequest) -> list[Organisation]:
    """The institutions for which the person may propose."""
    places = places_of(request, *PROPOSERS)
    return [
        place for place in places if place.kind == Organisation.Kind.INSTITUTION and may(request.user, "propose", place)
    ]


def _team_people(proposal: Proposal, words: str) -> Sequence[Person]:
    """The team, and staff of the owner institutions whose names hold the words."""
    members = list(Person.objects.filter(pk__in=proposal.team.filter(person__isnull=False).values("person")))
    if not words.strip():
        return members
    held = memberships_on().filter(organisation__in=proposal.institutions.all(), role__in=PROPOSERS).values("person")
    found = Person.objects.filter(pk__in=held, is_active=True, display_name__icontains=words.strip())
    return [*members, *found.exclude(pk__in=[member.pk for member in members])[:FOUND]]
