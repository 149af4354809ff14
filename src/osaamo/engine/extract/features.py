"""What the ranker looks at for each candidate concept of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.records import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from osaamo.engine.extract.reading import Reading

NAMES = (
    "dense", "dense_gap", "dense_rank", "best", "second", "best_gap", "near_sentences", "sentences",
    "lexical", "lexical_count", "lexical_shared", "lexical_source", "lexical_inside", "lexical_strict",
    "lexical_words", "lexical_early", "lexical_best_near", "first_sentence", "hub", "familiar", "prior",
    "coherence", "theme_share", "theme_rank", "kind", "label_words", "language",
)  # fmt: skip
"""Feature names, in column order. ``prior`` and ``familiar`` come from :class:`Background`."""

DENSE_CANDIDATES = 120
CLAUSAL_CANDIDATES = 40
_SOURCES = {"preferred": 6, "v1_1": 5, "surface-exact": 4, "alternative": 3, "derived": 2, "content": 1}
_COHERENCE_OF = 15
_THEME_OF = 40


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of each concept before any text is read; one row a concept of the vocabulary.

    Attributes:
        familiar: 1 where our training sentences cover the concept (chosen by how often it occurs in real texts).
        prior: log of how often judged training texts held it, smoothed.
        kinds: small integer a skill type.
        themes: theme id.
        label_words: words of the English label.
        vectors: unit vectors of the concepts.
        hub: what hubness takes off.
    """

    familiar: NDArray[np.float32]
    prior: NDArray[np.float32]
    kinds: NDArray[np.float32]
    themes: NDArray[np.int64]
    label_words: NDArray[np.float32]
    vectors: NDArray[np.float32]
    hub: NDArray[np.float32]


def candidates(reading: Reading) -> NDArray[np.int64]:
    """Rows of the concepts worth ranking: the nearest and all with a lexical hit, nearest first."""
    named = np.array([hit.concept for hits in reading.hits for hit in hits if hit.weight > 0], np.int64)
    rows = np.concatenate([_nearest(reading.dense, DENSE_CANDIDATES), named])
    if reading.clausal.any():
        rows = np.concatenate([rows, _nearest(reading.clausal, CLAUSAL_CANDIDATES)])
    rows = np.unique(rows)
    return rows[np.argsort(-reading.dense[rows], kind="stable")]


def _nearest(near: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    count = min(most, near.size)
    return np.argpartition(-near, count - 1)[:count]


def features(reading: Reading, rows: NDArray[np.int64], background: Background) -> NDArray[np.float32]:
    """``float32[len(rows), len(NAMES)]`` for the candidate ``rows``, which are ordered by falling ``dense``."""
    sims = reading.similarities[:, rows]
    count = len(reading.sentences)
    ordered = np.sort(sims, axis=0)[::-1]
    top_sentence = reading.similarities.max(axis=1, keepdims=True)
    best_at = sims.argmax(axis=0)
    dense = reading.dense[rows]
    table = np.zeros((len(rows), len(NAMES)), np.float32)
    column = {name: at for at, name in enumerate(NAMES)}

    def put(name: str, values: ArrayLike) -> None:
        table[:, column[name]] = values

    put("dense", dense)
    put("dense_gap", dense - dense[0])
    put("dense_rank", np.arange(len(rows)))
    put("best", ordered[0])
    put("second", ordered[1] if count > 1 else ordered[0] - 1)
    put("best_gap", (sims - top_sentence).max(axis=0))
    put("near_sentences", (sims > top_sentence - 0.1).sum(axis=0))
    put("sentences", min(count, 60))
    put("first_sentence", sims[0])
    put("hub", background.hub[rows])
    put("familiar", background.familiar[rows])
    put("prior", background.prior[rows])
    put("kind", background.kinds[rows])
    put("label_words", background.label_words[rows])
    put("language", LANGUAGES.index(reading.sentences[int(best_at[0])].language))
    _lexical(reading, rows, sims, put)
    leaders = background.vectors[rows[:_COHERENCE_OF]]
    near = background.vectors[rows] @ leaders.T
    near[np.arange(min(len(rows), _COHERENCE_OF)), np.arange(min(len(rows), _COHERENCE_OF))] = 0
    put("coherence", near.mean(axis=1))
    themes = background.themes[rows]
    head = themes[:_THEME_OF]
    put("theme_share", (themes[:, None] == head).mean(axis=1))
    first_of: dict[int, int] = {}
    put("theme_rank", [at - first_of.setdefault(int(theme), at) for at, theme in enumerate(themes)])
    return table


def _lexical(
    reading: Reading, rows: NDArray[np.int64], sims: NDArray[np.float32], put: Callable[[str, ArrayLike], None]
) -> None:
    place = {int(row): at for at, row in enumerate(rows)}
    names = (
        "lexical", "lexical_count", "lexical_shared", "lexical_source", "lexical_inside", "lexical_strict",
        "lexical_words", "lexical_early", "lexical_best_near",
    )  # fmt: skip
    values = {name: np.zeros(len(rows), np.float32) for name in names}
    values["lexical_early"] += 99
    values["lexical_best_near"] -= 1
    for at_sentence, hits in enumerate(reading.hits):
        for concept in {hit.concept for hit in hits}:
            if concept in place:
                values["lexical_count"][place[concept]] += 1
                at = place[concept]
                values["lexical_best_near"][at] = max(values["lexical_best_near"][at], sims[at_sentence, at])
        for hit in hits:
            at = place.get(hit.concept, -1)
            if at < 0:
                continue
            strength = hit.weight * (0.4 if hit.inside else 1.0)
            values["lexical_early"][at] = min(values["lexical_early"][at], at_sentence)
            if strength > values["lexical"][at] or values["lexical_source"][at] == 0:
                values["lexical"][at] = strength
                values["lexical_shared"][at] = hit.shared
                values["lexical_source"][at] = _SOURCES[hit.source]
                values["lexical_inside"][at] = hit.inside
                values["lexical_strict"][at] = hit.strict
                values["lexical_words"][at] = hit.last - hit.first + 1
    for name in names:
        put(name, values[name])
