"""Organisations and people for tests, made with as little as needed, and jobs that run at once."""

from __future__ import annotations

from datetime import date
from itertools import count
from unittest.mock import patch

from osaamo.kernel.jobs import work
from osaamo.kernel.models import Membership, Organisation, Person, Role

_numbers = count(1)


def make_organisation(code: str | None = None, *, kind: str = "institution", parent: Organisation | None = None):
    """An organisation; its code also is its name."""
    code = code or f"organisation-{next(_numbers)}"
    return Organisation.objects.create(code=code, kind=kind, name={"fi": code}, short_name=code, parent=parent)


def make_person(role: Role | None = None, organisation: Organisation | None = None, **more):
    """A local person, with a role held since 2026-01-01 if one is given."""
    number = next(_numbers)
    person = Person.objects.create_local(
        **{"email": f"person-{number}@example.fi", "display_name": f"Person {number}"} | more
    )
    if role is not None:
        organisation = organisation or make_organisation()
        Membership.objects.create(person=person, organisation=organisation, role=role, starts=date(2026, 1, 1))
    return person


def run_jobs():
    """Run every waiting job here and now, inside the test's transaction."""
    # A worker drops connections that were left in a transaction; the test's is one on purpose.
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        work(batch=True)
