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
from osaamo.engine.sdg.advice import CLEAR, SdgAdvice, Shown, advise, outcomes_in
from osaamo.engine.sdg.features import NAMES, Softmax, Terms, describe, unit
from osaamo.engine.sdg.goals import targets, targets_of
from osaamo.engine.sdg.spotting import spotted
from osaamo.engine.sdg.touching import TouchedTarget, keywords, said_in, touched
from osaamo.engine.text import analyse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from osaamo.engine.pipeline import Engine
    from osaamo.engine.records import Analysis, Sentence

    Floats = NDArray[np.floating[Any]]

SHOWN_FROM = 0.5
NEAR_FROM = 0.25
"""A goal from this probability on and below the threshold is near: with what to change, were it meant."""

_SENTENCES = 3
_WORDS = 5
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
    """A goal from 1 to 17, how probable it is that a human reader names it, and the sentences behind it.

    ``targets`` are those of its targets that the sentences touch, ``advice`` is what would make the link stronger or
    more honest.
    """

    number: int
    probability: float
    sentences: tuple[GoalSentence, ...]
    targets: tuple[TouchedTarget, ...]
    advice: tuple[SdgAdvice, ...]


@dataclass(frozen=True, slots=True)
class SdgReading:
    """What a text serves: ``probabilities`` of all goals by number, ``served`` those that are shown, best first.

    ``near`` are goals just below what is shown, likewise.
    """

    probabilities: Mapping[int, float]
    served: tuple[ServedGoal, ...]
    near: tuple[ServedGoal, ...]
    model: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "model": self.model,
            "goals": {str(number): round(value, 5) for number, value in self.probabilities.items()},
            "served": [asdict(goal) for goal in self.served],
            "near": [asdict(goal) for goal in self.near],
        }


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text with the vectors of its sentences by both encoders, the shares ``[sentences, 17]``, and all goals."""

    text: str
    sentences: Sequence[Sentence]
    exact: Floats
    plain: Floats
    shares: Floats
    probabilities: Floats


class SdgReader:
    """Reads texts with an engine's two encoders. Arrays of its file ``sdg/reader.npz``: see ``_read``."""

    def __init__(self, engine: Engine) -> None:
        """Use the encoders of ``engine``, which must have both tiers."""
        self._engine = engine

    @property
    def model(self) -> str:
        """The name and version of what reads."""
        return f"sdg.v1:{self._arrays['version']}"

    def probabilities(self, text: str, *, language: str = "auto") -> dict[int, float]:
        """How probable it is of each goal that a human reader names it; quicker than :meth:`read`.

        Raises:
            EmptyText: there is no letter in the text.
            TextTooLong: it is longer than the engine reads.
        """
        return _by_number(self._see(text, analyse(text, language)).probabilities)

    def read(
        self,
        text: str,
        *,
        language: str = "auto",
        threshold: float = SHOWN_FROM,
        outcomes: tuple[int, int] | None = None,
    ) -> SdgReading:
        """The goals of a text; those with at least the probability ``threshold`` are served, with sentences.

        ``outcomes`` is where the learning outcomes begin and end in the text; without it a heading that names them
        tells, and without that nothing is said of them.

        Raises:
            EmptyText: there is no letter in the text.
            TextTooLong: it is longer than the engine reads.
        """
        analysis = analyse(text, language)
        seen = self._see(text, analysis)
        place = outcomes or outcomes_in(analysis.sentences)
        order = np.argsort(-seen.probabilities, kind="stable").tolist()
        least = min(NEAR_FROM, threshold)
        goals = [self._goal(seen, goal, place) for goal in order if seen.probabilities[goal] >= least]
        return SdgReading(
            _by_number(seen.probabilities),
            tuple(goal for goal in goals if goal.probability >= threshold),
            tuple(goal for goal in goals if goal.probability < threshold),
            self.model,
        )

    def _see(self, text: str, analysis: Analysis) -> _Seen:
        step = max(1, -(-len(analysis.sentences) // _MOST_SENTENCES))
        sentences = analysis.sentences[::step]
        exact, plain = (tier.encoder.encode([one.text for one in sentences]) for tier in self._engine.tiers)
        features, shares = describe(exact, plain, self._readers, self._terms, spotted(sentences))
        return _Seen(text, sentences, exact, plain, shares, self._probabilities(features, analysis.language))

    def _goal(self, seen: _Seen, goal: int, outcomes: tuple[int, int] | None) -> ServedGoal:
        shares = seen.shares[:, goal]
        order = np.argsort(-shares, kind="stable").tolist()
        clear = [at for at in order if shares[at] >= CLEAR]
        shown = clear[:_SENTENCES] or order[:1]
        rest = order[len(clear) :]
        said = {at: said_in(seen.sentences[at].text, seen.sentences[at].language, goal + 1) for at in shown + rest[:1]}
        of_sentence = {at: self._shown(seen, goal, at, said[at]) for at in said}
        return ServedGoal(
            number=goal + 1,
            probability=float(seen.probabilities[goal]),
            sentences=tuple(
                GoalSentence(
                    seen.sentences[at].start,
                    seen.sentences[at].end,
                    seen.text[seen.sentences[at].start : seen.sentences[at].end],
                    round(float(shares[at]), 4),
                    of_sentence[at].target,
                )
                for at in shown
            ),
            targets=touched(goal + 1, self._likeness(goal, seen.exact[shown]), [said[at] for at in shown]),
            advice=advise(
                [of_sentence[at] for at in shown],
                clear=[seen.sentences[at].start for at in clear],
                of=len(seen.sentences),
                weak=of_sentence[rest[0]] if rest else None,
                outcomes=outcomes,
            ),
        )

    def _shown(self, seen: _Seen, goal: int, at: int, said: Mapping[str, tuple[str, ...]]) -> Shown:
        sentence, target = seen.sentences[at], self._nearest(goal, seen.exact[at])
        missing = [word for word in keywords(target, sentence.language) if word not in said.get(target, ())]
        plain = self._engine.tiers[1].encoder.encode(missing) if missing else np.empty((0, 1), np.float32)
        near = np.argsort(-(unit(plain) @ unit(seen.plain[at])), kind="stable") if missing else np.empty(0, int)
        return Shown(
            sentence.start,
            sentence.end,
            float(seen.shares[at, goal]),
            target,
            sum(map(len, said.values())),
            tuple(missing[word] for word in near[:_WORDS].tolist()),
        )

    def _likeness(self, goal: int, vectors: Floats) -> Floats:
        """The cosines of sentences with the goal's targets, ``[len(vectors), targets]``: the nearest language's."""
        exact = self._terms[0].vectors
        rows = [np.flatnonzero(self._codes == target.code) for target in targets_of(goal + 1)]
        return np.stack([(unit(vectors) @ exact[own].T).max(axis=1) for own in rows], axis=1)

    def _probabilities(self, features: Floats, language: str) -> Floats:
        """By the rule of the language: Finnish and Swedish texts are courses and theses, mostly of no goal."""
        arrays, rule = self._arrays, 0 if language == "en" else 1
        scaled = (features - arrays["mean"][rule]) / arrays["scale"][rule]
        scores = scaled @ arrays["weights"][rule] + arrays["of_goal"][rule]
        return np.asarray(1 / (1 + np.exp(-scores)))

    def _nearest(self, goal: int, vector: Floats) -> str:
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


def _by_number(probabilities: Floats) -> dict[int, float]:
    return {number: float(value) for number, value in enumerate(probabilities, 1)}


def _read(path: Path) -> dict[str, Any]:
    """The arrays of a reader's file.

    ``exact_weights`` ``[18, d]``, ``exact_bias`` ``[18]``, the same of ``both``; ``exact_terms`` and ``plain_terms``
    (a row for each language of each target); ``mean``, ``scale``, ``weights`` ``[2, features]`` and ``of_goal``
    ``[2, 17]`` of the rules, English and other; ``names`` of the features; ``version``.

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
