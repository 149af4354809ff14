"""The sample people: one for each role, one password, never on a real server."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import call_command

from osaamo.kernel.demo import load_demo_people
from osaamo.kernel.models import Person, Role
from osaamo.kernel.queries import roles_of
from osaamo.web import demo
from osaamo.web.management.commands import load_demo

pytestmark = pytest.mark.django_db
INSTITUTIONS = {"haaga-helia", "laurea", "metropolia"}


@pytest.fixture(autouse=True)
def _alliance() -> None:
    load_demo.load_alliance()


def test_every_role_is_somebodys_and_all_institutions_have_people() -> None:
    people = load_demo_people(rows=demo.people(), password="a password")
    assert [roles_of(person) for person in people] == [{role} for role in Role]
    assert {row["organisation"] for row in demo.people()} >= INSTITUTIONS
    assert {row["language"] for row in demo.people()} == {"fi", "sv", "en"}


def test_they_log_in_with_their_address_and_the_password() -> None:
    load_demo.load_people(password="a password")
    student = authenticate(None, email="student@osaamo.example", password="a password")
    assert student == Person.objects.get(email="student@osaamo.example")
    assert authenticate(None, email="student@osaamo.example", password="another") is None
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(Role)


def test_loading_again_changes_nothing_but_a_new_password_or_name() -> None:
    load_demo.load_people(password="a password")
    before = list(Person.objects.values())
    load_demo.load_people(password="a password")
    assert list(Person.objects.values()) == before
    load_demo.load_people(password="a newer one")
    assert authenticate(None, email="rector@osaamo.example", password="a newer one")
    assert Person.objects.count() == EmailAddress.objects.count() == len(Role)


def test_a_federated_person_with_the_same_address_is_left_alone() -> None:
    from osaamo.kernel.models import Organisation

    other = Person.objects.create_federated(
        home_organisation=Organisation.objects.get(code="laurea"),
        eppn="aino@laurea.fi",
        display_name="Somebody else",
        email="student@osaamo.example",
    )
    load_demo.load_people(password="a password")
    other.refresh_from_db()
    assert (other.display_name, other.has_usable_password()) == ("Somebody else", False)


def test_nobody_gets_an_empty_password() -> None:
    with pytest.raises(ValueError, match="need a password"):
        load_demo_people(rows=demo.people(), password="")


def test_the_command_prints_the_logins_where_there_is_a_password(settings, capsys, monkeypatch) -> None:
    monkeypatch.setattr(load_demo, "read_texts", lambda: 0)
    settings.OSAAMO_DEMO_PASSWORD = "a-password-of-this-machine"
    call_command("load_demo")
    printed = capsys.readouterr().out
    assert printed.endswith("with the password a-password-of-this-machine\n")
    assert all(row["email"] in printed for row in demo.people())


def test_the_command_loads_nobody_where_there_is_none(settings, capsys, monkeypatch) -> None:
    monkeypatch.setattr(load_demo, "read_texts", lambda: 0)
    call_command("load_demo")
    assert "@osaamo.example" not in capsys.readouterr().out
    assert not Person.objects.exists()


@pytest.mark.slow
def test_the_password_is_made_once_for_a_machine_and_a_real_server_has_none(tmp_path) -> None:
    def password(settings: str, **environment: str) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("OSAAMO_")}
        program = f"from osaamo.web.settings import {settings}; print({settings}.OSAAMO_DEMO_PASSWORD)"
        return subprocess.run(
            [sys.executable, "-c", program],
            env={**clean, "OSAAMO_VAR": str(tmp_path), **environment}, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip

    made = password("dev")
    assert len(made) >= 16
    assert password("dev") == made
    assert stat.S_IMODE((tmp_path / "demo.password").stat().st_mode) == 0o600
    assert password("dev", OSAAMO_DEMO_PASSWORD="chosen") == "chosen"
    real = {"OSAAMO_SECRET_KEY": "x" * 60, "OSAAMO_HOSTS": "osaamo.example", "OSAAMO_DEMO_PASSWORD": "chosen"}
    assert password("production", **real) == ""
