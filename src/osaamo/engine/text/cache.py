"""Analyses of word forms kept on disk, so that no form is analysed twice on one machine.

Words follow Zipf's law: a warm cache answers nearly all of a new text. It is a convenience, never a need: without a
writable folder everything still works, only slower.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_dir

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CHUNK = 500
_folder: list[Path | None] = [None]


def configure(*, cache_dir: Path | None) -> None:
    """Keep caches under ``cache_dir`` from now on (``None``: the user's cache folder)."""
    _folder[0] = cache_dir
    _opened.cache_clear()


def form_cache(language: str, analyser: str) -> FormCache:
    """The cache of one language and analyser version."""
    return _opened(language, analyser, os.getpid())


@cache
def _opened(language: str, analyser: str, _process: int) -> FormCache:
    """The cache as a process opened it: SQLite forbids a forked one to use or close what its parent opened."""
    folder = _folder[0] or Path(user_cache_dir("osaamo"))
    return FormCache(folder / f"forms-{language}-{analyser}.sqlite3")


class FormCache:
    """Word form -> lemmas in a SQLite file that several processes may share."""

    def __init__(self, path: Path) -> None:
        """Open or create ``path``; a damaged file is replaced, an unwritable folder leaves the cache empty."""
        self._lock = threading.Lock()
        self._connection = self._open(path)

    def find(self, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The known ones of ``words`` with their lemmas."""
        found: dict[str, tuple[str, ...]] = {}
        if self._connection is None:
            return found
        with self._lock, suppress(sqlite3.DatabaseError):
            for first in range(0, len(words), _CHUNK):
                part = list(words[first : first + _CHUNK])
                marks = ",".join("?" * len(part))
                rows = self._connection.execute(
                    f"SELECT form, lemmas FROM forms WHERE form IN ({marks})",  # noqa: S608 - only question marks
                    part,
                )
                found.update({form: tuple(json.loads(lemmas)) for form, lemmas in rows})
        return found

    def store(self, analyses: Mapping[str, tuple[str, ...]]) -> None:
        """Keep ``analyses``; what another process stored meanwhile stays."""
        if self._connection is None:
            return
        rows = [(form, json.dumps(lemmas, ensure_ascii=False)) for form, lemmas in analyses.items()]
        # A full disk or a lock held too long costs us the cache entry, not the user's result.
        with self._lock, suppress(sqlite3.DatabaseError), self._connection:
            self._connection.executemany("INSERT OR IGNORE INTO forms VALUES (?, ?)", rows)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection | None:
        for attempt in (1, 2):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                connection = sqlite3.connect(path, timeout=5, check_same_thread=False)
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS forms (form TEXT PRIMARY KEY, lemmas TEXT) WITHOUT ROWID"
                )
                connection.execute("SELECT form FROM forms LIMIT 1").fetchall()
            except sqlite3.OperationalError:
                return None
            except sqlite3.DatabaseError:
                if attempt == 2:
                    return None
                with suppress(OSError):
                    path.unlink()
            except OSError:
                return None
            else:
                return connection
        return None
