"""The realisations of the offering as steps of a study path."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from osaamo.competence.queries import skills_of
from osaamo.domains.offering.queries import open_realisations
from osaamo.engine import Labels, Meeting, Step
from osaamo.kernel.refs import ref_of
from osaamo.ports.steps import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.domains.offering.models import Realisation
    from osaamo.engine import TaughtSkill


@steps("offering.realisations")
def realisation_steps(on: str) -> Iterator[Step]:
    """Every realisation that can still be begun on the day, with the stored skills of its course unit."""
    rows = list(open_realisations(on=date.fromisoformat(on)))
    taught = skills_of({ref_of(row.course) for row in rows})
    for row in rows:
        yield _step(row, taught.get(ref_of(row.course), ()))


def _step(row: Realisation, skills: tuple[TaughtSkill, ...]) -> Step:
    course = row.course
    return Step(
        id=row.key,
        course=course.key,
        title=Labels(**{code: course.name.get(code, "") for code in ("fi", "sv", "en")}),
        institution=course.institution.short_name,
        credits=float(course.credits),
        skills=skills,
        languages=tuple(row.languages),
        mode=row.mode,
        campus=row.campus,
        starts=row.starts.isoformat() if row.starts else "",
        ends=row.ends.isoformat() if row.ends else "",
        meetings=tuple(Meeting(meeting["start"], meeting["end"]) for meeting in row.meetings),
        requires=tuple(course.requires),
        seats=row.seats,
        audiences=tuple(row.audiences),
        source=ref_of(course),
    )
