"""Where the verbs of an outcome stand: the first one, and those joined to it; what follows "in order to" is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from osaamo.engine.design.records import Verb
from osaamo.engine.design.tables import Phrase, forms, frames, gerunds, phrases, verbs
from osaamo.engine.records import Token
from osaamo.engine.text import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.design.tables import VerbRow
    from osaamo.engine.records import Language

_FINNISH_NO_VERB = re.compile(
    r"(?:v[aä]|t[uy]|n[uy]t|neet|m[aä]|ll[aä]|ss[aä]|st[aä]|n[aä]|ksi|lle|nti|mus|mys|tuaan|tyään|tuasi|tyäsi|minen|mise\w*|[aä]{2}n|d[aä]kseen)$"
)
_FINNISH_THIRD = re.compile(r"m(?:aan|ään)$")
_ADVERB = {"fi": re.compile(r"\w+sti$"), "sv": re.compile(r"\w+(?:igt|iskt|vis)$"), "en": re.compile(r"\w+ly$")}
_ENGLISH_NOUN = re.compile(r"(?:s|tion|ment|ness|ity|ing|ure|ics|ed)$")
_PLAIN = re.compile(r"[^\W_]+(?:[-.:’'&/][^\W_]+)*|&")
_LEAST_UNKNOWN = 4
_NO_ENGLISH_VERB = frozenset(
    {
        "be",
        "have",
        "the",
        "a",
        "an",
        "their",
        "in",
        "of",
        "for",
        "do",
        "get",
        "not",
        "them",
        "one",
        "more",
        "through",
        "and",
        "basic",
    }
)


_KINDS: dict[str, Literal["clear", "vague", "unobservable"]] = {
    "clear": "clear",
    "vague": "vague",
    "unobservable": "unobservable",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A verb with the token it is (``at``), the place where its own part of the statement begins, and its row.

    ``begins`` is the offset after the joining word, ``joined`` whether it follows one. ``modal`` is the offset of the
    "can" that it leans on, ``-1`` for none. ``row`` is ``None`` for verbs that our tables lack and for phrases.
    """

    verb: Verb
    at: int
    begins: int
    joined: bool
    modal: int
    row: VerbRow | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in a statement; offsets are into the whole text."""

    tokens: tuple[Token, ...]
    found: tuple[Found, ...]
    teacher: tuple[int, int] | None


def look(text: str, start: int, end: int, language: Language, *, modal: bool) -> Seen:
    """The verbs of the statement at ``start:end`` of ``text``; ``modal``: a stem before it ends in "can"."""
    piece = text[start:end]
    tokens = _tokens(piece, language)
    spans = [(match.span(), phrase) for phrase in phrases(language) for match in phrase.pattern.finditer(piece)]
    teacher = min((span for span, phrase in spans if phrase.kind == "teacher"), default=None)
    hits = _Scan(piece, tokens, language, modal, [one for one in spans if one[1].kind != "teacher"]).run()
    moved = tuple(
        Found(
            Verb(one.verb.base, one.verb.start + start, one.verb.end + start, one.verb.level, one.verb.kind),
            one.at,
            one.begins + start,
            one.joined,
            one.modal + start if one.modal >= 0 else -1,
            one.row,
        )
        for one in hits
    )
    able = any(token.surface.lower() in frames(language).ability for token in tokens)
    if able and hits:
        # "The aim is that students can ...": the sentence comes to what they can do.
        teacher = None
    return Seen(tokens, moved, (teacher[0] + start, teacher[1] + start) if teacher else None)


def _tokens(piece: str, language: Language) -> tuple[Token, ...]:
    """The tokens of a statement; only Finnish ones need their lemmas, the others' forms are in our tables."""
    if language == "fi":
        return tokenise(piece, language)
    return tuple(Token(match.start(), match.end(), match.group(), ()) for match in _PLAIN.finditer(piece))


