"""Tokens with their lattice of keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from osaamo.engine.records import Token
from osaamo.engine.text.lemmas import fold, keys, lemmas, warm

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"\.?[^\W_]+(?:[-.:’'&/][^\W_]+)*(?:\+\+|#)?(?::[^\W\d_]+)?-?")
_COORDINATION = {"ja", "tai", "sekä", "eli", "och", "eller", "samt", "and", "or"}


def words(text: str) -> list[str]:
    """The surfaces of the tokens of ``text``, a hanging hyphen left out."""
    return [match.group().rstrip("-") for match in _TOKEN.finditer(text)]


def tokenise(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of ``text`` with offsets in it and their keys in ``language``, surface first.

    A hanging compound part takes the head of the compound it leans on: in "suunnittelu- ja ohjaustaitoja" the first
    token also has the key ``suunnittelutaito``.
    """
    matches = list(_TOKEN.finditer(text))
    warm([match.group().rstrip("-") for match in matches], language)
    tokens = []
    for at, match in enumerate(matches):
        surface = match.group()
        found = keys(surface.rstrip("-"), language)
        if surface.endswith("-") and language in ("fi", "sv"):
            found = tuple(dict.fromkeys((*found, *_completed(matches, at, language))))
        tokens.append(Token(match.start(), match.end(), surface, found))
    return tuple(tokens)


def label_keys(label: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The keys of each token of a vocabulary label, made as those of a text."""
    return tuple(token.keys for token in tokenise(label, language))


def _completed(matches: Sequence[re.Match[str]], at: int, language: str) -> list[str]:
    stem = matches[at].group().rstrip("-").lower()
    for following in matches[at + 1 : at + 5]:
        word = following.group()
        if word.endswith("-") or word.lower() in _COORDINATION:
            continue
        heads = [lemma.rsplit("|", 1)[-1] for lemma in lemmas(word, language) if "|" in lemma]
        return [fold(stem + head) for head in dict.fromkeys(heads)]
    return []
