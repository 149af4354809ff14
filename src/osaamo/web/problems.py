"""Errors for programs: ``application/problem+json`` (RFC 9457) with a stable code and a message in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from django.utils import translation

from osaamo.web.messages import error_message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TITLES = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def wants_problem(request: HttpRequest) -> bool:
    """Whether the request came to one of the two interfaces for programs."""
    return request.path.startswith(("/api/", "/v1/"))


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    *,
    values: Mapping[str, object] | None = None,
    errors: Sequence[Mapping[str, Any]] = (),
) -> JsonResponse:
    """A response with ``type``, ``title``, ``status``, ``code``, ``detail`` and, for fields, ``errors``."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": TITLES[status],
            "status": status,
            "code": code,
            "detail": error_message(code, values),
        }
    if errors:
        body["errors"] = list(errors)
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    if status == 429 and values:
        response["Retry-After"] = str(values["seconds"])
    return response
