"""What the pages of a profile ask before they answer."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django_ratelimit.core import is_ratelimited

from osaamo.domains.profiles import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def mine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the person's own profile to a view; who has none, or withdrew their consent, is asked to begin."""

    @login_required
    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        profile = queries.profile_of(request.user)
        return view(request, profile, *args, **kwargs) if profile else redirect("me")

    return handle


def is_busy(request: HttpRequest) -> bool:
    """Whether the person runs the engine more often than they may; counts this time."""
    return bool(is_ratelimited(request, group="profiles", key="user", rate=settings.OSAAMO_RATE, increment=True))


def wait_page(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait a minute."""
    return render(request, "errors/429.html", {"seconds": 60}, status=429)
