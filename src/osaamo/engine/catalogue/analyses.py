"""What was read of each document, kept on disk by the digest of its text: only what changed is read again."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.catalogue.records import FIELDS
from osaamo.engine.catalogue.terms import VERSION, text_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from osaamo.engine.catalogue.records import Document
    from osaamo.engine.embed import Encoder

VECTORS = 2
"""Vectors of a document: that of its title and that of all its texts."""

_CHUNK = 400
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Analysed:
    """What the search knows of a document: parallel arrays, an entry a term in a language version of a field.

    Attributes:
        terms: the terms.
        fields: ``uint8``, which field.
        lengths: ``float32``, words of that version of the field.
        weights: ``float32``, the weighted frequency.
        vectors: ``float16[2, dimension]``, of the title and of the texts.
    """

    terms: tuple[str, ...]
    fields: NDArray[np.uint8]
    lengths: NDArray[np.float32]
    weights: NDArray[np.float32]
    vectors: NDArray[np.float16]

    def packed(self) -> bytes:
        """All of it in bytes for :meth:`unpacked`."""
        joined = "\n".join(self.terms).encode()
        head = np.array([len(self.terms), len(joined), self.vectors.shape[1]], np.int64).tobytes()
        body = (self.fields.tobytes(), self.lengths.tobytes(), self.weights.tobytes(), self.vectors.tobytes())
        return zlib.compress(b"".join((head, joined, *body)), 1)

    @classmethod
    def unpacked(cls, stored: bytes) -> Analysed:
        """What :meth:`packed` gave."""
        raw = memoryview(zlib.decompress(stored))
        terms, joined, dimension = (int(number) for number in np.frombuffer(raw, np.int64, 3))
        at = 24 + joined
        fields = np.frombuffer(raw, np.uint8, terms, at)
        numbers = bytes(raw[at + terms :])
        lengths = np.frombuffer(numbers, np.float32, terms)
        weights = np.frombuffer(numbers, np.float32, terms, 4 * terms)
        vectors = np.frombuffer(numbers, np.float16, VECTORS * dimension, 8 * terms).reshape(VECTORS, dimension)
        names = tuple(str(raw[24:at], "utf-8").split("\n")) if terms else ()
        return cls(names, fields, lengths, weights, vectors)


def analyse_document(document: Document, encoder: Encoder) -> Analysed:
    """Terms and vectors of a document; of each text the first 20,000 characters."""
    terms: list[str] = []
    fields: list[int] = []
    lengths: list[float] = []
    weights: list[float] = []
    for number, name in enumerate(FIELDS):
        for language, text in document.texts(name).items():
            counted, words = text_terms(text[:_MOST_CHARACTERS], language)
            terms += counted
            fields += [number] * len(counted)
            lengths += [words] * len(counted)
            weights += counted.values()
    return Analysed(
        tuple(terms),
        np.array(fields, np.uint8),
        np.array(lengths, np.float32),
        np.array(weights, np.float32),
        _vectors(document, encoder),
    )


def _vectors(document: Document, encoder: Encoder) -> NDArray[np.float16]:
    titles = [text for text in document.title.values() if text]
    texts = [*titles]
    for field in (document.skills, document.outcomes, document.content):
        texts += [text[:_MOST_CHARACTERS] for text in field.values() if text]
    encoded = encoder.encode([*texts]) if texts else np.zeros((0, encoder.dimension), np.float32)
    means = np.stack([encoded[: len(titles)].sum(axis=0), encoded.sum(axis=0)])
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6), np.float16)


class Analyses:
    """The store of analyses of one encoder in a SQLite file; a lost file costs time, no more."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        """Open or create ``path``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self.version = f"{VERSION}+{encoder.name}"
        self._connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS analyses (digest BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID"
        )

    def of(self, documents: Sequence[Document]) -> Iterator[Analysed]:
        """The analysis of each document in order; new ones are made and kept."""
        for first in range(0, len(documents), _CHUNK):
            chunk = documents[first : first + _CHUNK]
            digests = [document.digest(self.version) for document in chunk]
            known = self._stored(digests)
            fresh: dict[bytes, Analysed] = {}
            for digest, document in zip(digests, chunk, strict=True):
                if digest in known:
                    yield Analysed.unpacked(known[digest])
                    continue
                if digest not in fresh:
                    fresh[digest] = analyse_document(document, self._encoder)
                yield fresh[digest]
            with self._connection:
                self._connection.executemany(
                    "INSERT OR IGNORE INTO analyses VALUES (?, ?)",
                    [(digest, analysed.packed()) for digest, analysed in fresh.items()],
                )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _stored(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        marks = ",".join("?" * len(digests))
        rows = self._connection.execute(
            f"SELECT digest, body FROM analyses WHERE digest IN ({marks})",  # noqa: S608 - only question marks
            list(digests),
        )
        return dict(rows.fetchall())
