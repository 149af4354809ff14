"""Key sequences of labels: the one place where the vocabulary meets the text analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.engine import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osaamo.engine.records import Language

Sequence = tuple[str, ...]

_MOST_SEQUENCES = 6
_LETTERS_OF_PART = 3


def words(label: str) -> list[str]:
    """The tokens of ``label`` as written."""
    return [word for word in text.words(label) if word]


def warm(labels: Iterable[str], language: Language) -> None:
    """Analyses the words of many labels at once, which Finnish needs to be quick."""
    text.warm({word for label in labels for word in words(label)}, language)


def key_sequences(label: str, language: Language) -> tuple[Sequence, ...]:
    """The key sequences under which ``label`` is found, its surface first; none when it has no letters.

    Surface; best lemmas; with one inflected token replaced by its next lemma; a compound split at its last joint
    (``projektin hallinta``) and a hyphen at each (``ux suunnittelu``); two Finnish or Swedish words joined
    (``projektinhallinta``, ``projektihallinta``). Never more than six, in this order.
    """
    tokens = words(label)
    if not tokens:
        return ()
    made = dict.fromkeys(_sequences(tokens, language))
    return tuple(made)[:_MOST_SEQUENCES]


def _sequences(tokens: list[str], language: Language) -> Iterator[Sequence]:
    candidates = [_lemmas(token, language) for token in tokens]
    surface = tuple(token.lower() for token in tokens)
    best = tuple(found[0].replace("|", "") for found in candidates)
    yield surface
    yield best
    if len(tokens) == 1:
        yield from _splits(candidates[0][0], language)
    if len(tokens) == 2 and language != "en":
        yield (surface[0] + best[1],)
        yield (best[0] + best[1],)
    for at, found in enumerate(candidates):
        for other in found[1:3]:
            yield (*best[:at], other.replace("|", ""), *best[at + 1 :])
    for at, token in enumerate(best):
        if "-" in token:
            yield (*best[:at], text.fold(token), *best[at + 1 :])


def _lemmas(token: str, language: Language) -> tuple[str, ...]:
    """The lemmas of a token of a label, best first: itself alone where it is a lemma.

    Labels stand mostly in the base form. Their other readings ("käyminen", fermentation, as a form of "käydä", to go)
    would match what they do not mean.
    """
    surface = token.lower()
    found = text.lemmas(token, language) or (surface,)
    same = tuple(lemma for lemma in found if lemma.replace("|", "") == surface)
    return same[:1] or found


def _splits(lemma: str, language: Language) -> Iterator[Sequence]:
    parts = [part for part in lemma.split("-") if part]
    if len(parts) > 1:
        yield tuple(part.replace("|", "") for part in parts)
    head, joint, tail = lemma.rpartition("|")
    if joint and "-" not in lemma and min(len(head), len(tail)) >= _LETTERS_OF_PART and language == "fi":
        yield (head.replace("|", ""), tail)
        if (first := text.lemmas(head.replace("|", ""), language)) and first[0] != head:
            yield (first[0].replace("|", ""), tail)
