"""Finnish analyses of word forms: packaged table, then the cache on disk, then the transducer's own process."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from osaamo.engine.text.cache import form_cache
from osaamo.engine.text.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Iterable

ANALYSER = "pykko-0.3.0"
_TABLE = Path(__file__).parents[1] / "data" / "text" / "finnish_forms.json.gz"
_BATCH = 400


class _Transducer:
    """The transducer's process, started on first need and again after it ended; a forked process starts its own."""

    def __init__(self) -> None:
        self._owner = 0
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            self._running()

    def ask(self, words: list[str]) -> list[list[str]]:
        with self._lock:
            for attempt in (1, 2):
                process = self._running()
                try:
                    assert process.stdin is not None  # noqa: S101 - both pipes were asked for below
                    assert process.stdout is not None  # noqa: S101
                    process.stdin.write(json.dumps(words) + "\n")
                    process.stdin.flush()
                    answer = process.stdout.readline()
                except OSError:
                    answer = ""
                if answer:
                    return [[str(lemma) for lemma in lemmas] for lemmas in json.loads(answer)]
                # It may have ended for idleness between our look and our question: one new start is fair.
                self._process = None
                if attempt == 2:
                    break
        return [[] for _ in words]

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "osaamo.engine.text.finnish_server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self._process


_transducer = _Transducer()
_memory = Recent[tuple[str, ...]](32_768)


@cache
def _packaged() -> dict[str, str]:
    """Form -> its lemmas, a line each: one string takes a third of the memory of a list."""
    if not _TABLE.is_file():
        return {}
    with gzip.open(_TABLE, "rt", encoding="utf-8") as file:
        # Packed pair by pair, so that the lists are never there all at once.
        table: dict[str, str] = json.load(file, object_pairs_hook=_packed)
    return table


def _packed(pairs: list[tuple[str, list[str]]]) -> dict[str, str]:
    return {form: "\n".join(lemmas) for form, lemmas in pairs}


def prefetch(words: Iterable[str]) -> None:
    """Start the transducer in the background when some of ``words`` will need it."""
    if _unknown(words):
        _transducer.start()


def lemmas(word: str) -> tuple[str, ...]:
    """Lemmas of ``word``, most likely first, ``|`` at compound boundaries; none when it is unknown."""
    if (known := _memory.get(word)) is None:
        warm([word])
        # Another thread may have driven it out meanwhile.
        known = _memory.get(word)
    return known or ()


def is_known(word: str) -> bool:
    """Whether :func:`lemmas` answers without the transducer."""
    return not _unknown([word])


def warm(words: Iterable[str]) -> None:
    """Analyse many forms at once, so that later look-ups are answered from memory."""
    words = list(dict.fromkeys(words))
    missing = _unknown(words)
    fresh: dict[str, tuple[str, ...]] = {}
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        for word, found in zip(batch, _transducer.ask(batch), strict=True):
            fresh[word] = tuple(found)
    if fresh:
        # Names stay out of the disk: they are written with a capital, addresses and numbers with other signs.
        form_cache("fi", ANALYSER).store({word: found for word, found in fresh.items() if _is_plain(word)})
        _memory.update(fresh)


def _is_plain(word: str) -> bool:
    return word.islower() and word.replace("-", "").isalpha()


def _unknown(words: Iterable[str]) -> list[str]:
    """The forms neither memory nor table nor cache knows; what they do know moves to memory."""
    table = _packaged()
    rest = []
    for word in words:
        if _memory.get(word) is not None:
            continue
        if word in table:
            _memory.put(word, tuple(table[word].splitlines()))
        else:
            rest.append(word)
    if rest:
        known = form_cache("fi", ANALYSER).find(rest)
        _memory.update(known)
        rest = [word for word in rest if word not in known]
    return rest
