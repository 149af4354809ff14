"""Reading a draft: its skills, outcomes, level, and how its parts meet."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.design.consistency import consistency
from osaamo.engine.design.level import estimate
from osaamo.engine.design.outcomes import outcomes_of
from osaamo.engine.design.records import (
    CourseDraft,
    DraftReading,
    DraftSkill,
    Part,
    PartEvidence,
    Statement,
)
from osaamo.engine.errors import EmptyText
from osaamo.engine.text import analyse
from osaamo.engine.twins import TwinItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.design.records import Outcome
    from osaamo.engine.pipeline import Engine
    from osaamo.engine.records import FoundSkill, Language

_TOLD: tuple[Part, ...] = ("title", "outcomes", "content")
"""Parts that say what the course is about; an assessment's "report" and "exam" are no skills taught."""
_PARTS: tuple[Part, ...] = (*_TOLD, "assessment")
_JOINT = "\n\n"


class CourseDesigner:
    """Reads drafts with an engine; one instance serves many threads."""

    def __init__(self, engine: Engine) -> None:
        """Use the leading encoder and the skills of ``engine``.

        Give ``engine.remembering`` where one draft is read again and again: only sentences that changed cost anything.
        """
        self._engine = engine

    def read(self, draft: CourseDraft, *, language: str = "auto") -> DraftReading:
        """All that the draft shows by itself.

        Raises:
            EmptyText: no part of it has a letter.
            TextTooLong: it is longer than the engine reads.
        """
        joined = _JOINT.join(draft.part(part) for part in _PARTS)
        analysis = analyse(joined, language)
        tongue = analysis.language
        statements = {part: _statements(draft, part, language, tongue) for part in _PARTS}
        outcomes = outcomes_of(draft.outcomes, language)
        vectors = self._vectors([row.text for rows in statements.values() for row in rows] + [o.text for o in outcomes])
        by_part = {part: _stacked([vectors[row.text] for row in rows]) for part, rows in statements.items()}
        skills = self._skills(draft, language)
        seen = _seen(skills, outcomes, statements)
        told = [row for part in _TOLD for row in statements[part]]
        return DraftReading(
            language=tongue,
            skills=skills,
            outcomes=outcomes,
            eqf=estimate(told, _stacked([vectors[row.text] for row in told]), unnamed=_stems(told, outcomes)),
            consistency=consistency(
                outcomes,
                _stacked([vectors[outcome.text] for outcome in outcomes]),
                statements,
                by_part,
                skills=seen,
                language=tongue,
            ),
            vector=_mean([by_part[part] for part in _TOLD if statements[part]]),
            model=self._engine.model,
        )

    def item(self, key: str, draft: CourseDraft, *, language: str = "auto") -> TwinItem:
        """A course as :func:`overlaps` compares it; cheaper than :meth:`read`. Without any letter it has nothing."""
        rows = [row for part in _TOLD for row in _statements(draft, part, language, "fi")]
        vectors = self._vectors([row.text for row in rows])
        skills = tuple((skill.uri, skill.confidence) for skill in self._skills(draft, language))
        return TwinItem(key, skills, _mean([_stacked([vectors[row.text] for row in rows])] if rows else []))

    def _vectors(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        unique = list(dict.fromkeys(texts))
        return dict(zip(unique, self._engine.encoder.encode(unique), strict=True)) if unique else {}

    def _skills(self, draft: CourseDraft, language: str) -> tuple[DraftSkill, ...]:
        """The skills of what the course is about read as one text, each sentence told by part and place in it."""
        starts, text = [], ""
        for part in _TOLD:
            starts.append(len(text))
            text += draft.part(part) + _JOINT
        try:
            found = self._engine.extract(text, language).skills
        except EmptyText:
            return ()
        return tuple(_draft_skill(skill, starts) for skill in found)


def _draft_skill(skill: FoundSkill, starts: Sequence[int]) -> DraftSkill:
    evidence = []
    for one in skill.evidence:
        at = bisect_right(starts, one.start) - 1
        shift = starts[at]
        cue = (one.cue[0] - shift, one.cue[1] - shift) if one.cue else None
        evidence.append(PartEvidence(_TOLD[at], one.start - shift, one.end - shift, one.text, cue))
    return DraftSkill(skill.uri, skill.label, skill.confidence, tuple(evidence))


def _statements(draft: CourseDraft, part: Part, language: str, tongue: Language) -> tuple[Statement, ...]:
    text = draft.part(part)
    if not any(map(str.isalpha, text)):
        return ()
    sentences = analyse(text, language if part in {"outcomes", "content"} or language != "auto" else tongue).sentences
    return tuple(Statement(part, one.start, one.end, one.text) for one in sentences)


def _stems(told: Sequence[Statement], outcomes: Sequence[Outcome]) -> frozenset[int]:
    """Numbers of the sentences of the outcomes that hold none."""
    return frozenset(
        at
        for at, row in enumerate(told)
        if row.part == "outcomes" and not any(one.start < row.end and row.start < one.end for one in outcomes)
    )


def _seen(
    skills: Sequence[DraftSkill], outcomes: Sequence[Outcome], statements: dict[Part, tuple[Statement, ...]]
) -> dict[tuple[Part, int], frozenset[str]]:
    """Uris by part and number of the outcome or statement that shows them."""
    found: dict[tuple[Part, int], set[str]] = {}
    for skill in skills:
        for one in skill.evidence:
            rows: Sequence[Outcome | Statement] = outcomes if one.part == "outcomes" else statements[one.part]
            for at, row in enumerate(rows):
                place = one.cue or (one.start, one.end)
                if row.start < place[1] and place[0] < row.end:
                    found.setdefault((one.part, at), set()).add(skill.uri)
    return {place: frozenset(uris) for place, uris in found.items()}


def _stacked(rows: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.stack(rows) if rows else np.zeros((0, 0), np.float32)


def _mean(parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32] | None:
    """The unit mean of all rows, ``None`` without any."""
    if not parts:
        return None
    mean = np.concatenate(parts).mean(axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length, np.float32) if length else None
