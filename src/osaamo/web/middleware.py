"""Small middlewares: the request log, the remaining security headers, the language that stays."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("osaamo.web")

PERMISSIONS = ", ".join(
    f"{name}=()" for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


def request_log(get_response: Handler) -> Handler:
    """Logs route, status and time of each request; never the address, the query or the sender."""

    def handle(request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "route": match.route if match else "-",
                "method": request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other",
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - begun) * 1000),
            },
        )
        return response

    return handle


def more_headers(get_response: Handler) -> Handler:
    """Adds the headers Django has no setting for, and keeps what a person gave or sees out of caches."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
        if request.method == "POST" or signed_in:
            response.setdefault("Cache-Control", "no-store")
        return response

    return handle


def remember_language(get_response: Handler) -> Handler:
    """Keeps the language of the page one chose to look at, so that the start address leads back to it."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        chosen = translation.get_language_from_path(request.path_info)
        if chosen and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        return response

    return handle
