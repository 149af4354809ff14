"""Bachelor or master: an estimate of the EQF level from what the title and the sentences say.

The rule is linear in the mean of the sentences' vectors and in that of the title, so each one's share of the answer is
exact. It is trained by ``tools/train/train_design.py``; the levels of the verbs told nothing there and do not count.
"""

from __future__ import annotations

from functools import cache
from math import exp
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from osaamo.engine.design.records import LevelEstimate, LevelReason
from osaamo.engine.design.tables import FOLDER, numbers
from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.design.records import Statement

NEEDED_WORDS = 25
SHOWN = 2
"""Sentences named as reasons."""


def estimate(
    statements: Sequence[Statement], vectors: NDArray[np.floating[Any]], *, unnamed: Collection[int] = ()
) -> LevelEstimate:
    """The level of a draft whose title, outcomes and content are ``statements`` with unit ``vectors`` ``[n, d]``.

    Those of the numbers in ``unnamed`` ("The student is able to:") count, but are no reasons to show.
    """
    in_title = np.array([one.part == "title" for one in statements], bool)
    words = sum(len(one.text.split()) for one in statements if one.part != "title")
    if words < NEEDED_WORDS:
        return LevelEstimate(None, 0.5, (LevelReason("too-little-text", 0, {"words": words, "needed": NEEDED_WORDS}),))
    rule, (of_text, of_title) = numbers()["level"], _weights()
    shares = np.where(
        in_title,
        np.asarray(vectors, np.float64) @ of_title / max(1, in_title.sum()),
        np.asarray(vectors, np.float64) @ of_text / (~in_title).sum(),
    )
    probability = 1 / (1 + exp(-(rule["bias"] + float(shares.sum()))))
    likelier: Literal[6, 7] = 7 if probability >= 0.5 else 6
    confidence = max(probability, 1 - probability)
    order = [at for at in np.argsort(-shares if likelier == 7 else shares, kind="stable").tolist() if at not in unnamed]
    reasons = tuple(
        LevelReason("sentence", likelier, {"part": one.part, "start": one.start, "end": one.end, "text": one.text})
        for one in (statements[at] for at in order[:SHOWN])
    )
    if confidence < rule["sure"]:
        mixed = LevelReason("mixed", 0, {"percent": round(100 * confidence)})
        return LevelEstimate(None, confidence, (mixed, *reasons))
    return LevelEstimate(likelier, confidence, reasons)


@cache
def _weights() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of the mean text vector and of the mean title vector."""
    path = FOLDER / "level.npz"
    try:
        with np.load(path) as stored:
            return np.asarray(stored["text"], np.float64), np.asarray(stored["title"], np.float64)
    except (OSError, ValueError, KeyError) as problem:
        raise BrokenArtefact(f"{path.name} cannot be read: install the package again.", file=path.name) from problem
