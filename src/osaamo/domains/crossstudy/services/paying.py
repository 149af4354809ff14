"""What is paid for an enrolment, by the source of prices where there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo.kernel.refs import ref_of
from osaamo.ports import offers, prices

if TYPE_CHECKING:
    from datetime import datetime

    from osaamo.domains.crossstudy.models import Enrolment

DAYS_TO_PAY = 7
"""A seat that is not paid for by then goes to the next."""


def deadline() -> datetime:
    """Until when an order made now is paid."""
    return timezone.now() + timedelta(days=DAYS_TO_PAY)


def charge(enrolment: Enrolment) -> bool:
    """Whether there is something to pay; the order is made."""
    source, offer = prices.source(), offers.find(enrolment.offer_ref)
    if source is None or offer is None or enrolment.person is None:
        return False
    return source.charge(
        offer,
        audience=enrolment.audience,
        home=enrolment.home.organisation.code if enrolment.home is not None else "",
        on=timezone.localdate(enrolment.asked_at),
        person=ref_of(enrolment.person),
        enrolment=ref_of(enrolment),
    )


def release(enrolment: Enrolment) -> None:
    """The enrolment ended: an unpaid order is void, and a paid one is paid back if the course had not begun."""
    source = prices.source()
    begun = enrolment.starts is not None and enrolment.starts <= timezone.localdate()
    if source is not None and enrolment.person is not None and not begun:
        source.release(enrolment=ref_of(enrolment))
