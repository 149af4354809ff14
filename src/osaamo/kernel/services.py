"""Writes: roles and consents, each with its entry in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from osaamo.kernel.models import Consent, Membership, Person, Role
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from osaamo.kernel.models import Organisation

_SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person keeps as proof: what they agreed to, word for word, and when it began and ended."""

    number: UUID
    purpose: str
    recipient: str
    text: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


def receipt_of(consent: Consent) -> Receipt:
    """The receipt of a consent as it stands."""
    return Receipt(
        number=consent.receipt,
        purpose=consent.purpose,
        recipient=consent.recipient,
        text=consent.text,
        version=consent.version,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
    )


@transaction.atomic
def give_consent(*, person: Person, purpose: str, recipient: str, text: str, version: str) -> Receipt:
    """The receipt of the consent, in force from now on.

    Giving it twice changes nothing. A new version of the text withdraws the old consent and gives a new one.
    """
    _lock(person)
    known = Consent.objects.filter(
        person=person, purpose=purpose, recipient=recipient, withdrawn_at__isnull=True
    ).first()
    if known is not None:
        if (known.text, known.version) == (text, version):
            return receipt_of(known)
        withdraw_consent(consent=known)
    given = Consent.objects.create(person=person, purpose=purpose, recipient=recipient, text=text, version=version)
    audit(verb="consent.give", who=person, about=given, details={"purpose": purpose, "recipient": recipient})
    return receipt_of(given)


@transaction.atomic
def withdraw_consent(*, consent: Consent) -> Receipt:
    """The receipt with the time of withdrawal; a consent that was withdrawn before keeps its time."""
    if Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        audit(
            verb="consent.withdraw",
            who=consent.person,
            about=consent,
            details={"purpose": consent.purpose, "recipient": consent.recipient},
        )
    consent.refresh_from_db()
    return receipt_of(consent)


@transaction.atomic
def grant_role(
    *,
    person: Person,
    organisation: Organisation,
    role: Role,
    granted_by: Person | None,
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """The membership, from today on unless told otherwise.

    One who holds the role on that day already keeps theirs, and one who was to get it later gets it from that day.
    """
    _lock(person)
    begin = starts or timezone.localdate()
    overlapping = Membership.objects.filter(Q(ends__isnull=True) | Q(ends__gt=begin))
    if ends is not None:
        overlapping = overlapping.filter(starts__lt=ends)
    granted = overlapping.filter(person=person, organisation=organisation, role=role).first()
    if granted is None:
        granted = Membership(person=person, organisation=organisation, role=role, ends=ends, granted_by=granted_by)
    elif granted.starts <= begin:
        return granted
    granted.starts = begin
    granted.save()
    audit(
        verb="role.grant",
        who=granted_by,
        about=granted,
        organisation=organisation,
        details={
            "role": str(role.value),
            "person": f"kernel.person:{person.pk}",
            "starts": begin,
            "ends": granted.ends,
        },
    )
    return granted


@transaction.atomic
def end_role(*, membership: Membership, ended_by: Person | None, on: date | None = None) -> Membership:
    """The membership, ended so that the role is not held from ``on`` (today) any more."""
    membership.ends = max(on or timezone.localdate(), membership.starts)
    membership.save(update_fields=["ends"])
    audit(
        verb="role.end",
        who=ended_by,
        about=membership,
        organisation=membership.organisation,
        details={"role": membership.role, "ends": membership.ends},
    )
    return membership


def note_seen(*, person: Person) -> None:
    """Remember that the person was here; written at most every ten minutes."""
    now = timezone.now()
    if person.last_seen is None or now - person.last_seen > _SEEN_EVERY:
        person.last_seen = now
        person.save(update_fields=["last_seen"])


def _lock(person: Person) -> None:
    """Nobody else changes this person's roles and consents until the transaction ends."""
    Person.objects.select_for_update().get(pk=person.pk)
