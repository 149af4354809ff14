"""The texts of the offering that carry skills, and what of the offering can be laid over the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.offering.models import StudyModule
from osaamo.domains.offering.queries import (
    course_units,
    courses_named,
    courses_of,
    modules_named,
    offering_organisations,
)
from osaamo.kernel.refs import ref_of
from osaamo.ports import layers
from osaamo.ports.texts import Text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from osaamo.domains.offering.models import Item


@texts("offering.courses")
def course_texts() -> Iterator[Text]:
    """The name, learning outcomes and content of every course unit."""
    yield from _texts(course_units())


@texts("offering.modules")
def module_texts() -> Iterator[Text]:
    """The same of every path, intensive and module."""
    yield from _texts(StudyModule.objects.all())


def _texts(items: QuerySet[Item]) -> Iterator[Text]:
    for item in items.iterator():
        language, title, body = item.text()
        yield Text(ref=ref_of(item), language=language, body=body, title=title)


def _organisations(words: str, _viewer: str) -> list[layers.Choice]:
    found = [] if words else offering_organisations()
    return [layers.Choice(organisation.code, organisation.name) for organisation in found]


def _offering_of(code: str, _viewer: str) -> layers.Layer | None:
    organisation = next((known for known in offering_organisations() if known.code == code), None)
    if organisation is None:
        return None
    refs = tuple(ref_of(course) for course in courses_of(organisation).only("pk"))
    return layers.Layer(organisation.name, refs=refs)


def _courses(words: str, _viewer: str) -> list[layers.Choice]:
    return [layers.Choice(course.key, course.name) for course in (courses_named(words) if words else ())]


def _course(key: str, _viewer: str) -> layers.Layer | None:
    course = course_units().filter(key=key).first()
    return layers.Layer(course.name, refs=(ref_of(course),)) if course else None


layers.register(
    layers.Source(
        "offering.organisation", {"fi": "Tarjonta", "sv": "Utbud", "en": "Offering"}, _organisations, _offering_of
    )
)
layers.register(
    layers.Source("offering.course", {"fi": "Opintojakso", "sv": "Studieperiod", "en": "Course"}, _courses, _course)
)


def _modules(words: str, _viewer: str) -> list[layers.Choice]:
    return [layers.Choice(module.key, module.name) for module in modules_named(words)]


def _module(key: str, _viewer: str) -> layers.Layer | None:
    module = StudyModule.objects.filter(key=key, published_at__isnull=False).first()
    if module is None:
        return None
    parts = module.courses.only("pk")
    return layers.Layer(module.name, refs=(ref_of(module), *map(ref_of, parts)))


layers.register(
    layers.Source(
        "offering.module",
        {"fi": "Opintokokonaisuus", "sv": "Studiehelhet", "en": "Path or module"},
        _modules,
        _module,
        stands_for=layers.DEGREE,
    )
)
