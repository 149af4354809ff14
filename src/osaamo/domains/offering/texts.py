"""The texts of the offering that carry skills, and what of the offering can be laid over the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.offering.queries import course_units, courses_named, courses_of, offering_organisations
from osaamo.kernel.refs import ref_of
from osaamo.ports import layers
from osaamo.ports.texts import Text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator


@texts("offering.courses")
def course_texts() -> Iterator[Text]:
    """The name, learning outcomes and content of every course unit."""
    for course in course_units().iterator():
        language, title, body = course.text()
        yield Text(ref=ref_of(course), language=language, body=body, title=title)


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
