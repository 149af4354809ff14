"""Erasing a person: every row about them in every domain, and the receipt that says so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from osaamo.domains.profiles.enums import CaseStatus
from osaamo.domains.profiles.models import Erasure, GuidanceCase
from osaamo.kernel.models import AuditEntry
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.kernel.models import Person

GONE = "kernel.person:erased"
"""Stands in the audit trail where the person's reference stood."""


@transaction.atomic
def erase(*, person: Person) -> Erasure:
    """The receipt: the account and all that hangs on it is gone, and sessions with it.

    The audit trail stays, as the law wants it, but nothing in it leads to the person.
    """
    sessions = _end_sessions(person)
    trail = _forget_in_trail(person)
    _hand_back(person)
    _, rows = person.delete()
    counted = Counter(rows) + Counter({"sessions.Session": sessions, "kernel.AuditEntry": trail})
    receipt = Erasure.objects.create(rows=dict(sorted(counted.items())))
    audit(verb="person.erase", about=receipt, details={"rows": sum(rows.values())})
    return receipt


def _end_sessions(person: Person) -> int:
    """How many sessions of the person were removed; each must be opened to see whose it is."""
    own = [row.pk for row in Session.objects.iterator() if str(row.get_decoded().get(SESSION_KEY)) == str(person.pk)]
    removed, _ = Session.objects.filter(pk__in=own).delete()
    return removed


def _forget_in_trail(person: Person) -> int:
    """How many audit entries no longer point to the person."""
    ref = ref_of(person)
    changed = AuditEntry.objects.filter(who=person).update(who=None)
    changed += AuditEntry.objects.filter(ref=ref).update(ref=GONE)
    # JSON is searched as text, which finds too much (person 1 in person 12): each entry found is looked at again.
    for entry in AuditEntry.objects.filter(details__icontains=ref).iterator():
        forgotten = {name: _without(value, ref) for name, value in entry.details.items()}
        if forgotten != entry.details:
            AuditEntry.objects.filter(pk=entry.pk).update(details=forgotten)
            changed += 1
    return changed


def _without(value: Any, ref: str) -> Any:
    if isinstance(value, list):
        return [_without(one, ref) for one in value]
    return GONE if value == ref else value


def _hand_back(person: Person) -> None:
    """The cases a counsellor leaves open wait for another one."""
    left = GuidanceCase.objects.filter(counsellor=person, status=CaseStatus.OPEN)
    left.update(counsellor=None, status=CaseStatus.ASKED)
