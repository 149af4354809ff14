"""How often an anonymous caller may run the engine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django_ratelimit.core import get_usage

if TYPE_CHECKING:
    from django.http import HttpRequest

GROUP = "engine"


@dataclass(frozen=True, slots=True)
class TooMany(Exception):
    """The caller is over the limit; ``seconds`` until the next call is admitted."""

    seconds: int


def admit(request: HttpRequest) -> None:
    """Count one call of the engine against the caller.

    Raises:
        TooMany: the caller is over ``OSAAMO_RATE``.
    """
    usage = get_usage(request, group=GROUP, key=_caller, rate=settings.OSAAMO_RATE, increment=True)
    if usage and usage["should_limit"]:
        raise TooMany(max(1, usage["time_left"]))


def _caller(_group: str, request: HttpRequest) -> str:
    # A keyed digest, so that no network address lies in the cache.
    address = request.META.get("REMOTE_ADDR", "")
    return hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
