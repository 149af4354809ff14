"""An index of texts by their trigrams, for finding what a mistyped word may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.vocabulary.store import Array

_BUCKETS = 1 << 16
_CHUNK = 20_000


class TrigramIndex:
    """Texts by the hashed trigrams of their characters, blanks at both ends included.

    Two trigrams may share one of the 65,536 buckets: that only adds a little likeness.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        buckets, owners = [], []
        for start in range(0, len(texts), _CHUNK):
            found, owner = _trigrams(texts[start : start + _CHUNK])
            buckets.append(found)
            owners.append(owner + np.int32(start))
        bucket = np.concatenate(buckets) if buckets else np.zeros(0, np.uint16)
        owner = np.concatenate(owners) if owners else np.zeros(0, np.int32)
        self._owners = owner[np.argsort(bucket, kind="stable")]
        lengths = np.bincount(bucket, minlength=_BUCKETS)
        self._starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        self._rarity = np.log1p(len(texts) / (1 + lengths)).astype(np.float32)
        self._norms = np.sqrt(
            np.maximum(np.bincount(owner, weights=self._rarity[bucket] ** 2, minlength=len(texts)), 1e-9)
        ).astype(np.float32)

    def candidates(self, text: str, limit: int) -> list[int]:
        """The places of up to ``limit`` texts by the cosine of their trigrams, weighted by rarity, nearest first."""
        wanted = np.unique(_trigrams([text])[0]).astype(np.int64)
        posted = [self._owners[self._starts[at] : self._starts[at + 1]] for at in wanted]
        if not sum(map(len, posted)):
            return []
        weights = np.repeat(self._rarity[wanted] ** 2, [len(owners) for owners in posted])
        likeness = np.bincount(np.concatenate(posted), weights=weights, minlength=len(self._norms)) / self._norms
        nearest = np.argpartition(-likeness, min(limit, len(likeness) - 1))[:limit]
        nearest = nearest[likeness[nearest] > 0]
        best: list[int] = nearest[np.lexsort((nearest, -likeness[nearest]))].tolist()
        return best


def _trigrams(texts: Sequence[str]) -> tuple[Array, Array]:
    """The bucket of every trigram, ``uint16[k]``, and the place of its text, ``int32[k]``."""
    # The text's own blanks count as characters; a line feed parts the texts.
    joined = "".join(f" {text.lower()} \n" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    ends = codes == ord("\n")
    owner = np.cumsum(ends, dtype=np.int32) - ends.astype(np.int32)
    whole = ~(ends[:-2] | ends[1:-1] | ends[2:])
    # Multiplicative hashing on 32 bits, which wrap around; the high bits are the well mixed ones.
    mixed = codes[:-2] * np.uint32(0x9E3779B1)
    mixed += codes[1:-1] * np.uint32(0x85EBCA77)
    mixed += codes[2:] * np.uint32(0xC2B2AE3D)
    return (mixed[whole] >> np.uint32(16)).astype(np.uint16), owner[:-2][whole]
