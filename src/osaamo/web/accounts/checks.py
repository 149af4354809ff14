"""A mistake in the login file shows at start-up, not when somebody signs in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from osaamo.kernel.models import Role


@register
def roles_exist(**_: Any) -> list[Error]:
    """An error for each affiliation that is to give a role nobody can hold."""
    return [
        Error(
            f"The login file gives {role!r} for {affiliation!r} of {domain}: there is no such role.", id="osaamo.E001"
        )
        for source in settings.OSAAMO_LOGIN.sources.values()
        for domain, home in source.homes.items()
        for affiliation, role in home.roles.items()
        if role not in Role.values
    ]
