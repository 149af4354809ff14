"""Course units, modules and realisations for tests, made with as little as needed."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo.domains.offering.models import CourseUnit, DegreeProgramme, Realisation, StatusChange, StudyModule
from osaamo.kernel.tests.making import make_organisation

if TYPE_CHECKING:
    from osaamo.kernel.models import Organisation

_numbers = count(1)


def make_course(institution: Organisation | None = None, *, draft: bool = False, **more) -> CourseUnit:
    """A published course unit of five credits."""
    return CourseUnit.objects.create(**_item("course", institution, draft) | more)


def make_module(kind: str = "path", institution: Organisation | None = None, *, draft: bool = False, **more):
    """A published module of the alliance, a path by default."""
    return StudyModule.objects.create(**_item("module", institution, draft) | {"kind": kind, "is_joint": True} | more)


def make_degree(code: str, institution: Organisation | None = None, *items, **more) -> DegreeProgramme:
    """A degree programme of level 6 with its items."""
    institution = institution or make_organisation()
    values = {"key": f"{institution.code}:{code}", "name": {"fi": code, "en": f"{code} degree"}, "level": 6} | more
    degree = DegreeProgramme.objects.create(institution=institution, code=code, **values)
    for item in items:
        item.degrees.add(degree)
    return degree


def make_realisation(item: CourseUnit | StudyModule | None = None, *states: str, **more) -> Realisation:
    """A realisation of spring 2027 with a history of the states."""
    item = item or make_course()
    owner = {"module": item} if isinstance(item, StudyModule) else {"course": item}
    values = {"key": f"run-{next(_numbers)}", "starts": date(2027, 1, 11), "ends": date(2027, 3, 12)}
    row = Realisation.objects.create(**owner, **(values | more))
    for state in states:
        StatusChange.objects.create(realisation=row, state=state)
    return row


def _item(kind: str, institution: Organisation | None, draft: bool) -> dict:
    key = f"{kind}-{next(_numbers)}"
    return {
        "key": key,
        "code": key,
        "institution": institution or make_organisation(),
        "name": {"fi": key, "sv": key, "en": key},
        "credits": 5,
        "published_at": None if draft else timezone.now(),
    }
