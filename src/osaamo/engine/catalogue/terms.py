"""Terms of documents and of queries, on the keys that the text analysis makes.

A document's word gives its lemmas and, when it is a compound, the runs of its parts with a weight below one: text with
"relaatiotietokannat" has the terms ``relaatiotietokanta`` (1), ``tietokanta`` and ``relaatio`` (less). A query's word
gives the same, so an inflected form finds its lemma, a part finds the compound, and a compound finds its parts.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from osaamo.engine.records import LANGUAGES
from osaamo.engine.text import finnish, fold, keys, lemmas, parts, tokenise, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VERSION = "catalogue-terms.1"

LONGEST_QUERY = 300
"""Characters of a query that are read."""

_MOST_WORDS = 24
_PART = 0.6
_SHORTEST_RUN = 4
_OTHER_LEMMA = 0.8
_OTHER_LANGUAGE = 0.9
_WAIT = 0.03
_MOST_PARTS = 6

# The Finnish transducer takes seconds to start on a machine that knows few forms yet; a query does not wait for it.
_waiting = ThreadPoolExecutor(4, thread_name_prefix="forms")


def text_terms(text: str, language: str) -> tuple[Counter[str], int]:
    """The weight of each term of a text, and how many words it has."""
    found: Counter[str] = Counter()
    tokens = tokenise(text, language)
    for token in tokens:
        for term, weight in _terms_of(token.surface.rstrip("-"), language):
            found[term] += weight  # type: ignore[assignment]  # a Counter of weights
        for term in token.keys:
            # A hanging part's completed compound is known only in its sentence.
            if term not in found:
                found[term] = 1
    return found, len(tokens)


def query_words(query: str, language: str, in_use: Callable[[str], bool]) -> list[dict[str, float]]:
    """For each word of ``query`` the terms it may mean, itself first, with a weight of at most 1 each.

    All three languages are tried; terms of another than ``language`` (that of the page) weigh a little less. Two words
    in a row also give their joined spelling, so "tieto kanta" finds "tietokanta".

    Args:
        query: what was typed; at most 300 characters and 24 words of it count.
        language: ``fi``, ``sv`` or ``en``.
        in_use: whether some document has a term; words it knows need no slow analysis.
    """
    # In lower case: people type names of courses with and without capitals, and only such forms are kept on disk.
    surfaces = words(query[:LONGEST_QUERY].lower())[:_MOST_WORDS]
    asked = {
        surface: _waiting.submit(_terms_of, surface, "fi")
        for surface in dict.fromkeys(surfaces)
        if finnish.is_known(surface) or not in_use(surface)
    }
    wait(asked.values(), timeout=_WAIT)
    found = []
    for surface in surfaces:
        meant: dict[str, float] = {surface: 1.0}
        for code in LANGUAGES:
            if code != "fi":
                terms = _terms_of(surface, code)
            else:
                answer = asked.get(surface)
                terms = answer.result() if answer and answer.done() and not answer.exception() else ()
            share = 1.0 if code == language else _OTHER_LANGUAGE
            for term, weight in terms:
                meant[term] = max(meant.get(term, 0.0), weight * share)
        found.append(meant)
    for (first, left), (second, right) in pairwise(zip(surfaces, found, strict=True)):
        joined = fold(first + second)
        left[joined] = right[joined] = 1.0
    return found


@lru_cache(maxsize=200_000)
def _terms_of(surface: str, language: str) -> tuple[tuple[str, float], ...]:
    weights: dict[str, float] = {}
    certain = set(keys(surface, language))
    first = next((lemma.replace("|", "") for lemma in lemmas(surface, language)), "")
    for key in certain:
        weights[key] = 1.0 if key in (first, surface.lower()) else _OTHER_LEMMA
    for run, share in _runs(parts(surface, language)):
        weights.setdefault(run, _PART * share)
    return tuple(sorted(weights.items()))


def _runs(pieces: Sequence[str]) -> list[tuple[str, float]]:
    """Runs of some of a compound's parts with their share of its letters."""
    if not 1 < len(pieces) <= _MOST_PARTS:
        return []
    letters = sum(map(len, pieces))
    runs = []
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            run = "".join(pieces[start:end]).strip("-").lower()
            if end - start < len(pieces) and len(run) >= _SHORTEST_RUN:
                runs.append((run, (len(run) / letters) ** 0.5))
    return runs
