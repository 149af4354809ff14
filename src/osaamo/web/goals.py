"""What a person aims at: occupations, job ads, a pasted ad, a list of skills, or several of them at once.

The form names each goal by a key: ``occupation:URI``, ``ad:KEY``, ``text`` (the pasted ad) or ``list``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.queries import skills_of
from osaamo.engine import WeightedSkill
from osaamo.kernel.refs import ref_of
from osaamo.web import occupations
from osaamo.web.ads import job_ad
from osaamo.web.choosing import sentence_of
from osaamo.web.results import BULLETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine import Extraction

TEXT, LIST, OCCUPATION, AD = "text", "list", "occupation:", "ad:"
MOST_LISTED = 60
ALIKE = 0.7
"""How near a listed word must be to the name of a skill to mean it."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal with its skills. ``kind`` is ``occupation``, ``ad``, ``text`` or ``list``."""

    key: str
    kind: str
    title: str
    language: str
    skills: tuple[WeightedSkill, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A wanted skill's origin: the goal's title, and its sentence where it has one (else whether it is essential)."""

    title: str
    quote: str
    language: str
    essential: bool | None


def occupation_goal(uri: str, language: str) -> Goal | None:
    """The occupation as a goal, or ``None`` where its skills are not known."""
    labels = occupations.title_of(uri)
    if labels is None:
        return None
    skills = tuple(occupations.skills_of_occupation(uri))
    return Goal(OCCUPATION + uri, "occupation", labels.best(language), language, skills)


def ad_goal(key: str) -> Goal | None:
    """The sample ad as a goal by its stored skills, or ``None`` where there is none."""
    ad = job_ad(key=key)
    if ad is None:
        return None
    stored = skills_of([ref_of(ad)]).get(ref_of(ad), ())
    skills = [WeightedSkill(skill.uri, skill.confidence, skill.evidence.strip(BULLETS)) for skill in stored]
    return Goal(AD + ad.key, "ad", ad.title, ad.language, tuple(skills))


def text_goal(found: Extraction) -> Goal:
    """The pasted ad as a goal."""
    skills = tuple(WeightedSkill(skill.uri, skill.confidence, sentence_of(skill)) for skill in found.skills)
    return Goal(TEXT, "text", gettext("the ad you pasted"), found.language, skills)


def list_goal(text: str, language: str) -> tuple[Goal, list[str]]:
    """The listed skills as a goal, and the lines that name no skill of the vocabulary."""
    vocabulary = competence.engine().vocabulary
    named: dict[str, WeightedSkill] = {}
    unknown = []
    for words in listed(text):
        hits = door.search(vocabulary, words, limit=1)
        if hits and hits[0].score >= ALIKE:
            named.setdefault(hits[0].uri, WeightedSkill(hits[0].uri, 1.0, words))
        else:
            unknown.append(words)
    return Goal(LIST, "list", gettext("your list of skills"), language, tuple(named.values())), unknown


def listed(text: str) -> list[str]:
    """The entries of a list: one on each line, or parted by commas or semicolons; at most sixty."""
    entries = (entry.strip(" \t-–•*·") for entry in re.split(r"[\n,;]", text))
    return list(dict.fromkeys(entry for entry in entries if entry))[:MOST_LISTED]


def combined(goals: Sequence[Goal]) -> tuple[list[WeightedSkill], dict[str, Asked]]:
    """The skills of all goals, each once at its heaviest, and where each of them comes from, by uri."""
    want: dict[str, WeightedSkill] = {}
    asked: dict[str, Asked] = {}
    for goal in goals:
        for skill in goal.skills:
            if skill.uri in want and want[skill.uri].weight >= skill.weight:
                continue
            want[skill.uri] = skill
            essential = skill.weight >= occupations.ESSENTIAL if goal.kind == "occupation" else None
            asked[skill.uri] = Asked(goal.title, skill.evidence, goal.language, essential)
    return list(want.values()), asked
