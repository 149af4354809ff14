"""One vector a concept, made by the same encoder as the vectors of the texts."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from osaamo.engine.embed.base import Encoder
    from osaamo.engine.records import Labels


class ConceptMatrix:
    """Prototype vectors of the concepts with their hubness.

    A hub is a concept that lies near everything ("consult students on learning content"). ``hub`` is its mean
    similarity to its nearest background sentences; a share of it is taken off every score (the idea of CSLS, Conneau
    et al. 2018, arXiv 1710.04087, applied to the concept side only).

    Attributes:
        uris: the concepts, in row order.
    """

    def __init__(self, folder: Path, file: str = "concepts.npz") -> None:
        """Load ``file`` of ``folder`` and the hub weight from its ``meta.json``.

        Raises:
            BrokenArtefact: a file is missing or has other keys.
        """
        try:
            meta = json.loads((folder / "meta.json").read_text("utf-8"))
            with np.load(folder / file) as arrays:
                self.uris: tuple[str, ...] = tuple(arrays["uris"].tolist())
                self._matrix: NDArray[np.int8] = arrays["matrix"]
                self._scales: NDArray[np.float32] = arrays["scales"].astype(np.float32)
                self._hub: NDArray[np.float32] = arrays["hub"].astype(np.float32) * float(meta["hub_weight"])
        except (OSError, KeyError, ValueError) as problem:
            raise BrokenArtefact(
                f"{file} in {folder.name} cannot be read: install the package again.", file=file
            ) from problem
        self._row = {uri: row for row, uri in enumerate(self.uris)}

    def aligned(self, uris: Sequence[str], labels: Sequence[Labels], encoder: Encoder) -> ConceptMatrix:
        """The matrix of another vocabulary: known concepts keep their vector, others get that of their labels."""
        other = object.__new__(ConceptMatrix)
        other.uris = tuple(uris)
        other._row = {uri: row for row, uri in enumerate(other.uris)}
        rows = self.rows(other.uris)
        vectors, hub = self.vectors[rows], self._hub[rows]
        new = np.flatnonzero(rows < 0)
        if new.size:
            texts = [
                [text for text in labels[at].as_dict().values() if text] or [other.uris[at]] for at in new.tolist()
            ]
            encoded = encoder.encode([text for group in texts for text in group])
            starts = np.cumsum([0, *(len(group) for group in texts)])[:-1]
            sums = np.add.reduceat(encoded, starts, axis=0)
            vectors[new] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
            hub[new] = self._hub.mean()
        other._hub = hub
        other.__dict__["vectors"] = vectors
        return other

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Unit vectors ``float32[len(uris), dimension]``."""
        return np.asarray(np.asarray(self._matrix).astype(np.float32) * self._scales[:, None], np.float32)

    @property
    def hub(self) -> NDArray[np.float32]:
        """What is taken off each concept's similarity, ``float32[len(uris)]``."""
        return self._hub

    def similarities(self, texts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Hub-corrected similarities ``float32[len(texts), len(uris)]`` of unit vectors."""
        return np.asarray(texts @ self.vectors.T - self._hub, np.float32)

    def rows(self, uris: tuple[str, ...] | list[str]) -> NDArray[np.int64]:
        """Row of each uri, -1 for an unknown one."""
        return np.array([self._row.get(uri, -1) for uri in uris], np.int64)
