"""Fast tier: hashed word and character n-gram table, numpy only.

A text is lower-cased and cut into words (letter runs, also ``c++``/``c#``; digit runs).  A word's
features are the word itself, prefixes of 5-8 letters and the character 3-5-grams of ``<word>``; neighbouring
words add one feature made of their first six letters.  Every feature is crc32 modulo the table
size; a word is the sum of its rows / sqrt(number of features); a text is the sum over words and
pairs, scaled to unit length.  Word vectors are cached, so bulk work costs little more than the split.
"""

from __future__ import annotations

import itertools
import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

WORD = re.compile(r"[^\W\d_]+(?:\+\+|#)?|\d+")
PAIR_WEIGHT = 0.5


def words(text: str) -> list[str]:
    """Lower-cased words in order."""
    return WORD.findall(text.lower())


def word_features(word: str, mask: int) -> list[int]:
    """Bucket numbers of one word (duplicates kept)."""
    crc = zlib.crc32
    b = word.encode("utf-8")
    out = [crc(b, 7) & mask]
    for n in (5, 6, 7, 8):
        if len(word) > n:
            out.append(crc(word[:n].encode("utf-8"), 11) & mask)  # noqa: PERF401
    w = f"<{word}>"
    if w.isascii():
        raw = w.encode("ascii")
        for n in (3, 4, 5):
            out.extend([crc(raw[i : i + n]) & mask for i in range(len(raw) - n + 1)])
    else:
        for n in (3, 4, 5):
            out.extend([crc(w[i : i + n].encode("utf-8")) & mask for i in range(len(w) - n + 1)])
    return out


def pair_feature(a: str, b: str, mask: int) -> int:
    """Bucket of two neighbouring words."""
    return zlib.crc32(f"{a[:6]} {b[:6]}".encode(), 13) & mask


class StaticEncoder:
    """``encode(texts)`` -> float32 [n, dim] of unit length (a text without words gives zeros)."""

    def __init__(self, path: Path, cache: int = 200_000) -> None:
        z = np.load(path)
        self.table = z["table"]  # int8 [buckets, dim]
        self.scales = z["scales"].astype(np.float32)
        self.mask = len(self.table) - 1
        self.dim = self.table.shape[1]
        self.limit = cache
        self.slots: dict[str, int] = {}
        self.vectors = np.empty((4096, self.dim), np.float32)

    def _rows(self, ids: np.ndarray) -> np.ndarray:
        return self.table[ids] * self.scales[ids, None]

    def _learn(self, new: list[str]) -> None:
        """Compute and keep the vectors of words not seen before."""
        if len(self.slots) + len(new) > self.limit:
            self.slots.clear()
        start = len(self.slots)
        need = start + len(new)
        if need > len(self.vectors):
            grown = np.empty((max(need, 2 * len(self.vectors)), self.dim), np.float32)
            grown[:start] = self.vectors[:start]
            self.vectors = grown
        for s in range(0, len(new), 2000):
            part = new[s : s + 2000]
            feats = [word_features(w, self.mask) for w in part]
            n = np.array([len(f) for f in feats])
            rows = self._rows(np.concatenate([np.asarray(f) for f in feats]))
            v = np.add.reduceat(rows, np.r_[0, np.cumsum(n)[:-1]]) / np.sqrt(n)[:, None]
            self.vectors[start + s : start + s + len(part)] = v
            for i, w in enumerate(part):
                self.slots[w] = start + s + i

    def encode(self, texts: list[str], batch: int = 1024) -> np.ndarray:
        """Unit vectors of the texts."""
        out = np.zeros((len(texts), self.dim), np.float32)
        for at in range(0, len(texts), batch):
            toks = [words(t) for t in texts[at : at + batch]]
            seen = {w for t in toks for w in t}
            new = [w for w in seen if w not in self.slots]
            if len(self.slots) + len(new) > self.limit:
                new = list(seen)
                self.slots.clear()
            if new:
                self._learn(new)
            slot = self.slots
            ids = np.array([slot[w] for t in toks for w in t], dtype=np.int64)
            n = np.array([len(t) for t in toks])
            has = np.flatnonzero(n)
            if not len(has):
                continue
            starts = np.r_[0, np.cumsum(n[has])[:-1]]
            v = np.add.reduceat(self.vectors[ids], starts)
            pairs = [pair_feature(a, b, self.mask) for t in toks for a, b in itertools.pairwise(t)]
            if pairs:
                two = np.flatnonzero(n > 1)
                k = n[two] - 1
                p = np.add.reduceat(self._rows(np.array(pairs)), np.r_[0, np.cumsum(k)[:-1]])
                v[np.searchsorted(has, two)] += PAIR_WEIGHT * p
            out[at + has] = v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9)
        return out
