"""What is in the database of a simulated school, as JSON: the auditor of the simulation runs it when all is over."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any


def audit() -> dict[str, Any]:
    """The enrolments of each side by key, and counts of what must not be."""
    from django.db.models import Count, F

    from osaamo.domains.crossstudy.enums import HELD, Delivery, Intake, ResultStatus, Side, State
    from osaamo.domains.crossstudy.models import Enrolment, Incoming, Outgoing, Party, Result
    from osaamo.domains.crossstudy.queries import broken_trails
    from osaamo.kernel import capacity
    from osaamo.kernel.models import AuditEntry

    hosts = Enrolment.objects.filter(side=Side.HOST)
    seated = Counter(hosts.filter(state__in=HELD).values_list("offer_ref", flat=True))
    waiting = set(hosts.filter(state=State.QUEUED).values_list("offer_ref", flat=True))
    left = capacity.left(pools=waiting)
    attempts = sum(Outgoing.objects.values_list("attempts", flat=True))
    twice = (
        Enrolment.objects.values("person", "offer_ref").filter(side=Side.HOME).annotate(n=Count("pk")).filter(n__gt=1)
    )
    return {
        "home": _rows(Enrolment.objects.filter(side=Side.HOME)),
        "host": _rows(hosts),
        "full": max(seated.values(), default=0),
        "pools": [str(finding) for finding in capacity.audit_pools()],
        "queued": hosts.filter(state=State.QUEUED).count(),
        "idle": sum(1 for one in left.values() if one.free),
        "messages": Outgoing.objects.count(),
        "attempts": attempts,
        "doubled": twice.count(),
        "undelivered": Outgoing.objects.exclude(delivery=Delivery.DELIVERED).count(),
        "early": Incoming.objects.filter(intake=Intake.EARLY).count(),
        "unheard": _unheard(),
        "unrecognised": Result.objects.filter(enrolment__side=Side.HOST, status=ResultStatus.VALID)
        .exclude(recognised=True)
        .count(),
        "broken": broken_trails(),
        "trail": AuditEntry.objects.count(),
        "party": Party.objects.get(address="").tk_code,
        "own": Enrolment.objects.filter(home=F("host")).count(),
    }


def _rows(rows: Any) -> dict[str, dict[str, Any]]:
    from osaamo.domains.crossstudy.enums import ResultStatus

    found = {}
    for row in rows.prefetch_related("results"):
        valid = [result for result in row.results.all() if result.status == ResultStatus.VALID]
        found[str(row.key)] = {
            "state": row.state,
            "grade": ",".join(result.grade for result in valid),
            "results": sorted(str(result.key) for result in row.results.all()),
        }
    return found


def _unheard() -> int:
    """Enrolments with a message that came in and was not the next one to be heard."""
    from osaamo.domains.crossstudy.models import Enrolment, Incoming

    came: dict[str, int] = {}
    for incoming in Incoming.objects.order_by("pk").iterator():
        key = f"{incoming.correlation} {incoming.receiver_id} {incoming.sender_id}"
        came[key] = came.get(key, 0) + 1
    return sum(
        row.heard != came.get(f"{row.key} {row.party.pk} {row.other.pk if row.other else ''}", 0)
        for row in Enrolment.objects.select_related("home", "host")
    )


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(audit(), sys.stdout)
