"""The pages of one's own account that allauth has not, and guards around those it has."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.views import password_change
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from allauth.socialaccount.providers.saml.views import acs, finish_acs
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Person
from osaamo.kernel.queries import memberships_on
from osaamo.web import errors
from osaamo.web.accounts.adapters import refusal_page
from osaamo.web.accounts.people import choose_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

WAIT_SECONDS = 60
ANSWER_BYTES = 256 * 1024
"""A SAML answer with every attribute there is, signed and encrypted, stays far below."""


@require_GET
@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, ways to sign in, language, what Osaamo knows."""
    person, language = request.user, translation.get_language() or "fi"
    memberships = memberships_on().filter(person=person).select_related("organisation")
    return render(
        request,
        "osaamo/account.html",
        {
            "memberships": [
                {
                    "role": membership.get_role_display(),
                    "organisation": translated(membership.organisation.name, language),
                    "starts": membership.starts,
                    # A membership ends on the first day without it.
                    "last": membership.ends and membership.ends - timedelta(days=1),
                }
                for membership in memberships
            ],
            "home": translated(person.home_organisation.name, language) if person.is_federated else "",
            "second_factor": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists(),
            "languages": Person.Language.choices,
        },
    )


@require_POST
@login_required
def change_language(request: HttpRequest) -> HttpResponse:
    """Back to one's account, in the chosen language."""
    chosen = request.POST.get("language", "")
    if chosen not in Person.Language.values:
        return errors.bad_request(request, ValueError("no such language"))
    choose_language(person=request.user, language=chosen)
    with translation.override(chosen):
        messages.success(request, gettext("Pages and mails are now in this language."))
    return HttpResponseRedirect(translate_url(reverse("account"), chosen))


def local_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """``view`` for local accounts; people of a home organisation have their address, password and codes there."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_federated:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@local_only
def change_password(request: HttpRequest) -> HttpResponse:
    """The page for a new password; one who has none yet gets a link by mail."""
    if not request.user.has_usable_password():
        return HttpResponseRedirect(reverse("account_reset_password"))
    return password_change(request)


@csrf_exempt
@require_POST
@rate_limit(action="login")
def receive_saml(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The provider's answer, put aside for ``finish_saml``: only of providers we know, and of a sensible size."""
    get_app_or_404(request, organization_slug)
    if int(request.headers.get("Content-Length") or 0) > ANSWER_BYTES:
        return refusal_page(request, "unknown", status=401)
    return acs(request, organization_slug)


def finish_saml(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The end of a SAML login; an answer that nobody here asked for, or asked for only once, is refused."""
    try:
        return finish_acs(request, organization_slug)
    except (PermissionDenied, ValueError):
        return refusal_page(request, "unknown", status=401)


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for too many attempts to sign in."""
    return errors.too_many(request, WAIT_SECONDS)
