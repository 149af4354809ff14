"""Reading a text for the goals: vectors of its sentences, features of each goal, one logistic rule.

The rule and the two linear readers are trained by ``tools/train/train_sdg.py``. Names, keywords and training texts of
the three languages lie in one space of vectors, so texts in Finnish and Swedish are read by what was learnt of English.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.sdg.features import NAMES, Softmax, Terms, describe
from osaamo.engine.sdg.goals import targets
from osaamo.engine.text import analyse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from osaamo.engine.pipeline import Engine

SHOWN_FROM = 0.5
_SENTENCES = 3
_CLEAR = 0.3
_MOST_SENTENCES = 400
"""Longer texts are read at evenly spaced sentences, so that a whole book takes seconds."""


@dataclass(frozen=True, slots=True)
class GoalSentence:
    """A sentence that shows a goal: its place in the text, its share for the goal, and the nearest target's code."""

    start: int
    end: int
    text: str
    share: float
    target: str


@dataclass(frozen=True, slots=True)
class ServedGoal:
    """A goal from 1 to 17, how probable it is that a human reader names it, and the sentences behind it."""

    number: int
    probability: float
    sentences: tuple[GoalSentence, ...]


@dataclass(frozen=True, slots=True)
class SdgReading:
    """What a text serves: ``probabilities`` of all goals by number, ``served`` those that are shown, best first."""

    probabilities: Mapping[int, float]
    served: tuple[ServedGoal, ...]
    model: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "model": self.model,
            "goals": {str(number): round(value, 5) for number, value in self.probabilities.items()},
            "served": [asdict(goal) for goal in self.served],
        }


class SdgReader:
    """Reads texts with an engine's two encoders. Arrays of its file ``sdg/reader.npz``: see ``_read``."""

    def __init__(self, engine: Engine) -> None:
        """Use the encoders of ``engine``, which must have both tiers."""
        self._engine = engine

    @property
    def model(self) -> str:
        """The name and version of what reads."""
        return f"sdg.v1:{self._arrays['version']}"

    def read(self, text: str, *, language: str = "auto", threshold: float = SHOWN_FROM) -> SdgReading:
        """The goals of a text; those with at least the probability ``threshold`` are served, with sentences.

        Raises:
            EmptyText: there is no letter in the text.
            TextTooLong: it is longer than the engine reads.
        """
        sentences = analyse(text, language).sentences
        step = max(1, -(-len(sentences) // _MOST_SENTENCES))
        sentences = sentences[::step]
        exact, plain = (tier.encoder.encode([one.text for one in sentences]) for tier in self._engine.tiers)
        features, shares = describe(exact, plain, self._readers, self._terms)
        probabilities = self._probabilities(features)
        order = np.argsort(-probabilities, kind="stable")
        served = []
        for goal in order[probabilities[order] >= threshold]:
            best = np.argsort(-shares[:, goal], kind="stable")[:_SENTENCES].tolist()
            shown = [at for at in best if shares[at, goal] >= _CLEAR] or best[:1]
            served.append(
                ServedGoal(
                    number=int(goal) + 1,
                    probability=float(probabilities[goal]),
                    sentences=tuple(
                        GoalSentence(
                            sentences[at].start,
                            sentences[at].end,
                            text[sentences[at].start : sentences[at].end],
                            round(float(shares[at, goal]), 4),
                            self._nearest(int(goal), exact[at]),
                        )
                        for at in shown
                    ),
                )
            )
        return SdgReading(
            {number: float(value) for number, value in enumerate(probabilities, 1)}, tuple(served), self.model
        )

    def _probabilities(self, features: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        arrays = self._arrays
        scaled = (features - arrays["mean"]) / arrays["scale"]
        scores = scaled @ arrays["weights"] + arrays["of_goal"]
        return np.asarray(1 / (1 + np.exp(-scores)))

    def _nearest(self, goal: int, vector: NDArray[np.floating[Any]]) -> str:
        """The code of the goal's target whose words are nearest to a sentence."""
        own = np.flatnonzero(self._terms[0].goal == goal)
        return str(self._codes[own[np.argmax(self._terms[0].vectors[own] @ vector)]])

    @cached_property
    def _readers(self) -> tuple[Softmax, Softmax]:
        arrays = self._arrays
        return (
            Softmax(arrays["exact_weights"], arrays["exact_bias"]),
            Softmax(arrays["both_weights"], arrays["both_bias"]),
        )

    @cached_property
    def _terms(self) -> tuple[Terms, Terms]:
        goal = np.array([target.goal - 1 for target in targets() for _ in target.texts])
        return Terms(self._arrays["exact_terms"], goal), Terms(self._arrays["plain_terms"], goal)

    @cached_property
    def _codes(self) -> NDArray[np.str_]:
        return np.array([target.code for target in targets() for _ in target.texts])

    @cached_property
    def _arrays(self) -> dict[str, Any]:
        return _read(self._engine.config.data / "sdg" / "reader.npz")


def _read(path: Path) -> dict[str, Any]:
    """The arrays of a reader's file.

    ``exact_weights`` ``[18, d]``, ``exact_bias`` ``[18]``, the same of ``both``; ``exact_terms`` and ``plain_terms``
    (a row for each language of each target); ``mean``, ``scale``, ``weights`` ``[features]`` and ``of_goal`` ``[17]``
    of the rule; ``names`` of the features; ``version``.

    Raises:
        BrokenArtefact: it is missing, damaged or made for other features.
    """
    try:
        with np.load(path) as stored:
            arrays = {
                name: stored[name].astype(np.float32) if stored[name].dtype.kind == "f" else stored[name]
                for name in stored.files
            }
    except (OSError, ValueError) as problem:
        raise BrokenArtefact(f"{path.name} cannot be read: install the package again.", file=path.name) from problem
    if tuple(arrays["names"].tolist()) != NAMES:
        raise BrokenArtefact(f"{path.name} was trained for other features: train it again.", file=path.name)
    return arrays
