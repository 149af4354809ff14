"""Pools of experts: joining and leaving, looking for people for a case, asking them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo import engine as door
from osaamo.domains.governance import forms, queries, services
from osaamo.domains.governance.enums import Answer, PoolKind
from osaamo.domains.governance.models import Expert, Invitation
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Role
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.writing import apart, status_for, wrote

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ASKERS = (Role.STEERING_MEMBER, Role.PLANNER, Role.RDI, Role.EXPORT)
EXPERT = Expert.objects.select_related("person", "organisation__parent")


def consent_text() -> str:
    """What somebody agrees to who joins, in the language of the page."""
    return gettext(
        "My name, institution, languages and what I write here may be shown to those who plan, research and export "
        "teaching in the alliance, so that they find me for a case and ask me. The service reads skills in my text. I "
        "can leave at any time; then the text and the skills are deleted."
    )


@login_required
@require_http_methods(["GET", "POST"])
def experts(request: HttpRequest) -> HttpResponse:
    """Looking for experts for a case: who fits, and why."""
    if not _asks(request):
        raise PermissionDenied
    today = timezone.localdate()
    form = forms.CaseForm(request.POST or None)
    proposals: list[queries.Proposal] | None = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            proposals = queries.propose(
                case=values["case"], on=today, pool=values["pool"], area=values["area"], language=values["language"]
            )
        except (door.EmptyText, door.TextTooLong):
            form.add_error("case", services.Unreadable().sentence())
    context = {
        "proposals": proposals,
        "case": form.cleaned_data if proposals is not None else {},
        "count": queries.experts_on(today).count(),
        "pools": [(pool.label, _in_pool(pool, today)) for pool in PoolKind],
        "asked": Invitation.objects.select_related("expert__person", "expert__organisation")[:20],
        **apart(form=form),
    }
    return render(request, "governance/experts.html", context, status=status_for(form))


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own place in the pools, and what one is asked."""
    row = EXPERT.filter(person=request.user).first()
    form = forms.JoinForm(request.POST or None, initial=_initial(row))
    if request.method == "POST":
        text = consent_text()

        def join() -> Expert:
            values = {name: value for name, value in form.cleaned_data.items() if name != "agree"}
            return services.join(person=request.user, consent=text, on=timezone.localdate(), **values)

        if wrote(request, form, join, gettext("You are in the pools. Look at the skills that were read.")):
            return redirect("gov-expert-mine")
    context = {
        "expert": row if row is not None and row.left_on is None else None,
        "consent": consent_text(),
        "invitations": Invitation.objects.filter(expert=row) if row else (),
        "open": Answer.OPEN,
        **apart(form=form),
    }
    return render(request, "governance/mine.html", context, status=status_for(form))


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Out of the pools."""
    row = EXPERT.filter(person=request.user, left_on__isnull=True).first()
    if row is None:
        raise Http404
    wrote(
        request,
        None,
        lambda: services.leave(expert=row, on=timezone.localdate()),
        gettext("You left the pools. Your text and the skills are deleted."),
    )
    return redirect("gov-expert-mine")


@login_required
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """An expert is asked for a case."""
    row = get_for(request.user, EXPERT, pk, "invite")
    form = forms.InviteForm(request.POST)
    if form.is_valid():
        wrote(
            request,
            None,
            lambda: services.invite(expert=row, by=request.user, **form.cleaned_data),
            gettext("%(name)s is asked and sees it when signing in.") % {"name": row.person.display_name},
        )
    else:
        messages.error(request, gettext("Describe the case first."))
    return redirect("gov-experts")


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation is answered."""
    row = get_for(request.user, Invitation.objects.select_related("expert"), pk, "answer")
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        wrote(
            request,
            None,
            lambda: services.answer_invitation(
                invitation=row, accepts=form.cleaned_data["accepts"] == "yes", words=form.cleaned_data["words"]
            ),
            gettext("Your answer is sent."),
        )
    else:
        messages.error(request, gettext("Choose whether you accept or decline."))
    return redirect("gov-expert-mine")


def _asks(request: HttpRequest) -> bool:
    return memberships_on().filter(person=request.user, role__in=ASKERS).exists()


def _in_pool(pool: PoolKind, on: Any) -> int:
    # Asked in Python: SQLite knows no containment in JSON.
    return sum(pool.value in pools for pools in queries.experts_on(on).values_list("pools", flat=True))


def _initial(row: Expert | None) -> dict[str, Any]:
    if row is None or row.left_on is not None:
        return {}
    names = ("organisation", "pools", "areas", "languages", "available_from", "available_until", "about")
    return {name: getattr(row, name) for name in names}
