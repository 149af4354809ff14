"""Lexical matching: a walk over the key lattice of a sentence against the lexicon of its language.

Every token offers its surface and its lemmas; a term matches when some choice of one key a token spells it. The walk
keeps every partial term alive that is still a prefix, so inflected and compounded forms cost no second pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.records import Token
    from osaamo.engine.vocabulary import LexEntry, Lexicon

NAME = "lattice.v1"
_WIDEST = 48


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A term of one concept over tokens ``first`` to ``last`` (inclusive) of a sentence.

    ``start`` and ``end`` are offsets in the text the tokens came from. ``inside`` says that a longer term covers it
    ("management" in "project management"). ``shared`` counts the concepts that own the term.
    """

    concept: int
    first: int
    last: int
    start: int
    end: int
    source: str
    strict: bool
    weight: float
    shared: int
    inside: bool


def lexical_hits(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[LexicalHit, ...]:
    """All hits of ``lexicon`` in ``tokens``, best source a concept and place, in text order.

    Terms that demand their case ("Go", "R") are dropped where the text writes them otherwise.
    """
    found = _walk(tokens, lexicon)
    hits = []
    for (first, last, concept), (entry, shared) in found.items():
        start, end = tokens[first].start, tokens[last].end
        if entry.case and entry.case not in text[start:end] and not (text[start:end].isupper() and not entry.strict):
            continue
        hits.append((first, last, start, end, concept, entry, shared))
    spans = {(first, last) for first, last, *_ in hits}
    widest: dict[int, int] = {}
    for first, last in spans:
        for at in range(first, last + 1):
            widest[at] = max(widest.get(at, 0), last - first)
    return tuple(
        LexicalHit(
            concept,
            first,
            last,
            start,
            end,
            entry.source,
            entry.strict,
            entry.weight,
            shared,
            inside=any(a <= first and last <= b and b - a > last - first for a, b in spans)
            if widest[first] > last - first
            else False,
        )
        for first, last, start, end, concept, entry, shared in sorted(
            hits, key=lambda h: (h[0], -h[1], -h[5].weight, h[4])
        )
    )


def _walk(tokens: Sequence[Token], lexicon: Lexicon) -> dict[tuple[int, int, int], tuple[LexEntry, int]]:
    """The best entry and its ambiguity by ``(first token, last token, concept)``."""
    found: dict[tuple[int, int, int], tuple[LexEntry, int]] = {}
    for first in range(len(tokens)):
        partial = {""}
        for last in range(first, min(first + lexicon.max_length, len(tokens))):
            longer: set[str] = set()
            for head in partial:
                for key in tokens[last].keys:
                    joined = f"{head} {key}" if head else key
                    for entry in lexicon.find(joined):
                        place = (first, last, entry.concept)
                        known = found.get(place)
                        if known is None or entry.weight > known[0].weight:
                            found[place] = (entry, lexicon.ambiguity(joined))
                    if len(longer) < _WIDEST and lexicon.is_prefix(joined):
                        longer.add(joined)
            if not longer:
                break
            partial = longer
    return found
