"""What badges do again and again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osaamo.domains.badges import services
from osaamo.kernel.periodic import periodic

LOOK_BACK = timedelta(days=400)
"""A school year, and what was entered late."""


@periodic("badges.catch-up", every=timedelta(days=1))
def catch_up() -> str:
    """Badges earned while there was no key, or before their rule was entered, are given."""
    if not services.can_sign():
        return "no signing key: no badges given"
    today = timezone.localdate()
    return f"{services.catch_up(start=today - LOOK_BACK, end=today + timedelta(days=1))} badges given"
