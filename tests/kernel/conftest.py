"""A database of one's own for tests that start processes: they cannot see into the test's transaction."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from tests import databases

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

OSAAMO = (sys.executable, "-c", "from osaamo.cli.main import main; main()")
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def osaamo_command() -> tuple[str, ...]:
    """How a process of its own runs the `osaamo` command of this source."""
    return OSAAMO


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that share a new, migrated database: SQLite, or PostgreSQL where the run is on it."""
    with django_db_blocker.unblock(), _database(tmp_path / "own.sqlite3") as address:
        yield _environment(address, tmp_path)


def _environment(address: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.test",
        "OSAAMO_VAR": str(folder),
        "PYTHONPATH": str(SOURCE),
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def _database(file: Path) -> Iterator[str]:
    """The address of a new database, a copy of the run's template: in the file, or on the server of the run."""
    if connection.vendor == "sqlite":
        shutil.copyfile(databases.sqlite_file(), file)
        yield f"sqlite:///{file}"
        return
    name = f"own_{uuid.uuid4().hex}"
    with databases.postgres_template(connection) as (template, server):
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        with connection.creation._nodb_cursor() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
