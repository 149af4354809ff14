"""A text of outcomes cut into statements: sentences, list items, and the stems that several items lean on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.engine.design.tables import forms, frames, verbs
from osaamo.engine.text import analyse, lemmas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine.records import Language, Sentence, SentenceKind

_BULLET = re.compile(
    r"\s*[•▪◦●‣·]\s*|(?<=\w)\s*[—–]\s*(?=to\b)|\s+[-–—*]\s+(?=\w)|(?<=[.:;)])\s*[-–—*]\s*(?=[^\W\d])"
    r"|\s+\(?(?:i{1,3}|iv|vi{0,3}|\d{1,2}|[a-h])\)\s+|\s+\d{1,2}\s+(?=[A-ZÅÄÖ])"
)
_BREAK = re.compile(r"\s*\n\s*|(?<=\w)-\s+|;\s+")
"""Where an item may begin, if a verb follows."""
_MARKER = re.compile(r"[\s\-–—*•▪◦●‣·>]*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-zA-Z])[.)]\s+|\d{1,2}\s+)?[\s\-–—*•]*")
_SHORT = 8
_TRAILING = " \t\r\n,;–—-"
_WORD = re.compile(r"[^\W\d_]+")
_HEADING = re.compile(
    r"(?:osaamis|oppimis)?tavoit\w*|osaaminen|tiedot|taidot|asenteet|lärandemål|kompetensmål|kunskapsmål|mål"
    r"|(?:(?:intended )?learning |course )?(?:outcomes?|objectives?|goals?)|skills|knowledge|competences?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:\b(?:after|upon|on|having|by the end)\b|\bjälkeen\b|\w+(?:ttuaan|ttyään)\b|\befter\b|\bnär\b).*"
    r"(?:opiskelij|osallistuj|student|stud(?:ent|erande)|participant|deltagar|\byou\b|\bdu\b)\w*\W*$",
    re.IGNORECASE | re.DOTALL,
)
_AFTERWARDS = re.compile(
    r"(?:efter|after|upon|on completion of) (?:[\w-]+ ){0,4}(?:kurs|kursen|studieperioden|course|completion|module)"
    r"|.*(?:jälkeen|suoritettua\w*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or item at ``start:end``; ``modal`` says that a stem before it ends in "can"."""

    start: int
    end: int
    language: Language
    kind: SentenceKind
    modal: bool = False


def statements(text: str, language: str = "auto") -> Iterator[Statement]:
    """The statements of ``text`` in order; stems ("The student can:") and headings are left out.

    Raises:
        EmptyText: there is no letter in the text.
        TextTooLong: it is longer than the engine reads.
    """
    modal = False
    for sentence in analyse(text, language).sentences:
        for start, end in _pieces(text, sentence):
            words = [word.lower() for word in _WORD.findall(text[start:end])]
            if not words:
                continue
            if _is_stem(text[start:end], words, sentence.language):
                modal = any(word in frames(sentence.language).modals for word in words[-3:])
            else:
                # A sentence with a subject of its own leans on no stem.
                modal = modal and words[0] not in frames(sentence.language).subjects
                yield Statement(start, end, sentence.language, sentence.kind, modal)


def _pieces(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The items of a sentence that is a list in one line; itself when it is none."""
    start, end = sentence.start, sentence.end
    marks = [mark for mark in _BULLET.finditer(text, start, end) if mark.start() > start]
    if len(marks) == 1 and not text[start : marks[0].start()].rstrip().endswith(":"):
        marks = []
    marks += [mark for mark in _BREAK.finditer(text, start, end) if _opens(text, mark.end(), end, sentence.language)]
    at = start
    for to, following in [*sorted((mark.start(), mark.end()) for mark in marks), (end, end)]:
        marker = _MARKER.match(text, at, to)
        first = marker.end() if marker else at
        last = first + len(text[first:to].rstrip(_TRAILING))
        if first < last:
            yield first, last
        at = max(at, following)


def _opens(text: str, at: int, end: int, language: Language) -> bool:
    """Whether a verb or "can" stands at ``at``."""
    word = _WORD.match(text, at, end)
    if word is None:
        return False
    form = word.group().lower()
    if form in frames(language).modals - {"to"} or form in forms(language):
        return form not in frames(language).joining
    return language == "fi" and lemmas(form, "fi")[:1] != () and lemmas(form, "fi")[0] in verbs("fi")


def _is_stem(piece: str, words: list[str], language: Language) -> bool:
    """Whether a piece only opens a list: it ends in a colon, in "can", or in who learns."""
    bare = piece.rstrip(" .:…").lstrip("#* ")
    known = frames(language)
    return (
        piece.rstrip().endswith(":")
        or _HEADING.fullmatch(bare) is not None
        or words[-1] in known.modals
        or (len(words) <= _SHORT and words[-1] in known.subjects)
        or _OPENING.search(piece) is not None
        or (len(words) <= _SHORT and _AFTERWARDS.fullmatch(bare) is not None)
    )
