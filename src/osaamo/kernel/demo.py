"""The sample people: one for each role, to log in as and look around."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from osaamo.kernel.models import Membership, Organisation, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SINCE = date(2021, 1, 1)
"""The sample people hold their roles since the alliance's plan began."""


@transaction.atomic
def load_demo_people(*, rows: Iterable[Mapping[str, str]], password: str) -> list[Person]:
    """The sample people in the order of ``rows``, all with the same password; loading them again changes nothing.

    A row has ``email``, ``name``, ``language``, ``role`` and ``organisation`` (its code).

    Raises:
        ValueError: the password is empty.
    """
    if not password:
        raise ValueError("The sample people need a password.")
    wanted = list(rows)
    organisations = Organisation.objects.in_bulk([row["organisation"] for row in wanted], field_name="code")
    known = {person.email: person for person in Person.objects.filter(eppn="", email__in=[r["email"] for r in wanted])}
    # Hashing is slow on purpose, so one hash serves them all, and stays as long as the password does.
    hashes = {person.password for person in known.values()}
    kept = hashes.pop() if len(hashes) == 1 else ""
    encoded = kept if kept and check_password(password, kept) else make_password(password)
    people = []
    for row in wanted:
        person = known.get(row["email"]) or Person(email=row["email"])
        person.display_name, person.preferred_language = row["name"], row["language"]
        person.password = encoded
        person.save()
        Membership.objects.get_or_create(
            person=person, organisation=organisations[row["organisation"]], role=row["role"], defaults={"starts": SINCE}
        )
        people.append(person)
    return people
