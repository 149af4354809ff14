"""The numbers of badges, each opening to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from osaamo.domains.badges.enums import Decision
from osaamo.domains.badges.models import BadgeClass, Claim, Credential
from osaamo.kernel.measuring import QueryTally, beginning_of
from osaamo.ports.measures import Kind, Period, Pipeline, Stage, measure

if TYPE_CHECKING:
    from datetime import date

    from osaamo.ports.measures import Tally

CLAIMED = {
    "fi": "hakemukset, jotka odottavat opettajaa",
    "sv": "ansökningar som väntar på en lärare",
    "en": "claims that wait for a teacher",
}


def _claimed(period: Period, on: date) -> Pipeline:
    """Claims that waited when a day began."""
    day, end = beginning_of(on), beginning_of(period.end)
    split = max(period.start, min(on, period.end))
    rows = Claim.objects.filter(Q(decided_at__isnull=True) | Q(decided_at__gte=day), asked_at__lt=day)
    came = rows.filter(decision=Decision.APPROVED, decided_at__lt=end)
    waiting, approved = (QueryTally(some, organisation="badge__organisation") for some in (rows, came))
    return Pipeline(issued(Period(period.start, split)), (Stage("claimed", CLAIMED, waiting, approved),))


@measure("badges.issued", unit="badges", kind=Kind.FLOW, pipeline=_claimed)
def issued(period: Period) -> Tally:
    """Badges given in the period and not withdrawn since."""
    rows = Credential.objects.filter(
        issued_at__date__gte=period.start, issued_at__date__lt=period.end, withdrawn_at__isnull=True
    )
    return QueryTally(rows, organisation="badge__organisation")


@measure("badges.withdrawn", unit="badges", kind=Kind.FLOW)
def withdrawn(period: Period) -> Tally:
    """Badges withdrawn in the period."""
    rows = Credential.objects.filter(withdrawn_at__date__gte=period.start, withdrawn_at__date__lt=period.end)
    return QueryTally(rows, organisation="badge__organisation")


@measure("badges.offered", unit="badges", kind=Kind.STOCK)
def offered(period: Period) -> Tally:
    """Badges that could be earned at the end of the period."""
    rows = BadgeClass.objects.filter(created_at__date__lt=period.end).exclude(retired_at__date__lt=period.end)
    return QueryTally(rows)
