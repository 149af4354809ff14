"""What the pages of indicators ask before they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from osaamo.domains.indicators import queries
from osaamo.domains.indicators.models import Indicator
from osaamo.kernel.access import get_for
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def indicator_for(user: Any, key: str, verb: str = "view") -> Indicator:
    """The indicator with the key, with what its page needs, if the user may do ``verb`` to it.

    Raises:
        Http404: there is none.
        PermissionDenied: they may not.
    """
    row = Indicator.objects.filter(key=key).first()
    if row is None:
        raise Http404
    return get_for(user, queries.indicators(), row.pk, verb)


def titles(kind: planning.Kind) -> dict[str, Mapping[str, str]]:
    """The titles of the plan's items of a kind, by key."""
    return {item.key: item.title for item in planning.items(kind)}


def year_in(request: HttpRequest, otherwise: int, years: range) -> int:
    """The year asked for, else ``otherwise``.

    Raises:
        Http404: what is asked for is no year of the history.
    """
    asked = request.GET.get("year", "")
    if not asked:
        return otherwise
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years):
        raise Http404
    return int(asked)
