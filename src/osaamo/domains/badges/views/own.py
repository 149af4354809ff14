"""A person's own badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.badges import queries, services
from osaamo.domains.badges.models import Credential
from osaamo.kernel.access import get_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's badges, and the evidence one has handed in."""
    claims = request.user.badge_claims.select_related("badge__organisation").prefetch_related("badge__versions")
    return render(request, "badges/mine.html", {"credentials": queries.held(request.user), "claims": claims})


@login_required
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder says what the page of a badge shows to everybody."""
    credential = get_for(request.user, Credential, pk, "share")
    services.share(
        credential=credential,
        is_shared=request.POST.get("shared") in {"badge", "evidence"},
        shows_evidence=request.POST.get("shared") == "evidence",
    )
    messages.success(request, gettext("Saved."))
    return redirect("badges-mine")


@login_required
@require_POST
def add_to_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the profile of a badge once more, for who began one after the badge was given."""
    services.tell_profile(credential=get_for(request.user, Credential, pk, "share"))
    try:
        return redirect(reverse("me"))
    except NoReverseMatch:  # no domain of profiles in this service
        return redirect("badges-mine")
