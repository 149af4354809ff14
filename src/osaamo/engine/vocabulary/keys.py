"""Keys of labels: the one place where the vocabulary meets the text analysis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import simplemma

if TYPE_CHECKING:
    from osaamo.engine.records import Language

_TOKEN = re.compile(r"\.?[^\W_]+(?:[-.:’'&/][^\W_]+)*(?:\+\+|#)?")


def words(label: str) -> list[str]:
    """The tokens of ``label`` as written."""
    return _TOKEN.findall(label)


def key_sequences(label: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """The key sequences under which ``label`` is found, the surface first; none when it has no letters."""
    tokens = words(label)
    surface = tuple(token.lower() for token in tokens)
    lemmas = tuple(simplemma.lemmatize(token, lang=language).lower() for token in surface)
    return tuple(dict.fromkeys(sequence for sequence in (surface, lemmas) if sequence))
