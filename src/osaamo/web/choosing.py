"""What a person says of the skills found in their text: theirs, not theirs, or how well they know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from osaamo.engine import WeightedSkill
from osaamo.web.results import BULLETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.engine import Extraction, FoundSkill

FIELD = "own:"
"""A field of the form for each skill: this and the skill's uri."""

KEPT, DROPPED = "yes", "no"
GRADES = 5
CHOICES = frozenset({KEPT, DROPPED, *map(str, range(1, GRADES + 1))})


def choices(form: Mapping[str, str]) -> dict[str, str]:
    """The choice for each skill the person decided on, by uri: ``yes``, ``no`` or a grade from 1 to 5."""
    return {name.removeprefix(FIELD): form[name] for name in form if name.startswith(FIELD) and form[name] in CHOICES}


def own_skills(found: Extraction, chosen: Mapping[str, str]) -> list[WeightedSkill]:
    """The skills that count as the person's, each with its sentence; a dropped one is not among them."""
    return [
        WeightedSkill(skill.uri, _weight(skill, chosen.get(skill.uri, "")), sentence_of(skill))
        for skill in found.skills
        if chosen.get(skill.uri) != DROPPED
    ]


def sentence_of(skill: FoundSkill) -> str:
    """The sentence that shows the skill best, without the mark of a list item."""
    return skill.evidence[0].text.strip(BULLETS) if skill.evidence else ""


def grade_words() -> list[tuple[str, str]]:
    """What each grade means."""
    words = (
        gettext("have tried it"),
        gettext("with help"),
        gettext("on my own"),
        gettext("fluently"),
        gettext("can teach it"),
    )
    return [(str(grade), word) for grade, word in enumerate(words, start=1)]


def _weight(skill: FoundSkill, choice: str) -> float:
    if choice == KEPT:
        return 1.0
    return int(choice) / GRADES if choice else skill.confidence
