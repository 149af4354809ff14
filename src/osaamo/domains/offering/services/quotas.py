"""Quotas: seats of a realisation held for groups that share nobody and fit into its seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.offering.enums import Audience
from osaamo.domains.offering.services.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Organisation

AUDIENCE = "audience:"


def check_quotas(quotas: Mapping[str, int], *, seats: int | None, organisations: Mapping[str, Organisation]) -> None:
    """Nothing, when the quotas (seats by group) fit.

    A group is the code of an organisation or ``audience:`` and an audience. Quotas of organisations and of audiences
    do not stand side by side, for a student of a school in open studies would belong to two of them.

    Raises:
        Refused: ``unknown-organisation``, ``unknown-audience``, ``quotas-overlap`` or ``quotas-over-seats``.
    """
    audiences = {group.removeprefix(AUDIENCE) for group in quotas if group.startswith(AUDIENCE)}
    codes = {group for group in quotas if not group.startswith(AUDIENCE)}
    if unknown := sorted(audiences - set(Audience.values)):
        raise Refused("unknown-audience", value=unknown[0])
    if unknown := sorted(code for code in codes if code not in organisations):
        raise Refused("unknown-organisation", value=unknown[0])
    if audiences and codes:
        raise Refused("quotas-overlap", value=f"{min(codes)}, {AUDIENCE}{min(audiences)}")
    for code in sorted(codes):
        if above := codes & {place.code for place in organisations[code].lineage()[1:]}:
            raise Refused("quotas-overlap", value=f"{code}, {min(above)}")
    if seats is not None and sum(quotas.values()) > seats:
        raise Refused("quotas-over-seats", sum=sum(quotas.values()), seats=seats)
