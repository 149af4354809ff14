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
    from collections.abc import Mapping, Sequence

    from osaamo.engine import Extraction, FoundSkill, WeightedSkill

BULLETS = " \t\n-–•*·"
"""What a list item may begin with; the marked text keeps it, a quotation reads better without."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the text, and the number of its mark there (0 when it is not in the shown text)."""

    pieces: tuple[Piece, ...]
    mark: int


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill as shown. ``level`` is ``clear``, ``likely`` or ``possible``; ``word`` the same for readers.

    ``choice`` is what the person said of it: ``yes``, ``no``, a grade from 1 to 5, or nothing yet.
    """

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
    choice: str


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
    ``count`` leaves out what the person dropped.
    """

    groups: tuple[ThemeGroup, ...]
    possible: tuple[SkillRow, ...]
    pieces: tuple[Piece, ...]
    count: int
    language: str
    model: str
    vocabulary: str
    notes: tuple[str, ...]


def text_result(text: str, found: Extraction, language: str, *, chosen: Mapping[str, str]) -> TextResult:
    """The result to show in ``language``, with what the person chose by uri."""
    spans = [
        Span(evidence.start, evidence.end, number, evidence.cue)
        for number, skill in enumerate(found.skills, start=1)
        for evidence in skill.evidence
    ]
    pieces = marked(text, spans)
    starts = _mark_starts(pieces)
    rows = [
        _row(number, skill, starts, language, chosen.get(skill.uri, ""))
        for number, skill in enumerate(found.skills, start=1)
    ]
    sure = [row for row in rows if row.level != "possible"]
    themes = dict.fromkeys(row.theme for row in sure)
    by_theme = {theme: tuple(row for row in sure if row.theme == theme) for theme in themes}
    return TextResult(
        groups=tuple(ThemeGroup(at, theme, own[0].tone, own) for at, (theme, own) in enumerate(by_theme.items())),
        possible=tuple(row for row in rows if row.level == "possible"),
        pieces=pieces,
        count=sum(row.choice != "no" for row in rows),
        language=found.language,
        model=found.model,
        vocabulary=found.vocabulary,
        notes=tuple(filter(None, (note_message(note.code, note.detail) for note in found.notes))),
    )


def picture_of(
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    language: str,
    *,
    numbers: Mapping[str, int],
    quotes: Mapping[str, str],
) -> Picture | None:
    """The map of one's own skills, with those of the goal laid over it when there is one.

    ``numbers`` are the skills' numbers in the list on the page, ``quotes`` the goal's sentences, both by uri.
    """
    own = {skill.uri: skill.evidence for skill in have if skill.evidence}
    documents = [[(skill.uri, min(1.0, skill.weight)) for skill in side] for side in (have, want) if side]
    if not documents:
        return None
    return drawn(competence.map_of(documents), language, numbers=numbers, quotes={**quotes, **own})


def _row(number: int, skill: FoundSkill, starts: list[tuple[int, int, int]], language: str, choice: str) -> SkillRow:
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
        choice=choice,
    )


def _mark_starts(pieces: tuple[Piece, ...]) -> list[tuple[int, int, int]]:
    at, found = 0, []
    for piece in pieces:
        length = sum(len(bit.text) for bit in piece.bits)
        if piece.number:
            found.append((at, at + length, piece.number))
        at += length
    return found
