"""The numbers of badges, each opening to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.badges.models import BadgeClass, Credential
from osaamo.kernel.measuring import QueryTally
from osaamo.ports.measures import Kind, measure

if TYPE_CHECKING:
    from osaamo.ports.measures import Period, Tally


@measure("badges.issued", unit="badges", kind=Kind.FLOW)
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
