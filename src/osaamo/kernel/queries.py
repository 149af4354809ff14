"""Reads: who holds which role, and what people have agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from osaamo.kernel.models import Consent, Membership, Person, Role

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.kernel.models import Organisation


def memberships_on(on: date | None = None) -> QuerySet[Membership]:
    """Memberships in force on a day, today by default: begun by then and not ended."""
    day = on or timezone.localdate()
    return Membership.objects.filter(Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day)


def roles_of(person: Person, *, on: date | None = None, organisation: Organisation | None = None) -> frozenset[Role]:
    """The roles a person holds on a day, today by default.

    With ``organisation`` only those held there or in an organisation above it: who administers the alliance does so
    for each of its institutions. An account that is switched off holds no roles.
    """
    if not person.is_active:
        return frozenset()
    held = memberships_on(on).filter(person=person)
    if organisation is not None:
        held = held.filter(organisation__in=organisation.lineage())
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def people_with(role: Role, organisation: Organisation, *, on: date | None = None) -> QuerySet[Person]:
    """The active people who hold ``role`` in the organisation or above it on a day, in order of name."""
    held = memberships_on(on).filter(role=role, organisation__in=organisation.lineage())
    return Person.objects.filter(is_active=True, pk__in=held.values("person"))


def consents_of(person: Person) -> QuerySet[Consent]:
    """Every consent a person ever gave, newest first."""
    return Consent.objects.filter(person=person)


def has_consent(person: Person, purpose: str, recipient: str) -> bool:
    """Whether the person's consent is in force now. Asks the database each time: a withdrawal works at once."""
    return Consent.objects.filter(
        person=person, purpose=purpose, recipient=recipient, withdrawn_at__isnull=True
    ).exists()


def consenting_to(purpose: str, recipient: str) -> QuerySet[Person]:
    """The active people whose consent for the purpose and the recipient is in force."""
    given = Consent.objects.filter(purpose=purpose, recipient=recipient, withdrawn_at__isnull=True)
    return Person.objects.filter(is_active=True, pk__in=given.values("person"))
