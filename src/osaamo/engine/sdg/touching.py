"""Which targets of a goal the sentences that show it touch: by likeness, and by the target's own words in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.records import LANGUAGES
from osaamo.engine.sdg.goals import targets, targets_of
from osaamo.engine.text import label_keys, tokenise, warm, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

MOST_TARGETS = 3


@dataclass(frozen=True, slots=True)
class TouchedTarget:
    """A target by its code (``13.3``) and the one sentence, by its place among those shown, that touches it most.

    ``likeness`` is the cosine with the target's words; ``words`` are the target's keywords that stand in the sentence.
    """

    code: str
    likeness: float
    words: tuple[str, ...]
    sentence: int


def touched(goal: int, likeness: Floats, said: Sequence[Mapping[str, tuple[str, ...]]]) -> tuple[TouchedTarget, ...]:
    """The targets that sentences touch: the nearest one of each sentence, and those whose own words stand in it.

    ``likeness`` is ``[sentences, targets_of(goal)]``, ``said`` the words of :func:`said_in` for each sentence. At most
    ``MOST_TARGETS``: those with more own words in a sentence first, then the nearest.
    """
    codes = [target.code for target in targets_of(goal)]
    best: dict[str, TouchedTarget] = {}
    for sentence, (near, found) in enumerate(zip(likeness, said, strict=True)):
        nearest = codes[int(np.argmax(near))]
        for at, code in enumerate(codes):
            if code == nearest or code in found:
                one = TouchedTarget(code, round(float(near[at]), 4), found.get(code, ()), sentence)
                best[code] = min(best.get(code, one), one, key=_first)
    return tuple(sorted(best.values(), key=_first)[:MOST_TARGETS])


def said_in(text: str, language: str, goal: int) -> dict[str, tuple[str, ...]]:
    """The keywords of a goal and of its targets, by code, that stand in a sentence in any inflected form."""
    keys = [set(token.keys) for token in tokenise(text, language)]
    found = {
        code: tuple(word for word, phrase in phrases if _stands(phrase, keys))
        for code, phrases in _phrases(goal, language)
    }
    return {code: words_ for code, words_ in found.items() if words_}


def keywords(code: str, language: str) -> tuple[str, ...]:
    """What a goal or target is spoken of as in a language."""
    return next(target.keywords[LANGUAGES.index(language)] for target in targets() if target.code == code)


def _first(one: TouchedTarget) -> tuple[int, float]:
    return -len(one.words), -one.likeness


def _stands(phrase: Sequence[set[str]], keys: Sequence[set[str]]) -> bool:
    """Whether the tokens of the phrase follow each other somewhere, each in any of its forms."""
    return any(
        all(token & keys[start + at] for at, token in enumerate(phrase)) for start in range(len(keys) - len(phrase) + 1)
    )


Phrase = tuple[str, tuple[set[str], ...]]
"""A keyword, and the forms of each of its tokens."""


@cache
def _phrases(goal: int, language: str) -> tuple[tuple[str, tuple[Phrase, ...]], ...]:
    """The keywords of the goal and of each of its targets by code."""
    at = LANGUAGES.index(language)
    own = [(target.code, target.keywords[at]) for target in targets() if target.goal == goal]
    warm([form for _, some in own for word in some for form in words(word)], language)
    return tuple((code, tuple((word, _forms(word, language)) for word in some)) for code, some in own)


def _forms(word: str, language: str) -> tuple[set[str], ...]:
    return tuple(set(token) for token in label_keys(word, language))
