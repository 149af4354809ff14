"""What every page needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language

import osaamo
from osaamo.web.rooms import doors_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SCHEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """The languages with this page's address in each, the chosen colours, the version, and where the reader works."""
    path = request.get_full_path() if request.resolver_match else "/"
    scheme = getattr(request, "chosen_scheme", None) or request.COOKIES.get("scheme", "")
    return {
        "page_languages": [
            {"code": code, "name": name, "url": _address(path, code), "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ],
        "scheme": scheme if scheme in SCHEMES else "",
        "version": osaamo.__version__,
        # Called by the menu only: pages without it ask for no roles.
        "doors": partial(doors_of, request),
    }


def with_scheme(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, which makes the browser remember the colours that were posted, if any were."""
    chosen = request.POST.get("scheme", "")
    if chosen in SCHEMES:
        response.set_cookie("scheme", chosen, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure())
    return response


def _address(path: str, code: str) -> str:
    address = translate_url(path, code)
    # An address outside the three languages (an error page) has no twin; its switch leads to the start.
    return address if address.startswith(f"/{code}/") else f"/{code}/"