class _Scan:
    """One pass over the tokens of a statement."""

    def __init__(
        self,
        piece: str,
        tokens: Sequence[Token],
        language: Language,
        stem: bool,
        spans: Sequence[tuple[tuple[int, int], Phrase]],
    ) -> None:
        self._piece, self._tokens, self._language, self._stem = piece, tokens, language, stem
        self._words = [token.surface.lower() for token in tokens]
        self._small = frames(language)
        self._spans = sorted(spans, key=lambda one: (one[0][0], -one[0][1]))

    def run(self) -> list[Found]:
        found: list[Found] = []
        aside = False
        until = -1
        for at, token in enumerate(self._tokens):
            if token.start < until:
                continue
            phrase = next((one for one in self._spans if one[0][0] == token.start), None)
            begins, joined, modal = self._before(at)
            if self._words[at] in self._small.purpose and found:
                aside = True
            if found and not (joined and (modal >= 0 or not aside)) and not self._leans(found[-1], at):
                continue
            if phrase is not None:
                (first, until), known = phrase
                kind = _KINDS[known.kind]
                found.append(Found(Verb(known.base, first, until, known.level, kind), at, begins, joined, modal))
                continue
            one = self._verb(at, begins, joined=joined, modal=modal, first=not found)
            if one is not None:
                found.append(one)
                aside = False
        return found or self._bare_modal()

    def _leans(self, last: Found, at: int) -> bool:
        """In "learn to critically evaluate" the verb right after a phrase belongs to the same promise."""
        learns = last.row is not None and last.verb.kind == "vague" and _FINNISH_THIRD.search(self._words[at])
        if not learns and (last.row is not None or not last.verb.level):
            return False
        between = [
            word
            for token, word in zip(self._tokens[last.at : at], self._words[last.at : at], strict=True)
            if token.start >= last.verb.end
        ]
        return all(word == "to" or _ADVERB[self._language].match(word) for word in between)

    def _before(self, at: int) -> tuple[int, bool, int]:
        """Where the part of token ``at`` begins, whether a joining word or comma is before it, its modal's place."""
        modal = -1
        back = at
        while back > 0:
            word = self._words[back - 1]
            gap = self._piece[self._tokens[back - 1].end : self._tokens[back].start]
            if "," in gap or ";" in gap or ":" in gap:
                return self._tokens[back].start, ":" not in gap, modal
            if word in self._small.joining:
                return self._tokens[back].start, True, modal
            if word in self._small.modals:
                modal = self._tokens[back - 1].start
            elif not (
                word in self._small.between or word in self._small.subjects or _ADVERB[self._language].match(word)
            ):
                return self._tokens[back].start, False, modal
            back -= 1
        return self._tokens[0].start, False, modal

    def _verb(self, at: int, begins: int, *, joined: bool, modal: int, first: bool) -> Found | None:
        token, word = self._tokens[at], self._words[at]
        base = self._base(at, joined=joined, modal=modal, first=first)
        row = verbs(self._language).get(base) if base else None
        if row is not None and (row.verb == self._small.modal_base or self._words[at + 1 : at + 3] == ["how", "to"]):
            # "osaa" and "knows how to" are no more than "can" when a verb follows.
            return None
        if row is not None:
            return Found(Verb(row.verb, token.start, token.end, row.level, row.kind), at, begins, joined, modal, row)
        if (self._after_ability(at, modal) or (self._stem and at == 0)) and self._looks_like_verb(at):
            return Found(Verb(word, token.start, token.end, 0), at, begins, joined, modal)
        if word in self._small.modals or word in self._small.between:
            return None
        if self._language == "fi" and at and self._words[at - 1] in self._small.subjects:
            lemma = token.keys[1] if len(token.keys) > 1 else ""
            if lemma.endswith(("a", "ä")) and not word.endswith(("n", "t")) and not _FINNISH_NO_VERB.search(word):
                return Found(Verb(lemma, token.start, token.end, 0), at, begins, joined, modal)
        return None

    def _after_ability(self, at: int, modal: int) -> bool:
        """Whether "can" stands before the word, not only a "to" that may be a preposition."""
        leaned = [w for token, w in zip(self._tokens[:at], self._words[:at], strict=True) if token.start >= modal]
        return modal >= 0 and any(word in self._small.ability for word in leaned)

    def _base(self, at: int, *, joined: bool, modal: int, first: bool) -> str:
        word, known = self._words[at], verbs(self._language)
        if self._language == "fi":
            return self._finnish(at, may_lean=modal >= 0 or joined or at == 0 or not first)
        if self._language == "sv":
            return forms("sv").get(word, "")
        base = forms("en").get(word, "")
        if not base:
            return gerunds().get(word, "") if at == 0 else ""
        adverbs = all(_ADVERB["en"].match(before) for before in self._words[:at])
        opens = modal >= 0 or adverbs or self._words[at - 1] in self._small.subjects
        if known[base].noun and not opens:
            # "analysis and design of systems": a joined word is a verb only after another one, with an object.
            following = self._words[at + 1] if at + 1 < len(self._words) else ""
            return base if joined and not first and following not in {"", "of", "and", "or", "in", "is", "are"} else ""
        return base if opens or joined else ""

    def _finnish(self, at: int, *, may_lean: bool) -> str:
        word, known = self._words[at], verbs("fi")
        keys = self._tokens[at].keys
        base = next((key for key in keys if key in known), "")
        if not base or word == base or (may_lean and _FINNISH_THIRD.search(word)):
            return base
        if _FINNISH_NO_VERB.search(word):
            return ""
        lemmas = [key for key in keys if key != word]
        if word.endswith(("n", "t")) and not word.endswith(("vat", "vät")):
            return base if lemmas == [base] else ""
        return base if lemmas[:1] == [base] else ""

    def _looks_like_verb(self, at: int) -> bool:
        word = self._words[at]
        if word in self._small.between or word in self._small.modals or _ADVERB[self._language].match(word):
            return False
        if self._language == "fi":
            infinitive = word.endswith(("a", "ä")) and word in self._tokens[at].keys[1:] + self._tokens[at].keys[:1]
            return len(word) >= _LEAST_UNKNOWN and infinitive and len(self._tokens[at].keys) == 1
        if self._language == "sv":
            return len(word) >= _LEAST_UNKNOWN and word.endswith("a")
        return word.isalpha() and word not in _NO_ENGLISH_VERB and not _ENGLISH_NOUN.search(word)

    def _bare_modal(self) -> list[Found]:
        """In "osaa perusteet", where nothing else is promised, the modal is the verb, and it is vague."""
        base = self._small.modal_base
        at = next((at for at, word in enumerate(self._words) if word in self._small.modals), -1)
        if not base or at < 0:
            return []
        token, row = self._tokens[at], verbs(self._language)[base]
        verb = Verb(base, token.start, token.end, row.level, row.kind)
        return [Found(verb, at, self._tokens[0].start, joined=False, modal=-1, row=row)]
