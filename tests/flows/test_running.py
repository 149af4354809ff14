"""What the people who run it meet: settings, checks, the demo command, the commands' help."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from osaamo.cli.web import COMMANDS
from osaamo.domains.foresight.models import JobAd
from osaamo.domains.offering.models import CourseUnit
from osaamo.ports.texts import all_texts
from osaamo.web import demo
from osaamo.web.settings.database import database_from

DEFAULT = Path("/tmp/default.sqlite3")  # noqa: S108 - a name, never opened


def test_sqlite_queues_its_writers():
    entry = database_from("", default=DEFAULT)
    assert (entry["NAME"], entry["OPTIONS"]["transaction_mode"]) == (str(DEFAULT), "IMMEDIATE")
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]
    assert database_from("sqlite:////data/x.sqlite3", default=DEFAULT)["NAME"] == "/data/x.sqlite3"
    assert database_from("sqlite:///", default=DEFAULT)["NAME"] == ":memory:"


def test_postgresql_address():
    entry = database_from("postgresql://me:p%40ss@db.example:5433/osaamo?sslmode=require", default=DEFAULT)
    assert {name: entry[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "osaamo",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert database_from("postgresql:///osaamo?host=/run/postgresql", default=DEFAULT)["HOST"] == "/run/postgresql"


def test_another_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_from("mysql://x/y", default=DEFAULT)


def manage(tmp_path, *arguments, **environment):
    # The browser tests set Django's async flag for this process; a real server has none of these.
    ours = ("OSAAMO_", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    clean |= {"OSAAMO_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.production"} | environment
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments], env=clean, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_a_real_server_passes_the_deployment_check(tmp_path):
    key = "".join(map(chr, range(48, 123)))
    done = manage(
        tmp_path, "check", "--deploy", "--fail-level", "INFO", OSAAMO_SECRET_KEY=key, OSAAMO_HOSTS="osaamo.example"
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("given", [{}, {"OSAAMO_SECRET_KEY": "x" * 60}])
def test_a_real_server_does_not_start_half_configured(tmp_path, given):
    done = manage(tmp_path, "check", **given)
    assert done.returncode != 0
    assert ("OSAAMO_HOSTS" if given else "OSAAMO_SECRET_KEY") in done.stderr


@pytest.mark.slow
def test_the_demo_makes_its_own_key_once(tmp_path):
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    keys = {
        manage(tmp_path, "shell", "--no-imports", "-c", show, DJANGO_SETTINGS_MODULE="osaamo.web.settings.dev").stdout
        for _ in range(2)
    }
    assert len(keys) == 1
    assert len(keys.pop()) > 60
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_load_demo_twice(capsys):
    call_command("load_demo")
    first = capsys.readouterr().out
    before = CourseUnit.objects.count(), JobAd.objects.count()
    assert before == (len(demo.rows("courses")), len(demo.rows("ads")))
    assert f" {len(list(all_texts()))} texts read" in first
    call_command("load_demo")
    assert " 0 texts read" in capsys.readouterr().out
    assert (CourseUnit.objects.count(), JobAd.objects.count()) == before


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_and_option_explains_itself(command):
    assert command.help
    assert all(option.help for option in command.params if option.param_type_name == "option")


def test_serve_says_how():
    shown = CliRunner().invoke(COMMANDS[0], ["--help"])
    assert shown.exit_code == 0
    assert "Address to listen on" in shown.output
