"""What runs in the background: messages on their way, and what time does to enrolments."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Delivery, Side
from osaamo.domains.crossstudy.models import Outgoing
from osaamo.domains.crossstudy.services.posting import ask_to_deliver
from osaamo.kernel.periodic import periodic

KEEP_BODIES = timedelta(days=30)
"""A delivered message is kept to be looked at for so long; it holds personal data."""


@task()
def deliver() -> int:
    """How many messages arrived."""
    return services.deliver_due()


@periodic("crossstudy.deliver", every=timedelta(minutes=1))
def deliver_again() -> str:
    """What waits for another attempt is sent."""
    waiting = Outgoing.objects.filter(delivery=Delivery.WAITING, due_at__lte=timezone.now()).count()
    if waiting:
        ask_to_deliver()
    return f"{waiting} messages wait"


@periodic("crossstudy.lapse-unpaid", every=timedelta(hours=1))
def lapse_unpaid() -> str:
    """Seats that were not paid for in time are free again."""
    return f"{services.let_lapse_unpaid()} enrolments were not paid in time"


@periodic("crossstudy.follow-offers", every=timedelta(hours=1))
def follow_offers() -> str:
    """Pools take the seats of their offers, and cancelled courses end their enrolments."""
    return f"{services.follow_offers()} enrolments ended with their course"


@periodic("crossstudy.tell-ranks", every=timedelta(hours=1))
def tell_ranks() -> str:
    """Who moved up in a queue is told."""
    return f"{services.tell_ranks()} places in queues told"


@periodic("crossstudy.forget-bodies", every=timedelta(days=1))
def forget_bodies() -> str:
    """Messages that arrived long ago lose what they said; those of people who left, at once."""
    long_ago = Q(delivered_at__lt=timezone.now() - KEEP_BODIES)
    of_nobody = Q(delivery=Delivery.DELIVERED, enrolment__side=Side.HOME, enrolment__person__isnull=True)
    old = Outgoing.objects.filter(long_ago | of_nobody).exclude(body={})
    return f"{old.update(body={})} messages emptied"
