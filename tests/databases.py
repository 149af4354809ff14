"""The database a run of tests works on: a copy of one that was migrated once.

Migrating from nothing takes longer than most test files. So the first process that needs a database migrates one, and it
stays as a template: on SQLite a file in the temporary folder of the machine, on PostgreSQL a database of the same server.
Every worker of every run copies it, in no time. The template's name holds a digest of all that shapes it (migrations,
models, the versions of Django and of the database), so that a changed migration makes another template. Two runs that
start at once wait for each other by a lock, and a template appears whole or not at all.

``python -m tests.databases`` makes the template ahead of a run, for the ``DATABASE_URL`` of the environment.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings

import osaamo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

SOURCE = Path(osaamo.__file__).resolve().parent
SHAPING = ("models.py", "enums.py", "apps.py")
"""The files of our applications, beside the folders of migrations and models, that rows of a new database depend on."""
KEPT_DAYS = 7
LOCK = 0x05AA
"""Any number, the same for all runs on a PostgreSQL server."""


def shaping_files() -> list[Path]:
    """Every file that what a migrated database holds depends on, in order."""
    found = set((SOURCE / "web" / "settings").glob("*.py"))
    for each in apps.get_app_configs():
        home = Path(each.path)
        migrations = set((home / "migrations").glob("*.py"))
        found |= migrations
        if home.is_relative_to(SOURCE):
            found |= set((home / "models").rglob("*.py")) | {home / name for name in SHAPING}
            found |= {file for migration in migrations for file in _imported(migration)}
    return sorted(file for file in found if file.is_file())


def _imported(migration: Path) -> Iterator[Path]:
    """The files of ours that a migration imports."""
    names = set()
    for node in ast.walk(ast.parse(migration.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    for name in names:
        path = SOURCE.parent.joinpath(*name.split("."))
        if path.is_relative_to(SOURCE):
            yield from (path.with_suffix(".py"), path / "__init__.py")


@cache
def digest(database: str) -> str:
    """The name of what a migrated database would hold now, on a database of this name and version."""
    whole = hashlib.sha256(f"{django.__version__} {database} {settings.LANGUAGE_CODE}".encode())
    for file in shaping_files():
        whole.update(f"\n{file.parent.parent.name}/{file.parent.name}/{file.name}\n".encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()[:20]


def set_up(connection: BaseDatabaseWrapper, *, anew: bool = False) -> str:
    """Point the connection at a migrated database of its own; the name it had before.

    Args:
        connection: what tests will use.
        anew: whether a template that exists is thrown away first.
    """
    before = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "sqlite":
        name = connection.creation._get_test_db_name()
        with sqlite_template(connection, anew=anew):
            _point(connection, name)
            restore(connection)
    else:
        name = connection.creation._get_test_db_name()
        with postgres_template(connection, anew=anew) as (template, server):
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        _point(connection, name)
        connection.ensure_connection()
    return before


def restore(connection: BaseDatabaseWrapper) -> None:
    """Make a SQLite database what the template is, whatever it held: numbers of rows begin anew, too."""
    connection.ensure_connection()
    with closing(sqlite3.connect(f"{sqlite_file().as_uri()}?mode=ro", uri=True)) as template:
        template.backup(connection.connection)


def _point(connection: BaseDatabaseWrapper, name: str) -> None:
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _folder() -> Path:
    """Where templates are kept: a folder that is this user's alone."""
    folder = Path(tempfile.gettempdir()) / f"osaamo-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} is somebody else's.")
    return folder


def sqlite_file() -> Path:
    """Where the template of SQLite is, or will be."""
    return _folder() / f"{digest(f'sqlite {sqlite3.sqlite_version}')}.sqlite3"


@contextmanager
def sqlite_template(connection: BaseDatabaseWrapper, *, anew: bool = False) -> Iterator[Path]:
    """The file of the template, made where it is absent."""
    file = sqlite_file()
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if anew or not file.exists():
            old = time.time() - KEPT_DAYS * 24 * 3600
            for other in file.parent.iterdir():
                if other.stat().st_mtime < old:
                    other.unlink(missing_ok=True)
            _create(connection)
            begun = file.with_suffix(".new")
            begun.unlink(missing_ok=True)
            with closing(sqlite3.connect(begun)) as copy:
                connection.connection.backup(copy)
            begun.replace(file)
        os.utime(file)
        yield file


@contextmanager
def postgres_template(connection: BaseDatabaseWrapper, *, anew: bool = False) -> Iterator[tuple[str, Any]]:
    """The name of the template on the server, made where it is absent, and a cursor on the server; nobody else's turn."""
    with connection.creation._nodb_cursor() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        server.execute("SHOW server_version")
        name = f"osaamo_template_{digest(f'postgresql {server.fetchone()[0]}')}"
        server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'osaamo_template_%%'")
        present = {row[0] for row in server.fetchall()}
        if anew or name not in present:
            for old in present:
                server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            test = connection.settings_dict["TEST"]
            wanted = test["NAME"]
            test["NAME"] = f"{name}_new"
            try:
                _create(connection)
            finally:
                test["NAME"] = wanted
            connection.close()
            server.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
        yield name, server


def _create(connection: BaseDatabaseWrapper) -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def main() -> None:
    """Make the template of the environment's database, where it is absent."""
    django.setup()
    from django.db import connection

    template = sqlite_template if connection.vendor == "sqlite" else postgres_template
    with template(connection):
        pass


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osaamo.web.settings.test")
    sys.exit(main())
