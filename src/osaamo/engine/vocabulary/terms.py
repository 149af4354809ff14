"""The forms under which one label is found in texts.

A label gives, in this order and each once:

1. itself, as surface and as lemmas (and compounds joined and split);
2. without a bracketed qualifier: ``Java`` of "Java (computer programming)" (source ``surface-exact``);
3. without function words and without a light verb that opens it: ``risk management`` of "apply risk management"
   (source ``content``);
4. turned into nouns: ``staff management`` and ``management of staff`` of "manage staff", ``henkilöstö johtaminen`` of
   "johtaa henkilöstöä", ``ledning av personal`` and ``personalledning`` of "leda personal" (source ``derived``).

3 and 4 are made for preferred labels only: alternatives are noun forms already (Finnish) or many (English).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simplemma

from osaamo.engine.vocabulary.general_words import AMBIGUOUS_NAMES, FUNCTION_WORDS, LIGHT_VERBS
from osaamo.engine.vocabulary.keys import key_sequences, words
from osaamo.engine.vocabulary.nominals import nouns_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine.records import Language

Sequence = tuple[str, ...]

_QUALIFIER = re.compile(r"\s*\([^()]*\)")
_LETTERS_ALWAYS_STRICT = 2
_LETTERS_OF_ACRONYM = 4
_LONGEST_OBJECT = 4
# One word is content enough for a Finnish or Swedish term when it is long enough to be a compound.
_LETTERS_OF_COMPOUND = 10
_OF = {"en": "of", "sv": "av"}


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a label.

    Attributes:
        sequences: the key sequences it stands under.
        source: how it was made, ``""`` for the label as it is.
        strict: see :class:`~osaamo.engine.vocabulary.lexicon.LexEntry`.
        case: the same.
    """

    sequences: tuple[Sequence, ...]
    source: str = ""
    strict: bool = False
    case: str = ""


def expand(term: str, language: Language, *, preferred: bool) -> tuple[Variant, ...]:
    """All forms of ``term``; no form is empty."""
    bare = _QUALIFIER.sub("", term).strip()
    made = [_plain(term, language)]
    if bare and bare != term:
        made.append(_plain(bare, language, source="surface-exact"))
    if preferred:
        made.extend(_shortened(bare or term, language))
    return tuple(variant for variant in made if variant.sequences)


def _plain(text: str, language: Language, source: str = "") -> Variant:
    case, strict = care_for(text, language)
    sequences = key_sequences(text, language)
    # A name has no inflected forms of its own: the lemma of "RS" is not "r".
    return Variant(sequences[:1] if case or strict else sequences, source, strict, case)


def care_for(term: str, language: Language) -> tuple[str, bool]:
    """The surface that a text must show (``""`` for any), and whether context must support the match.

    Case is asked of one-word terms with a capital that are up to four letters long or, in lower case, a word of
    the language ("Polish", "Swift"). Context is asked of terms of up to two letters, of acronyms that are also a word
    ("CALL") and of :data:`~osaamo.engine.vocabulary.general_words.AMBIGUOUS_NAMES`.
    """
    if " " in term:
        return "", False
    lower = term.lower()
    is_word = simplemma.is_known(lower, lang=language)
    strict = len(term) <= _LETTERS_ALWAYS_STRICT or lower in AMBIGUOUS_NAMES or (term.isupper() and is_word)
    common = len(term) <= _LETTERS_OF_ACRONYM or strict or is_word
    return (term if term != lower and common else ""), strict


def _shortened(term: str, language: Language) -> Iterator[Variant]:
    tokens = words(term)
    if not tokens:
        return
    verb = tokens[0].lower()
    rest = tokens[1:]
    if rest and verb in LIGHT_VERBS[language] and _enough(rest, language):
        yield Variant(_content(rest, language), "content")
    elif len(tokens) > 2:
        content = _content(tokens, language)
        if content and content != key_sequences(term, language):
            yield Variant(content, "content")
    if 0 < len(rest) <= _LONGEST_OBJECT and not _linked(rest, language) and (nouns := nouns_of(verb, language)):
        yield Variant(tuple(_nominal(rest, nouns, language)), "derived")


def _enough(tokens: list[str], language: Language) -> bool:
    content = [token for token in tokens if token.lower() not in FUNCTION_WORDS[language]]
    return len(content) > 1 or (language != "en" and sum(map(len, content)) >= _LETTERS_OF_COMPOUND)


def _content(tokens: list[str], language: Language) -> tuple[Sequence, ...]:
    kept = [token for token in tokens if token.lower() not in FUNCTION_WORDS[language]]
    if not _enough(kept, language):
        return ()
    return key_sequences(" ".join(kept), language)


def _linked(tokens: list[str], language: Language) -> bool:
    """Whether the words after the verb are more than one plain object."""
    return any(token.lower() in FUNCTION_WORDS[language] for token in tokens)


def _nominal(tokens: list[str], nouns: tuple[str, ...], language: Language) -> Iterator[Sequence]:
    for keys in key_sequences(" ".join(tokens), language):
        for noun in nouns:
            if language != "sv":
                yield (*keys, noun)
            if language in _OF:
                yield (noun, _OF[language], *keys)
            if len(keys) == 1 and language == "sv":
                yield from ((compound,) for compound in _swedish_compounds(keys[0], noun))
            elif len(keys) == 1 and language == "fi":
                yield (keys[0] + noun,)


def _swedish_compounds(first: str, second: str) -> Iterator[str]:
    yield first + second
    yield f"{first}s{second}"
    if first.endswith("a"):
        yield f"{first[:-1]}{second}"
        yield f"{first[:-1]}u{second}"
