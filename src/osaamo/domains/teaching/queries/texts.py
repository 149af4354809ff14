"""The text of something taught, as the engine reads it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo import engine as door
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from osaamo.engine import CourseDraft
    from osaamo.ports.supply import Taught


@dataclass(frozen=True, slots=True)
class ReadText:
    """Title, outcomes and content in the language that tells most."""

    language: str
    draft: CourseDraft

    @property
    def body(self) -> str:
        """The three, parted by empty lines; those without words are left out."""
        return body_of(self.draft)

    @property
    def outcomes(self) -> tuple[int, int] | None:
        """Where the outcomes stand in the body."""
        return place_of_outcomes(self.draft)

    @property
    def digest(self) -> str:
        """What changes with the text."""
        return hashlib.sha256(f"{self.language}\n{self.body}".encode()).hexdigest()


def text_of(item: Taught) -> ReadText:
    """The text of something of the catalogue."""
    told = {code: len(item.outcomes.get(code, "") + item.content.get(code, "")) for code in LANGUAGES}
    language = max(LANGUAGES, key=lambda code: (told[code], bool(item.title.get(code))))
    title, outcomes, content = (texts.get(language, "") for texts in (item.title, item.outcomes, item.content))
    return ReadText(language, door.CourseDraft(title, outcomes, content))


def body_of(draft: CourseDraft) -> str:
    """What is taught as one text: title, outcomes and content, those without words left out."""
    return "\n\n".join(part for part in (draft.title, draft.outcomes, draft.content) if part.strip())


def place_of_outcomes(draft: CourseDraft) -> tuple[int, int] | None:
    """Where the outcomes stand in :func:`body_of`; ``None`` without any."""
    start = len(draft.title) + 2 if draft.title.strip() else 0
    return (start, start + len(draft.outcomes)) if draft.outcomes.strip() else None
