"""What the pages of credits ask before they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone

from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError
    from django.http import HttpRequest

FIRST_YEAR = 2015
DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""


def alliance_for(user: Any, verb: str) -> Organisation:
    """The alliance, if the user may do ``verb`` in it.

    Raises:
        Http404: there is none.
        PermissionDenied: they may not.
    """
    alliance = Organisation.objects.filter(kind=Organisation.Kind.ALLIANCE).first()
    if alliance is None:
        raise Http404
    return get_for(user, Organisation, alliance.pk, verb)


def year_in(request: HttpRequest) -> int:
    """The year asked for, else this one."""
    this = timezone.localdate().year
    asked = request.GET.get("year", request.POST.get("year", ""))
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    return year if FIRST_YEAR <= year <= this + 1 else this


def years() -> list[int]:
    """The years one can choose, newest first."""
    return list(range(timezone.localdate().year, FIRST_YEAR, -1))[:8]


def said(error: ValidationError) -> str:
    """What a validation error says."""
    return " ".join(error.messages)
