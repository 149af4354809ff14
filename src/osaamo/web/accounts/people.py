"""Writes about one's own account: letting a federated person in, the address one confirmed, the language one chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.services import end_role, grant_role
from osaamo.kernel.trails import audit
from osaamo.web.accounts.identities import Refused

if TYPE_CHECKING:
    from osaamo.web.accounts.identities import Identity


def admit(*, identity: Identity, language: str) -> Person:
    """The person with that ePPN at that home organisation: made at the first login, brought up to date at later ones.

    ``language`` is the preferred language of somebody new.

    Raises:
        Refused: the home organisation is not among ours.
    """
    home = Organisation.objects.filter(code=identity.home.organisation).first()
    if home is None:
        raise Refused("unknown-home")
    with transaction.atomic():
        person = Person.objects.federated(home_organisation=home, eppn=identity.eppn) or _join(identity, home, language)
        if (person.display_name, person.email) != (identity.display_name, identity.email):
            person.display_name, person.email = identity.display_name, identity.email
            person.save(update_fields=["display_name", "email"])
        if person.is_active:
            _follow_affiliations(person, identity, home)
    return person


def confirm_address(*, person: Person, email: str) -> None:
    """The address the person has just shown to be theirs becomes the one they are known by."""
    person.email = email
    with transaction.atomic():
        person.save(update_fields=["email"])
        audit(verb="person.confirm-email", who=person, about=person)


def choose_language(*, person: Person, language: str) -> None:
    """The language of the person's pages and mails from now on."""
    person.preferred_language = Person.Language(language)
    person.save(update_fields=["preferred_language"])


def _join(identity: Identity, home: Organisation, language: str) -> Person:
    try:
        with transaction.atomic():
            person = Person.objects.create_federated(
                home_organisation=home,
                eppn=identity.eppn,
                display_name=identity.display_name,
                email=identity.email,
                preferred_language=language,
            )
            audit(verb="person.join", who=person, about=person, organisation=home)
            return person
    except IntegrityError:
        # Two browsers, one person, the same moment: the other login was first.
        return Person.objects.get(home_organisation=home, eppn=identity.eppn)


def _follow_affiliations(person: Person, identity: Identity, home: Organisation) -> None:
    """Roles of the table come and go with the affiliations; a role that a person granted is left alone."""
    wanted, governed = identity.roles, set(identity.home.roles.values())
    held = memberships_on().filter(person=person, organisation=home)
    for membership in held.filter(role__in=governed - wanted, granted_by=None):
        end_role(membership=membership, ended_by=None)
    for role in sorted(wanted):
        grant_role(person=person, organisation=home, role=Role(role), granted_by=None)
