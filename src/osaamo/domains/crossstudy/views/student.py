"""The student's pages: what they study elsewhere, and how they get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.crossstudy import forms, queries, services
from osaamo.domains.crossstudy.enums import Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.rules import IllegalMove, can_withdraw
from osaamo.kernel import capacity
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Person
from osaamo.kernel.refs import ref_of
from osaamo.ports import offers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ACTS = (State.OFFERED, State.UNPAID)
"""States in which the student has to do something."""


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one studies elsewhere: first what asks for something, then what is under way, then what is over."""
    rows = [{"row": row, "next": queries.next_step(row)} for row in queries.studies_of(request.user)]
    groups = [
        ("now", [one for one in rows if one["row"].state in ACTS]),
        ("way", [one for one in rows if not one["row"].is_over and one["row"].state not in ACTS]),
        ("over", [one for one in rows if one["row"].is_over]),
    ]
    return render(request, "crossstudy/mine.html", {"groups": groups, "any": bool(rows)})


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask both sides first, then show price, dates and who gets which data; on confirming, enrol."""
    person = get_for(request.user, Person, request.user.pk, "enrol-elsewhere")
    offer = offers.find(ref)
    if offer is None or not offer.published:
        raise Http404
    language = get_language() or "fi"
    audience = queries.audience_for(person, offer)
    form = forms.ConfirmForm(request.POST if request.method == "POST" else None)
    found = queries.eligibility(person, offer, audience=audience, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.enrol(person=person, offer=offer, audience=audience, language=language)
        except services.NotEligible as error:
            found = error.found
        else:
            messages.success(request, gettext("Your enrolment was received."))
            return redirect("crossstudy-enrolment", pk=row.pk)
    context = {
        "offer": offer,
        "found": found,
        "home_answers": found.of(Side.HOME),
        "host_answers": found.of(Side.HOST),
        "form": form,
        "own": person,
    }
    refused = request.method == "POST"
    return render(request, "crossstudy/enrol.html", context, status=422 if refused else 200)


@login_required
@require_GET
def enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    """One enrolment of one's own: its state, what comes next, what happened."""
    row = get_for(request.user, queries.studies_of(request.user), pk, "wish")
    ticket = capacity.ticket_of(pool=row.offer_ref, holder=ref_of(row)) if row.side == Side.HOST else None
    live = capacity.standing(ticket) if ticket is not None and row.state == State.QUEUED else None
    context = {
        "row": row,
        "next": queries.next_step(row),
        "rank": live.rank if live else row.rank,
        "why": live.reasons if live else (),
        "results": [result for result in row.results.all() if result.status == "valid"],
        "steps": queries.steps_of(row),
        "can_accept": row.state == State.OFFERED and row.wish == Wish.STUDY,
        "can_withdraw": can_withdraw(row, queries.today()),
    }
    return render(request, "crossstudy/enrolment.html", context)


@login_required
@require_POST
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the offered seat, or withdraw."""
    row = get_for(request.user, Enrolment.objects.select_related("host__organisation"), pk, "wish")
    wanted = request.POST.get("wish", "")
    if wanted not in {Wish.ACCEPT, Wish.WITHDRAW}:
        raise Http404
    done = ""
    if wanted == Wish.ACCEPT or can_withdraw(row, queries.today()):
        try:
            services.wish(enrolment=row, wish=Wish(wanted), who=request.user)
        except IllegalMove:
            pass
        else:
            done = gettext("You took the seat.") if wanted == Wish.ACCEPT else gettext("You withdrew.")
    if done:
        messages.success(request, done)
    else:
        messages.error(request, gettext("That is not possible any more. This is where your enrolment stands now."))
    return redirect("crossstudy-enrolment", pk=row.pk)
