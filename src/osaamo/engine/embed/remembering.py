"""An encoder that remembers: for a text that is read again and again while somebody types one sentence of it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.embed.base import Encoder

MOST = 4096
"""Sentences remembered: with 384 numbers each some 6 MB."""


class Remembering:
    """See :class:`osaamo.engine.embed.base.Encoder`. Sentences are remembered by digest: none can be read back."""

    def __init__(self, encoder: Encoder, *, most: int = MOST) -> None:
        """Encode with ``encoder`` what is not among the ``most`` sentences used last."""
        self._encoder, self._most = encoder, most
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self.name, self.dimension = encoder.name, encoder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors ``float32[len(texts), dimension]``; equal texts are encoded once."""
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            found |= zip(new, self._encoder.encode(list(new.values())), strict=True)
        self._remember(found)
        return np.stack([found[key] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)

    def _remember(self, found: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            for key, vector in found.items():
                self._known[key] = vector
                self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
