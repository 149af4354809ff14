"""Erasing a person: every row about them in every domain, and the receipt that says so.

Other domains take part through :mod:`osaamo.ports.erasing`.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from osaamo.competence.offered import forget_trials
from osaamo.domains.profiles.enums import CaseStatus
from osaamo.domains.profiles.models import Erasure, GuidanceCase, Profile
from osaamo.domains.profiles.queries import trials_of
from osaamo.kernel.models import AuditEntry
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit
from osaamo.ports.erasing import Kept, erase_all

if TYPE_CHECKING:
    from osaamo.kernel.models import Person

GONE = "kernel.person:erased"
"""Stands in the audit trail where the person's reference stood."""

TRAIL_KEPT = {
    "fi": "Lokimerkintöinä siitä, mitä palvelussa on tehty. Niistä on poistettu kaikki, mikä johtaa sinuun.",
    "sv": "Som logguppgifter om vad som har gjorts i tjänsten. Allt som leder till dig har tagits bort ur dem.",
    "en": "As a log of what was done in the service. Everything in it that leads to you was taken out.",
}


@transaction.atomic
def erase(*, person: Person) -> Erasure:
    """The receipt: the account and all that hangs on it is gone, and sessions with it.

    The audit trail stays, as the law wants it, and so do rows that a domain must keep, but nothing in them leads to
    the person.
    """
    elsewhere = erase_all(ref_of(person))
    sessions = _end_sessions(person)
    trail = _forget_in_trail(person)
    _hand_back(person)
    for profile in Profile.objects.filter(person=person):
        transaction.on_commit(partial(forget_trials, trials_of(profile)))
    _, rows = person.delete()
    counted = Counter(rows) + Counter(elsewhere.removed) + Counter({"sessions.Session": sessions})
    receipt = Erasure.objects.create(
        rows=dict(sorted(counted.items())),
        kept={
            label: {"count": one.count, "reason": dict(one.reason)}
            for label, one in sorted({**elsewhere.kept, "kernel.AuditEntry": Kept(trail, TRAIL_KEPT)}.items())
            if one.count
        },
    )
    audit(verb="person.erase", about=receipt, details={"rows": counted.total()})
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
