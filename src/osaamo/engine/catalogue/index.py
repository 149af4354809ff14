"""The index of a catalogue: words by BM25F, meaning by vectors, both in one score."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.catalogue.alike import Alike
from osaamo.engine.catalogue.analyses import VECTORS, Analyses
from osaamo.engine.catalogue.postings import Postings, make_postings
from osaamo.engine.catalogue.terms import LONGEST_QUERY, query_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.catalogue.analyses import Analysed
    from osaamo.engine.catalogue.records import Document
    from osaamo.engine.embed import Encoder

_ARRAYS = ("starts", "documents", "impacts", "rarity", "vectors")
_KEPT_INDEXES = 2
ENOUGH = 0.4
"""Weight of a term from which on it stands for the word: "tietokanta" for "relaatiotietokanta", but not "relaatio"."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How words and meaning are weighed, chosen on the development half of the judged queries.

    Attributes:
        meaning: weight of the cosine (of the title or of all texts, the larger one) beside the share of the words'
            weight, which is from 0 to 1.
        enough_words: a document is a result when this share of the words' rarity is found in it (a compound's part
            or a similar spelling counts by its weight), or
        enough_meaning: when its cosine is at least this.
    """

    meaning: float = 1.0
    enough_words: float = ENOUGH
    enough_meaning: float = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of the documents found, best first, with their scores; and the terms that the words were taken for."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    terms: tuple[dict[str, float], ...] = ()


class Index:
    """Documents ready to be searched. Read only, shared by threads.

    Attributes:
        keys: of the documents, in row order.
        digest: changes when a document does.
    """

    def __init__(
        self, keys: Sequence[str], digest: str, postings: Postings, vectors: NDArray[np.float16], encoder: Encoder
    ) -> None:
        """See :func:`open_index`."""
        self.keys = tuple(keys)
        self.digest = digest
        self._postings = postings
        self._vectors = vectors
        self._encoder = encoder
        self._numbers = {term: number for number, term in enumerate(postings.terms)}

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each key."""
        return {key: row for row, key in enumerate(self.keys)}

    @cached_property
    def _wide(self) -> NDArray[np.float32]:
        """``float32[2, documents, dimension]``: half precision on disk, widened once, for a query is faster so."""
        return np.ascontiguousarray(self._vectors.transpose(1, 0, 2), np.float32)

    @cached_property
    def alike(self) -> Alike:
        """The terms by how they are written; made on first need, about a second for 200,000."""
        return Alike(self._postings.terms)

    def search(self, query: str, language: str = "fi", tuning: Tuning | None = None) -> Found:
        """The documents that fit ``query``, best first; all in row order when it holds no word."""
        tuning = tuning or Tuning()
        words = self.understood(query, language)
        if not words:
            return Found(np.arange(len(self.keys)), np.zeros(len(self.keys), np.float32))
        score, share = self._by_words(words)
        near = self._by_meaning(query)
        total = score + tuning.meaning * np.maximum(near, 0)
        kept = np.flatnonzero((share >= tuning.enough_words) | (near >= tuning.enough_meaning))
        order = kept[np.lexsort((kept, -total[kept]))]
        return Found(order, total[order].astype(np.float32), tuple(words))

    def understood(self, query: str, language: str) -> list[dict[str, float]]:
        """For each word of the query the terms of the index it is taken for, with weights."""
        words = []
        for meant in query_words(query, language, self._numbers.__contains__):
            known = {term: weight for term, weight in meant.items() if term in self._numbers}
            if not any(weight >= 0.8 for weight in known.values()):
                for term, weight in self.alike.to(next(iter(meant))).items():
                    known.setdefault(term, weight)
            words.append(known)
        return words

    def similar(self, key: str, limit: int) -> list[str]:
        """The keys of the documents nearest in meaning to one, nearest first, itself left out; none for an unknown."""
        row = self.rows.get(key)
        if row is None:
            return []
        near = self._cosines(self._wide[1, row], 1)
        near[row] = -1
        order = np.argsort(-near, kind="stable")[:limit]
        return [self.keys[at] for at in order if near[at] > 0]

    def _by_words(self, words: Sequence[dict[str, float]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Of each document its share of the highest possible score, and of the words' rarity found in it."""
        size = len(self.keys)
        score, share = np.zeros(size, np.float32), np.zeros(size, np.float32)
        rarest = float(np.log1p(2 * size))
        possible = 0.0
        for word in words:
            numbers = [(self._numbers[term], weight) for term, weight in word.items()]
            weight_of_word = max((float(self._postings.rarity[at]) * w for at, w in numbers), default=0.5 * rarest)
            possible += weight_of_word
            best, reach = np.zeros(size, np.float32), np.zeros(size, np.float32)
            for number, weight in numbers:
                documents, impacts = self._postings.of(number)
                best[documents] = np.maximum(best[documents], weight * impacts)
                reach[documents] = np.maximum(reach[documents], weight)
            score += best
            share += weight_of_word * reach
        return score / max(possible, 1e-6), share / max(possible, 1e-6)

    def _by_meaning(self, query: str) -> NDArray[np.float32]:
        vector = self._encoder.encode([query[:LONGEST_QUERY]])[0]
        return np.maximum(self._cosines(vector, 0), self._cosines(vector, 1))

    def _cosines(self, vector: NDArray[np.float32], which: int) -> NDArray[np.float32]:
        cosines: NDArray[np.float32] = self._wide[which] @ vector
        return cosines


def open_index(documents: Sequence[Document], encoder: Encoder, folder: Path) -> Index:
    """The index of ``documents``: from ``folder`` when it holds one of exactly these texts, else made and kept there.

    Documents not read before are analysed; the others' analyses lie in ``folder`` too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    analyses = Analyses(folder / "analyses.sqlite3", encoder)
    try:
        digest = _digest(documents, analyses.version)
        home = folder / f"index-{digest}"
        if not (home / "keys.json").is_file():
            _write(home, documents, analyses, encoder)
            _tidy(folder, keep=home)
    finally:
        analyses.close()
    return _read(home, digest, encoder)


def _digest(documents: Sequence[Document], version: str) -> str:
    made = blake2b(digest_size=12)
    for document in documents:
        made.update(document.key.encode() + b"\x1f" + document.digest(version))
    return made.hexdigest()


def _write(home: Path, documents: Sequence[Document], analyses: Analyses, encoder: Encoder) -> None:
    vectors = np.zeros((len(documents), VECTORS, encoder.dimension), np.float16)

    def noting() -> Iterator[Analysed]:
        for row, analysed in enumerate(analyses.of(documents)):
            vectors[row] = analysed.vectors
            yield analysed

    postings = make_postings(noting(), len(documents))
    made = Path(tempfile.mkdtemp(prefix="making-", dir=home.parent))
    for name in _ARRAYS[:-1]:
        np.save(made / f"{name}.npy", getattr(postings, name))
    np.save(made / "vectors.npy", vectors)
    (made / "terms.txt").write_text("\n".join(postings.terms), "utf-8")
    (made / "keys.json").write_text(json.dumps([document.key for document in documents]), "utf-8")
    try:
        made.replace(home)
    except OSError:
        # Another process was faster; its index is of the same texts.
        shutil.rmtree(made, ignore_errors=True)


def _read(home: Path, digest: str, encoder: Encoder) -> Index:
    starts, documents, impacts, rarity, vectors = (np.load(home / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
    told = (home / "terms.txt").read_text("utf-8")
    terms = told.split("\n") if told else []
    keys = json.loads((home / "keys.json").read_text("utf-8"))
    return Index(keys, digest, Postings(terms, starts, documents, impacts, rarity), vectors, encoder)


def _tidy(folder: Path, *, keep: Path) -> None:
    """Leave the newest indexes; a process that still reads an older one keeps its open files."""
    old = sorted((path for path in folder.glob("index-*") if path != keep), key=lambda path: -path.stat().st_mtime)
    for path in old[_KEPT_INDEXES - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
