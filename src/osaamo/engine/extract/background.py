"""What is known of each concept before any text is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.extract.features import Background

if TYPE_CHECKING:
    from pathlib import Path

    from osaamo.engine.embed import ConceptMatrix
    from osaamo.engine.vocabulary import Vocabulary


def load_background(vocabulary: Vocabulary, concepts: ConceptMatrix, data: Path) -> Background:
    """The :class:`Background` with one row a concept of ``vocabulary``; concepts without a vector get zeros.

    Raises:
        BrokenArtefact: ``prior.npz`` is missing or damaged.
    """
    try:
        with np.load(data / "prior.npz") as arrays:
            known = {uri: at for at, uri in enumerate(arrays["uris"].tolist())}
            counts, familiar_at = arrays["counts"].astype(np.float32), arrays["familiar"].astype(np.float32)
            documents = float(arrays["documents"])
    except (OSError, KeyError, ValueError) as problem:
        raise BrokenArtefact("prior.npz cannot be read: install the package again.", file="prior.npz") from problem
    uris = vocabulary.uris
    places = np.array([known.get(uri, -1) for uri in uris], np.int64)
    seen = np.where(places >= 0, counts[places], 0)
    return Background(
        familiar=np.where(places >= 0, familiar_at[places], 0).astype(np.float32),
        prior=smoothed_prior(seen, documents),
        kinds=np.asarray(vocabulary.kinds, np.float32),
        themes=np.asarray(vocabulary.themes, np.int64),
        label_words=np.array([len(vocabulary.labels(at).en.split()) for at in range(len(uris))], np.float32),
        vectors=concepts.vectors,
        hub=concepts.hub,
    )


def smoothed_prior(counts: np.ndarray, documents: float) -> np.ndarray:
    """Log share of documents that held a concept, with half a document added to each."""
    return np.asarray(np.log((counts + 0.5) / (documents + 1.0)), np.float32)
