"""Which courses, in which order, teach target skills: over the published courses of all schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.competence.queries import skills_of
from osaamo.domains.foresight.queries.series import skill_label
from osaamo.engine import LANGUAGES, Labels, PathLimits, Step, WeightedSkill, best_courses
from osaamo.ports import layers
from osaamo.ports.steps import all_steps
from osaamo.ports.supply import taught

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine import CourseChoice
    from osaamo.ports.supply import Taught

OCCUPATIONS = "vocabulary.occupation"

EFFORT = 5.0
"""Deterministic time of a search: somebody waits for it."""

MOST_SKILLS = 40
"""Target skills looked at, the heaviest first."""

LEVELS = {"basic-studies": 1, "bachelor": 1, "intermediate-studies": 2, "specialisation": 3, "advanced-studies": 3}
LEVELS |= {"master": 3}
"""What comes early among levels as catalogues write them; others stand between."""

_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be learnt: its name, and its skills with their weights."""

    title: Mapping[str, str]
    skills: tuple[WeightedSkill, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The courses found, and those of the catalogue by key."""

    choice: CourseChoice
    courses: Mapping[str, Taught]


def target_of(occupation: str, uris: Sequence[str]) -> Target | None:
    """The skills of an occupation together with single skills; ``None`` without any that the vocabulary knows."""
    vocabulary = competence.engine().vocabulary
    weights = {uri: 1.0 for uri in uris if uri in vocabulary}
    title: Mapping[str, str] = {}
    layer = layers.layer(f"{OCCUPATIONS}/{occupation}", "") if occupation else None
    if layer is not None:
        title = layer.name
        for skill in layer.skills:
            weights.setdefault(skill.uri, skill.confidence)
    skills = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_SKILLS]
    return Target(title, tuple(WeightedSkill(uri, weight) for uri, weight in skills)) if skills else None


def occupations_named(words: str) -> list[layers.Choice]:
    """Occupations with the words in their names, best first."""
    source = layers.source_of(OCCUPATIONS)
    return list(source.choices(words, "")) if source and words else []


def modules_with_parts() -> list[Taught]:
    """The modules and paths that are made of courses: a present path to compare with."""
    return [row for row in taught() if row.parts]


def course_path(target: Target, *, credits_max: float | None = None, present: str = "") -> Answer:
    """The courses that teach the target best, with the way from the courses of the module ``present`` (its key).

    Without a limit of its own a comparison is made at equal credits: those of the present courses.
    """
    rows = list(taught())
    courses = {row.key: row for row in rows if row.kind == "course" and row.published}
    module = next((row for row in rows if row.key == present), None)
    now = [key for key in (module.parts if module else ()) if key in courses]
    most = credits_max if credits_max is not None or not now else sum(float(courses[key].credits) for key in now)
    skills = skills_of([row.ref for row in courses.values()])
    requires = {step.course: step.requires for step in all_steps(timezone.localdate().isoformat())}
    steps = [
        Step(
            id=key,
            course=key,
            title=Labels(**{code: row.title.get(code, "") for code in LANGUAGES}),
            institution=row.institution,
            credits=float(row.credits),
            skills=skills.get(row.ref, ()),
            requires=tuple(requires.get(key, ())),
            source=row.ref,
        )
        for key, row in courses.items()
    ]
    uris = {skill.uri for skill in target.skills} | {skill.uri for step in steps for skill in step.skills}
    choice = best_courses(
        steps,
        target.skills,
        PathLimits(credits_max=most, seats=0, clashes=True),
        labels={uri: skill_label(uri) for uri in uris},
        present=now,
        levels={key: LEVELS.get(row.level, _BETWEEN) for key, row in courses.items()},
        similarity=competence.similarity,
        effort=EFFORT,
    )
    return Answer(choice, courses)
