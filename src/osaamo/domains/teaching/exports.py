"""A draft on its way out: as a RIPA v9 course unit, and as a document; and back in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext

from osaamo.connectors.papers import Figures, Heading, Paper, Words
from osaamo.connectors.ripa_course_unit import CourseUnit, Organiser, course_unit_message, read_course_units
from osaamo.domains.teaching.enums import FIELDS, Level
from osaamo.kernel.i18n import LANGUAGES, translated

if TYPE_CHECKING:
    from osaamo.connectors.papers import Block
    from osaamo.domains.teaching.models import Draft


def languages_of(draft: Draft) -> list[str]:
    """The languages in which something but the title is written; those of the title where nothing is."""
    written = [code for code in LANGUAGES if any(getattr(draft, field).get(code) for field in FIELDS[1:])]
    return written or [code for code in LANGUAGES if draft.title.get(code)]


def ripa_file(draft: Draft) -> bytes:
    """The draft as a ``createCourseUnitRequest`` in UTF-8.

    Raises:
        ValueError: it has no title yet.
    """
    organiser = Organiser(draft.institution.code, draft.institution.name)
    texts: dict[str, Any] = {field: getattr(draft, field) for field in FIELDS}
    unit = CourseUnit(key=f"osaamo-{draft.key}", credits=draft.credits, level=draft.level, organiser=organiser, **texts)
    alliance = draft.institution.lineage()[-1]  # its members offer to each other, so it is the network
    message = course_unit_message(unit, networks=[alliance.code], now=timezone.localtime())
    return json.dumps(message, ensure_ascii=False, indent=1).encode()


def values_in(data: bytes, filename: str) -> dict[str, Any]:
    """The values of a draft that the first course unit of a RIPA v9 message gives.

    Raises:
        ConnectorError: one of its kinds, when the file cannot be read or holds no course unit.
    """
    unit = read_course_units(data, filename)[0]
    values: dict[str, Any] = {field: dict(getattr(unit, field)) for field in FIELDS}
    return values | {"credits": unit.credits, "level": unit.level if unit.level in Level.values else ""}


def paper_of(draft: Draft) -> Paper:
    """The draft as one document, a part for each of its languages; the words around it are in the first of them."""
    languages = languages_of(draft) or ["fi"]
    blocks: list[Block] = []
    for code in languages:
        with translation.override(code):
            blocks += _part(draft, code)
    with translation.override(languages[0]):
        return Paper(
            title=translated(draft.title, languages[0]) or gettext("Untitled draft"),
            language=languages[0],
            blocks=blocks,
            subtitle=translated(draft.institution.name, languages[0]),
            footer=gettext("Draft of a course, written with Osaamo"),
            made_on=timezone.localdate(draft.saved_at).isoformat(),
        )


def _part(draft: Draft, code: str) -> list[Block]:
    headings = {
        "prerequisites": gettext("Prior knowledge"),
        "outcomes": gettext("Learning outcomes"),
        "content": gettext("Content"),
        "assessment": gettext("Assessment"),
    }
    facts = [(f"{draft.credits.normalize():f}", gettext("credits"))] if draft.credits is not None else []
    if draft.level:
        facts.append((draft.level, gettext("EQF level")))
    blocks: list[Block] = [Heading(translated(draft.title, code) or gettext("Untitled draft"))]
    if facts:
        blocks.append(Figures(facts))
    for field, heading in headings.items():
        text = getattr(draft, field).get(code, "").strip()
        if text:
            blocks.append(Heading(heading, level=2))
            blocks += [Words(line.strip()) for line in text.splitlines() if line.strip()]
    return blocks
