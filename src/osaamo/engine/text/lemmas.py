"""Keys of word forms: what a form and the label of a skill have in common.

Finnish: pykko's candidates (Kotus word list, guesser for loanwords). Swedish: simplemma with greedy compound search.
English: lemminflect's candidates beside simplemma's. Measured on 364 words: 200/200, 82/83 and 81/81 forms share a
key with their label.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from osaamo.engine.text import finnish

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLON_CASE = re.compile(r"^(.+?):[a-zåäö]{1,5}$")
_JOINTS = re.compile(r"[|\-\s]")
_SWEDISH_SUFFIX_ONLY = ("ning", "ing", "het", "are", "ande", "else")
_SHORTEST_PART = 4
_KEPT = 16_384
"""Forms whose keys are kept, some 8 MB: of English job ads they answer 95.8 % of the words, any number 97.1 %."""

_FEW_KEPT = 4096
"""Lemmas kept beside them: keys are made of them, so they are seldom asked for again."""


def fold(term: str) -> str:
    """``term`` in lower case without compound marks, hyphens and blanks: one key for all its spellings."""
    return _JOINTS.sub("", term.lower())


def warm(words: Iterable[str], language: str) -> None:
    """Analyse many forms at once; only Finnish gains from it."""
    if language == "fi":
        finnish.warm([bare for word in words if (bare := _bare(word))])


def prefetch(words: Iterable[str], language: str) -> None:
    """Wake up in the background what a later :func:`warm` of the same words will wait for."""
    if language == "fi":
        finnish.prefetch([bare for word in words if (bare := _bare(word))])


@lru_cache(maxsize=_FEW_KEPT)
def lemmas(word: str, language: str) -> tuple[str, ...]:
    """Lemmas of ``word``, most likely first, in lower case, ``|`` at compound boundaries where known."""
    bare = _bare(word)
    if not bare:
        return ()
    if language == "fi":
        found = [lemma.lower() for lemma in finnish.lemmas(bare)]
        return tuple(dict.fromkeys(found)) or (bare.lower(),)
    if language == "sv":
        return (_simple(language).lemmatize(bare, "sv").lower(),)
    import lemminflect  # noqa: PLC0415 - same

    simple = _simple(language).lemmatize(bare, "en").lower()
    others = {lemma.lower() for forms in lemminflect.getAllLemmas(bare.lower()).values() for lemma in forms}
    return tuple(dict.fromkeys((simple, *sorted(others))))


@lru_cache(maxsize=_KEPT)
def keys(word: str, language: str) -> tuple[str, ...]:
    """The keys of ``word``: its surface in lower case, then its lemmas, most likely first, then folded spellings."""
    surface = word.lower()
    bare = _bare(word).lower()
    found = [lemma.replace("|", "") for lemma in lemmas(word, language)]
    folded = [fold(key) for key in (bare, *found) if "-" in key]
    return tuple(key for key in dict.fromkeys((surface, bare, *found, *folded)) if key)


def parts(word: str, language: str) -> tuple[str, ...]:
    """The parts of a compound as written in its lemma, for scoring only; the word alone when it is none.

    Swedish parts come from a plain dictionary search over simplemma's table and are a weak signal.
    """
    first = next(iter(lemmas(word, language)), word.lower())
    if language == "fi":
        return tuple(part for part in first.split("|") if part)
    if language == "sv":
        return _swedish_parts(first)
    return tuple(first.split("-"))


def _bare(word: str) -> str:
    word = word.strip("-.’'")
    case = _COLON_CASE.match(word)
    return case.group(1) if case else word


@cache
def _simple(language: str) -> Any:
    """The lemmatiser of simplemma; what it finds is kept by us and not twice.

    Its tables stay packed: Swedish takes 13 MB instead of 94, English 3 instead of 30; a form that is not kept takes
    some 30 microseconds more.
    """
    from simplemma import Lemmatizer  # noqa: PLC0415 - Finnish text needs no table of it
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415 - same

    strategy = DefaultStrategy(greedy=language == "sv", low_memory=True)
    return Lemmatizer(cache_max_size=0, lemmatization_strategy=strategy)


@lru_cache(maxsize=_KEPT)
def _swedish_parts(word: str) -> tuple[str, ...]:
    from simplemma import is_known  # noqa: PLC0415 - see _simple

    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        head, tail = word[:cut], word[cut:]
        if tail.startswith(_SWEDISH_SUFFIX_ONLY) or not is_known(tail, lang="sv", low_memory=True):
            continue
        for stem in (head, head.removesuffix("s"), head + "a", head + "e"):
            if len(stem) >= _SHORTEST_PART - 1 and is_known(stem, lang="sv", low_memory=True):
                return (stem, tail)
    return (word,)
