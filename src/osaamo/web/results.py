"""What the front page shows of a result: plain records in one language, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.competence import services as competence
from osaamo.competence.queries import theme_of
from osaamo.web.drawing import Picture, drawn
from osaamo.web.marking import Piece, Span, marked
from osaamo.web.messages import confidence_words, level_of, note_message

if TYPE_CHECKING:
    from osaamo.engine import Extraction, FoundSkill

BULLETS = " \t\n-–•*·"
"""What a list item may begin with; the marked text keeps it, a quotation reads better without."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the text, and the number of its mark there (0 when it is not in the shown text)."""

    pieces: tuple[Piece, ...]
    mark: int


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill as shown. ``level`` is ``clear``, ``likely`` or ``possible``; ``word`` the same for readers."""

    number: int
    uri: str
    label: str
    others: tuple[tuple[str, str], ...]
    percent: int
    level: str
    word: str
    quotes: tuple[Quote, ...]
    theme: str
    tone: int


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """The skills of one theme, surest first. ``tone`` is the colour of the theme, from 0 to 7."""

    id: int
    name: str
    tone: int
    skills: tuple[SkillRow, ...]


@dataclass(frozen=True, slots=True)
class TextResult:
    """The skills of one text by theme, the text with their sentences marked, and what made them.

    The least sure ones are apart in ``possible``, so that they neither fill the themes nor pass for findings.
    """

    groups: tuple[ThemeGroup, ...]
    possible: tuple[SkillRow, ...]
    pieces: tuple[Piece, ...]
    count: int
    language: str
    model: str
    vocabulary: str
    notes: tuple[str, ...]


def text_result(text: str, found: Extraction, language: str) -> TextResult:
    """The result to show in ``language``."""
    spans = [
        Span(evidence.start, evidence.end, number, evidence.cue)
        for number, skill in enumerate(found.skills, start=1)
        for evidence in skill.evidence
    ]
    pieces = marked(text, spans)
    starts = _mark_starts(pieces)
    rows = [_row(number, skill, starts, language) for number, skill in enumerate(found.skills, start=1)]
    sure = [row for row in rows if row.level != "possible"]
    themes = dict.fromkeys(row.theme for row in sure)
    by_theme = {theme: tuple(row for row in sure if row.theme == theme) for theme in themes}
    return TextResult(
        groups=tuple(ThemeGroup(at, theme, own[0].tone, own) for at, (theme, own) in enumerate(by_theme.items())),
        possible=tuple(row for row in rows if row.level == "possible"),
        pieces=pieces,
        count=len(rows),
        language=found.language,
        model=found.model,
        vocabulary=found.vocabulary,
        notes=tuple(filter(None, (note_message(note.code, note.detail) for note in found.notes))),
    )


def picture_of(found: Extraction, wanted: Extraction | None, language: str) -> Picture | None:
    """The map of the text's skills, with those of the goal laid over it when there is one."""
    both = [extraction for extraction in (found, wanted) if extraction]
    skills = [skill for extraction in reversed(both) for skill in extraction.skills]
    return drawn(
        competence.map_of([[(skill.uri, skill.confidence) for skill in one.skills] for one in both]),
        language,
        numbers={skill.uri: number for number, skill in enumerate(found.skills, start=1)},
        quotes={skill.uri: skill.evidence[0].text.strip(BULLETS) for skill in skills if skill.evidence},
    )


def _row(number: int, skill: FoundSkill, starts: list[tuple[int, int, int]], language: str) -> SkillRow:
    level = level_of(skill.confidence)
    quotes = []
    for evidence in skill.evidence:
        said = evidence.text.lstrip(BULLETS)
        begin = evidence.start + len(evidence.text) - len(said)
        cue = evidence.cue
        inside = (cue[0] - begin, cue[1] - begin) if cue else None
        mark = next((mark for start, end, mark in starts if start <= evidence.start < end), 0)
        quotes.append(Quote(marked(said, [Span(0, len(said), 0, inside)]), mark))
    labels = skill.label.as_dict()
    theme = theme_of(skill.uri)
    return SkillRow(
        number=number,
        uri=skill.uri,
        label=skill.label.best(language),
        others=tuple((code, label) for code, label in labels.items() if label and code != language),
        percent=round(100 * skill.confidence),
        level=level,
        word=confidence_words()[level],
        quotes=tuple(quotes),
        theme=theme.label.best(language),
        tone=theme.id % 8,
    )


def _mark_starts(pieces: tuple[Piece, ...]) -> list[tuple[int, int, int]]:
    at, found = 0, []
    for piece in pieces:
        length = sum(len(bit.text) for bit in piece.bits)
        if piece.number:
            found.append((at, at + length, piece.number))
        at += length
    return found
