"""How much a matched term tells about a text.

``weight = source x share x specificity``, each in ``(0, 1]``:

- *source*: a preferred label tells most, a form derived by rule least (:data:`BY_SOURCE`).
- *share*: ``1 / sqrt(n)`` where ``n`` concepts stand under the key by a source at least as good, so that a preferred
  label does not suffer from the alternatives of others.
- *specificity*: how rare its words are in the vocabulary. For one word ``log(N / df) / log(N / 10)``, cut to
  ``[0.1, 1]``, where ``df`` counts the concepts with a term that has the word, as a token or (from four letters) at
  either end of a compound, and ``N`` all concepts. Several words: ``1 - product(1 - s)``. A preferred label of one
  word has at least 0.6, since the vocabulary itself holds it for a skill. A single word of the list
  :data:`~osaamo.engine.vocabulary.general_words.GENERAL` that is no preferred label gets 0.1.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.engine.vocabulary.general_words import GENERAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.records import Language


@dataclass(frozen=True, slots=True)
class Entry:
    """One term of one concept before it is numbered. ``case`` is the surface to demand when ``strict``."""

    concept: int
    source: int
    strict: bool
    case: str


BY_SOURCE = {
    "preferred": 1.0,
    "v1_1": 1.0,
    "surface-exact": 0.95,
    "alternative": 0.9,
    "content": 0.7,
    "derived": 0.8,
}
_RARE = 10
_LEAST = 0.1
_LEAST_PREFERRED = 0.6
_LETTERS_OF_PART = 4


def weights_of(
    keys: Sequence[str], rows: Sequence[Sequence[Entry]], sources: Sequence[str], language: Language
) -> list[float]:
    """The weights of all entries, in the order of ``keys`` and ``rows``."""
    rarity = _rarity(keys, rows)
    weights: list[float] = []
    for key, row in zip(keys, rows, strict=True):
        specific = 1 - math.prod(1 - rarity[word] for word in key.split(" "))
        single = " " not in key
        for entry in row:
            source = sources[entry.source]
            sharers = sum(other.source <= entry.source for other in row)
            telling = max(specific, _LEAST)
            if single and source == "preferred":
                telling = max(telling, _LEAST_PREFERRED)
            elif single and key in GENERAL[language]:
                telling = _LEAST
            weights.append(BY_SOURCE[source] * telling / math.sqrt(sharers))
    return weights


def _rarity(keys: Sequence[str], rows: Sequence[Sequence[Entry]]) -> dict[str, float]:
    """Each word's specificity, from the number of concepts that use it."""
    singles = {word for key in keys for word in key.split(" ")}
    users: dict[str, set[int]] = defaultdict(set)
    for key, row in zip(keys, rows, strict=True):
        concepts = [entry.concept for entry in row]
        for word in key.split(" "):
            for part in _parts(word, singles):
                users[part].update(concepts)
    total = max((entry.concept for row in rows for entry in row), default=0) + 1
    scale = math.log(max(total, 2 * _RARE) / _RARE)
    return {word: min(1.0, max(_LEAST, math.log(max(total / len(using), 1)) / scale)) for word, using in users.items()}


def _parts(word: str, known: set[str]) -> set[str]:
    parts = {word}
    for cut in range(_LETTERS_OF_PART, len(word) - _LETTERS_OF_PART + 1):
        parts.update(part for part in (word[:cut], word[cut:]) if part in known)
    return parts
