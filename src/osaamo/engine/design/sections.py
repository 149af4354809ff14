"""A course description in one text cut into the parts of a draft by its headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from osaamo.engine.design.records import CourseDraft

if TYPE_CHECKING:
    from osaamo.engine.design.records import Part

_HEADINGS: dict[Part, str] = {
    "title": r"nimi|opintojakson nimi|title|name|course title|namn|rubrik",
    "outcomes": r"(?:osaamis|oppimis)?tavoitteet|osaaminen|(?:intended )?learning (?:outcomes?|objectives?)"
    r"|objectives|outcomes|lärandemål|kompetensmål|mål|målsättningar",
    "content": r"(?:keskeinen )?sisältö|sisällöt|contents?|course contents?|innehåll|centralt innehåll",
    "assessment": r"arviointi(?:menetelmät|kriteerit|perusteet)?|suoritustavat|assessment(?: methods| criteria)?"
    r"|evaluation|grading|bedömning(?:skriterier|smetoder)?|prestationssätt|vitsord",
}
_LINE = re.compile(
    r"^[ \t#*]*(?:"
    + "|".join(f"(?P<{part}>{words})" for part, words in _HEADINGS.items())
    + r")[ \t*]*(?::(?P<rest>.*))?$",
    re.IGNORECASE | re.MULTILINE,
)


def course_draft(text: str) -> CourseDraft:
    """The draft that a description holds: what follows each known heading, in Finnish, Swedish or English.

    What stands before the first heading is the title when it is one line, else it belongs to the outcomes; without any
    heading all is outcomes. A heading that comes twice adds to its part.
    """
    parts: dict[str, list[str]] = {part: [] for part in _HEADINGS}
    marks = list(_LINE.finditer(text))
    before = text[: marks[0].start()].strip() if marks else text.strip()
    parts["title" if marks and "\n" not in before else "outcomes"].append(before)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        part = next(part for part in _HEADINGS if mark[part] is not None)
        parts[part].append("\n".join(filter(None, ((mark["rest"] or "").strip(), text[mark.end() : end].strip()))))
    return CourseDraft(**{part: "\n".join(filter(None, found)) for part, found in parts.items()})
