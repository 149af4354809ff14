"""One's own desk: what waits for somebody today in all domains, and the places they work in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from osaamo.kernel.i18n import translated
from osaamo.kernel.refs import ref_of
from osaamo.ports.duties import duties_of
from osaamo.web.rooms import PARTS, Part, doors_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from osaamo.ports.duties import Duty

SOON = 7
"""Days: what is due within them stands out."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to do: its sentence in the language of the page, its page, its last day, and how many days are left."""

    sentence: str
    url: str
    due_on: date | None
    left: int | None

    @property
    def state(self) -> str:
        """``late``, ``soon``, ``later``, or ``open`` where there is no last day."""
        if self.left is None:
            return "open"
        return "late" if self.left < 0 else "soon" if self.left <= SOON else "later"

    @property
    def over(self) -> int:
        """Days since the last day in time; 0 while there is time."""
        return max(0, -(self.left or 0))


def in_order(duties: Iterable[Duty], day: date, language: str) -> list[Waiting]:
    """The duties, those due first before others; what has no last day comes at the end, as the domains told it."""
    rows = [
        Waiting(
            sentence=translated(duty.sentence, language),
            url=f"/{language}{duty.url}",
            due_on=duty.due_on,
            left=(duty.due_on - day).days if duty.due_on else None,
        )
        for duty in duties
    ]
    return sorted(rows, key=lambda row: row.due_on or date.max)


@require_GET
@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the person who has signed in, and where they work."""
    day, language = timezone.localdate(), get_language() or "fi"
    doors = doors_of(request)
    return render(
        request,
        "osaamo/desk.html",
        {
            "day": day,
            "waiting": in_order(duties_of(ref_of(request.user), day), day, language),
            "parts": [
                (part.value, PARTS[part], [door for door in doors if door.place.part is part])
                for part in _order(works=any(door.place.roles for door in doors))
                if any(door.place.part is part for door in doors)
            ],
        },
    )


def _order(*, works: bool) -> list[Part]:
    """Work first where somebody has any, what is one's own first for a learner."""
    parts = list(Part)
    return [*parts[1:], parts[0]] if works else parts
