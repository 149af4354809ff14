"""From a raw text to sentences with languages and offsets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from osaamo.engine.errors import EmptyText, TextTooLong
from osaamo.engine.records import LANGUAGES, Analysis, Note, Sentence
from osaamo.engine.text.cleaning import readable, screen
from osaamo.engine.text.language import detect_languages, sentence_language
from osaamo.engine.text.segmenting import segments

if TYPE_CHECKING:
    from osaamo.engine.records import Language

LONGEST_TEXT = 5_000_000
"""Characters the engine reads of one text."""


def analyse(text: str, language: str = "auto") -> Analysis:
    """``text`` cut into sentences, list items and headings.

    Every sentence has a language of its own when ``language`` is ``"auto"``; one that does not tell inherits that of
    the whole text. The note ``unknown-language`` (detail: ISO 639-1 code) says that the text is in a fourth language.

    Raises:
        EmptyText: there is no letter in the text.
        TextTooLong: it has more than ``LONGEST_TEXT`` characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(
            f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read. Split it into parts.",
            characters=len(text),
            limit=LONGEST_TEXT,
        )
    screened = screen(text)
    if not any(map(str.isalpha, screened)):
        raise EmptyText("There is no text to read: the input holds no letters.")
    pieces = [
        (start, end, cleaned, kind)
        for start, end, kind in segments(screened)
        if (cleaned := readable(screened[start:end]))
    ]
    whole = " ".join(cleaned for _, _, cleaned, _ in pieces[:200])
    notes: tuple[Note, ...] = ()
    if language == "auto":
        around, foreign = detect_languages(whole)
        if foreign:
            notes = (Note("unknown-language", foreign),)
    else:
        around = _working(language)
    sentences = tuple(
        Sentence(start, end, cleaned, sentence_language(cleaned, around) if language == "auto" else around, kind)
        for start, end, cleaned, kind in pieces
    )
    letters: Counter[str] = Counter()
    for sentence in sentences:
        letters[sentence.language] += len(sentence.text)
    total = letters.total() or 1
    shares: dict[str, float] = {code: letters[code] / total for code in LANGUAGES if letters[code]}
    return Analysis(sentences, around, shares, notes)


def _working(language: str) -> Language:
    for code in LANGUAGES:
        if code == language:
            return code
    raise ValueError(f"language is {language!r}; it must be auto, fi, sv or en")
