"""Which texts say the same: MinHash signatures, and an index of the last months of a corpus.

Libraries for this (datasketch) hash each group of words in Python; with numpy a whole text is hashed at once, which is
ten times as fast, and the signatures lie in the database as they are.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from osaamo.domains.foresight.models import Fingerprint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from osaamo.domains.foresight.models import Corpus

TOGETHER = 4
"""Words in a group: the same words in another order are another text."""

HASHES = 64
BANDS = 16
"""Texts that share one of 16 bands of 4 hashes are compared: of texts alike by 0.8, all but one in 5,000 are."""

ALIKE = 0.8
"""Share of common word groups from which on two texts say the same."""

WITHIN = timedelta(days=60)
"""A text published again so soon counts once."""

MONTHS_HELD = 12
"""So many months are held in memory at once, the last asked for."""

_WORD = re.compile(r"\w+")
_BASE = np.uint64(0x9E3779B97F4A7C15)


def _numbers(name: str) -> NDArray[np.uint64]:
    """The same 64 odd numbers in every process and version of numpy."""
    digests = (hashlib.sha256(f"{name}{at}".encode()).digest()[:8] for at in range(HASHES))
    return np.array([int.from_bytes(digest, "little") | 1 for digest in digests], dtype=np.uint64)


_FACTORS, _SHIFTS = _numbers("factor"), _numbers("shift")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return _WORD.findall(text.casefold())


def words_digest(words: list[str]) -> str:
    """SHA-256 of the words: the same for texts that differ in punctuation, case or lines only."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def signature(words: list[str]) -> bytes:
    """The signature of a text of at least one word, 64 little-endian ``uint32``; empty without words."""
    if not words:
        return b""
    hashes = np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    groups = max(1, len(words) - TOGETHER + 1)
    mixed = np.zeros(groups, dtype=np.uint64)
    for at in range(min(TOGETHER, len(words))):
        mixed = mixed * _BASE + hashes[at : at + groups]
    # Multiply-shift hashing: the upper half of a * x + b is spread evenly.
    spread = (np.unique(mixed)[:, None] * _FACTORS + _SHIFTS) >> np.uint64(32)
    return spread.min(axis=0).astype("<u4").tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of common word groups of two texts, 0..1, by their signatures."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4"))) if one and other else 0.0


@dataclass(slots=True, eq=False)
class Known:
    """A text of the index: its day, its signature, and the row of its fingerprint once it has one."""

    day: date
    signature: bytes
    fingerprint: Fingerprint | None = None
    pk: int | None = None
    gone: bool = False


@dataclass(slots=True)
class _Month:
    by_band: dict[bytes, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_pk: dict[int, Known] = field(default_factory=dict)


class Index:
    """The texts of all corpora of the same kind that are no repetition, month by month, out of the database.

    Samples are compared with samples only.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._among = Fingerprint.objects.filter(
            corpus__kind=corpus.kind, corpus__is_sample=corpus.is_sample, duplicate_of=None
        )
        self._months: OrderedDict[date, _Month] = OrderedDict()

    def find(self, sign: bytes, day: date, *, but: int | None = None) -> Known | None:
        """The earliest text within 60 days that says the same, or nothing; never the one with the key ``but``."""
        found = [
            known
            for month in _months_around(day)
            for known in self._candidates(month, sign)
            if abs(known.day - day) < WITHIN and not known.gone and (but is None or known.pk != but)
        ]
        alike = (known for known in found if likeness(known.signature, sign) >= ALIKE)
        return min(alike, key=lambda known: known.day, default=None)

    def add(self, known: Known) -> None:
        """Take in a text that says something new."""
        self._put(self._month(known.day.replace(day=1)), known)

    def settle(self, known: Known, pk: int) -> None:
        """Remember the primary key of a text that was taken in before it had one."""
        known.pk = pk
        self._month(known.day.replace(day=1)).by_pk[pk] = known

    def drop(self, fingerprint: Fingerprint) -> None:
        """Forget what a text said before it changed."""
        if fingerprint.published is None:
            return
        known = self._month(fingerprint.published.replace(day=1)).by_pk.pop(fingerprint.pk, None)
        if known is not None:
            known.gone = True

    def _candidates(self, month: date, sign: bytes) -> set[Known]:
        held = self._month(month)
        return {known for band in _bands(sign) for known in held.by_band.get(band, ())}

    def _month(self, month: date) -> _Month:
        held = self._months.get(month)
        if held is not None:
            self._months.move_to_end(month)
            return held
        held = self._months[month] = _Month()
        rows = self._among.filter(published__gte=month, published__lt=_next(month)).exclude(signature=b"")
        for pk, day, sign in rows.values_list("pk", "published", "signature").iterator():
            self._put(held, Known(day, bytes(sign), pk=pk))
        while len(self._months) > MONTHS_HELD:
            self._months.popitem(last=False)
        return held

    @staticmethod
    def _put(held: _Month, known: Known) -> None:
        for band in _bands(known.signature):
            held.by_band[band].append(known)
        if known.pk is not None:
            held.by_pk[known.pk] = known


def _bands(sign: bytes) -> list[bytes]:
    size = len(sign) // BANDS
    return [bytes((at,)) + sign[at * size : (at + 1) * size] for at in range(BANDS)] if size else []


def _months_around(day: date) -> list[date]:
    """The months that hold a day less than 60 days from this one, oldest first."""
    month, last = (day - WITHIN).replace(day=1), day + WITHIN
    found = []
    while month <= last:
        found.append(month)
        month = _next(month)
    return found


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
