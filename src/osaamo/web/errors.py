"""The error pages, and problem+json where a program asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from osaamo.web.problems import problem, wants_problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CODES = {400: "invalid-request", 403: "not-allowed", 404: "not-found", 500: "server-error"}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if wants_problem(request):
        return problem(request, status, CODES[status])
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for a request that cannot be understood."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for what one may not do."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for a form that was not sent from our own page."""
    if wants_problem(request):
        return problem(request, 403, CODES[403])
    return render(request, "errors/form.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for an address that holds nothing."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a mistake of ours."""
    return _page(request, 500)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says when to try again."""
    response = render(request, "errors/429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response
