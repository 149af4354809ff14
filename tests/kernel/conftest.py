"""A database of one's own for tests that start processes: they cannot see into the test's transaction."""

from __future__ import annotations

import os
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

OSAAMO = (sys.executable, "-c", "from osaamo.cli.main import main; main()")
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def osaamo_command() -> tuple[str, ...]:
    """How a process of its own runs the `osaamo` command of this source."""
    return OSAAMO


@pytest.fixture(scope="session")
def migrated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a migrated database that nobody writes to: a copy of the run's own, before a test is in it."""
    file = tmp_path_factory.mktemp("migrated") / "migrated.sqlite3"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
        name = str(connection.settings_dict["NAME"])
        connection.close()  # PostgreSQL copies a database that nobody is connected to
    if connection.vendor == "sqlite":
        yield f"sqlite:///{file}"
        return
    own = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with _database("", like=own) as address:
        yield address


@pytest.fixture
def own_database(migrated: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that share a new, migrated database: SQLite, or PostgreSQL where the run is on it."""
    with _database(f"sqlite:///{tmp_path}/own.sqlite3", like=migrated) as address:
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
def _database(on_sqlite: str, *, like: str = "") -> Iterator[str]:
    """The address of a new database, empty or ``like`` another: on the server of the run, if there is one."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        if like:
            with (
                closing(sqlite3.connect(like.removeprefix("sqlite:///"))) as source,
                closing(sqlite3.connect(on_sqlite.removeprefix("sqlite:///"))) as copy,
            ):
                source.backup(copy)
        yield on_sqlite
        return
    name = f"own_{uuid.uuid4().hex}"
    template = sql.Identifier(urlsplit(like).path[1:] if like else "template1")

    def on_the_server(statement: str) -> None:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name), template=template))

    on_the_server("CREATE DATABASE {} TEMPLATE {template}")
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        on_the_server("DROP DATABASE {} WITH (FORCE)")
