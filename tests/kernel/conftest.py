"""A database of one's own for tests that start processes: they cannot see into the test's transaction."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

OSAAMO = (sys.executable, "-c", "from osaamo.cli.main import main; main()")
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def osaamo_command() -> tuple[str, ...]:
    """How a process of its own runs the `osaamo` command of this source."""
    return OSAAMO


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that share a new, migrated database: SQLite, or PostgreSQL where the run is on it."""
    given = os.environ.get("DATABASE_URL", "")
    name = f"own_{uuid.uuid4().hex}"
    on_server = given.startswith("postgres")
    address = (
        urlunsplit(urlsplit(given)._replace(path=f"/{name}")) if on_server else f"sqlite:///{tmp_path}/own.sqlite3"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.test",
        "OSAAMO_VAR": str(tmp_path),
        "PYTHONPATH": str(SOURCE),
        "PYTHONWARNINGS": "ignore",
    }

    def on_the_server(statement: str) -> None:
        if on_server:
            with psycopg.connect(given, autocommit=True) as connection:
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))

    on_the_server("CREATE DATABASE {}")
    try:
        subprocess.run([*OSAAMO, "migrate"], env=environment, check=True, capture_output=True)
        yield environment
    finally:
        on_the_server("DROP DATABASE {} WITH (FORCE)")
