"""Which keywords of the goals stand in a text, by stems: quick, and without the analyser that Finnish lemmas need.

:func:`osaamo.engine.sdg.touching.said_in` is more exact and tells which word it was; this one only says how much of
each goal is spoken of, for the rule. A keyword's token stands where a text's token begins with its stem and is not much
longer, so inflected forms and short compounds count.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.records import LANGUAGES
from osaamo.engine.sdg.goals import GOALS, targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.records import Sentence

    Flags = NDArray[np.bool_]

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_VOWELS = "aeiouyäöå"
_LONGER = {"fi": 6, "sv": 4, "en": 3}
"""By how many letters an inflected form may be longer than its keyword."""

_SHORT, _LONGER_OF_SHORT = 4, 2
_LEAST = 3
"""Letters of a stem, and of the beginning by which stems are found."""

Stem = tuple[str, int]
"""The letters a form begins with, and the most letters it may have."""


def spotted(sentences: Sequence[Sentence]) -> Flags:
    """Of which goals a keyword stands in each sentence, in its language: ``[len(sentences), 17]``."""
    found = np.zeros((len(sentences), GOALS), dtype=bool)
    for row, sentence in zip(found, sentences, strict=True):
        forms = [form.lower() for form in _TOKEN.findall(sentence.text)]
        beginnings = _stems(sentence.language)
        for at, form in enumerate(forms):
            for phrase, goal in beginnings.get(form[:_LEAST], ()):
                if not row[goal] and _stands(phrase, forms, at):
                    row[goal] = True
    return found


def stem(word: str, language: str) -> str:
    """What all forms of a keyword's token begin with, as far as its ending tells.

    Finnish loses what gradation and endings change: "köyhyys" its s, "työpaja" its vowel, "hoito" two letters
    ("hoidon"), "nainen" three ("naisen"); Swedish and English lose a last weak vowel ("energy", "energies").
    """
    size = len(word)
    if size <= _LEAST:
        return word
    if language == "fi":
        if word.endswith("nen"):
            size -= 3
        elif word[-1] in _VOWELS:
            size -= 2 if word[-2] in "tkp" else 1
        elif word.endswith("s"):
            size -= 1
    elif word[-1] in ("ae" if language == "sv" else "ye"):
        size -= 1
    return word[: max(_LEAST, size)]


def _stands(phrase: tuple[Stem, ...], forms: Sequence[str], at: int) -> bool:
    return at + len(phrase) <= len(forms) and all(
        form.startswith(letters) and len(form) <= most
        for (letters, most), form in zip(phrase, forms[at : at + len(phrase)], strict=True)
    )


@cache
def _stems(language: str) -> dict[str, tuple[tuple[tuple[Stem, ...], int], ...]]:
    """The keywords of all goals as stems with their goal (0 to 16), by the first letters of the first one."""
    found: dict[str, dict[Any, None]] = {}
    for target in targets():
        for word in target.keywords[LANGUAGES.index(language)]:
            phrase = tuple(
                (stem(form, language), len(form) + (_LONGER[language] if len(form) > _SHORT else _LONGER_OF_SHORT))
                for form in map(str.lower, _TOKEN.findall(word))
            )
            found.setdefault(phrase[0][0][:_LEAST], {})[phrase, target.goal - 1] = None
    return {beginning: tuple(phrases) for beginning, phrases in found.items()}
