"""The realisations of the offering as steps of a study path."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from osaamo.competence.queries import AT_ONCE, mark_of, skills_of
from osaamo.domains.offering.models import CourseUnit, Realisation, StatusChange
from osaamo.domains.offering.queries import course_units, open_realisations
from osaamo.engine import Labels, Meeting, Step
from osaamo.kernel.refs import ref_of
from osaamo.ports.seats import left
from osaamo.ports.steps import steps

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping

    from django.db.models import QuerySet

    from osaamo.engine import TaughtSkill
    from osaamo.ports.seats import Seats


def _mark() -> Hashable:
    """Differs once a course, a realisation, its state or what was read of a course does."""
    changed = [
        rows.aggregate(count=Count("pk"), last=Max(field))
        for rows, field in (
            (CourseUnit.objects, "updated_at"),
            (Realisation.objects, "updated_at"),
            (StatusChange.objects, "pk"),
        )
    ]
    return tuple((found["count"], found["last"]) for found in changed), mark_of("offering.courseunit")


def _some(on: str, ids: Collection[str]) -> Iterator[Step]:
    return _steps(open_realisations(on=date.fromisoformat(on)).filter(key__in=list(ids)))


@steps("offering.realisations", some=_some, mark=_mark)
def realisation_steps(on: str) -> Iterator[Step]:
    """Every realisation that can still be begun on the day, with the stored skills of its course unit."""
    return _steps(open_realisations(on=date.fromisoformat(on)))


def _steps(open_ones: QuerySet[Realisation]) -> Iterator[Step]:
    # A course has many realisations: it is read once, not with each of them.
    rows = open_ones.filter(course__isnull=False).select_related(None)
    within = course_units().filter(pk__in=rows.order_by().values("course")).select_related("institution")
    courses = {course.pk: course for course in within}
    taught = skills_of([ref_of(course) for course in courses.values()])
    common = {pk: _of_course(course, taught.get(ref_of(course), ())) for pk, course in courses.items()}
    open_rows = rows.iterator()
    while some := list(islice(open_rows, AT_ONCE)):
        counted = left([ref_of(row) for row in some if row.seats is not None])
        for row in some:
            if row.course_id in common:  # else it came after the courses were read
                yield _step(row, common[row.course_id], counted.get(ref_of(row)))


def _of_course(course: CourseUnit, skills: tuple[TaughtSkill, ...]) -> dict[str, Any]:
    """What every realisation of a course has."""
    return {
        "course": course.key,
        "title": Labels(**{code: course.name.get(code, "") for code in ("fi", "sv", "en")}),
        "institution": course.institution.short_name,
        "credits": float(course.credits),
        "skills": skills,
        "requires": tuple(course.requires),
        "source": ref_of(course),
    }


def _step(row: Realisation, common: Mapping[str, Any], counted: Seats | None) -> Step:
    return Step(
        id=row.key,
        languages=tuple(row.languages),
        mode=row.mode,
        campus=row.campus,
        starts=row.starts.isoformat() if row.starts else "",
        ends=row.ends.isoformat() if row.ends else "",
        meetings=tuple(Meeting(meeting["start"], meeting["end"]) for meeting in row.meetings),
        seats=counted.free if counted else row.seats,
        audiences=tuple(row.audiences),
        **common,
    )
