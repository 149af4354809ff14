"""The texts of the offering that carry skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.offering.queries import course_units
from osaamo.kernel.refs import ref_of
from osaamo.ports.texts import Text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator


@texts("offering.courses")
def course_texts() -> Iterator[Text]:
    """The name, learning outcomes and content of every course unit."""
    for course in course_units().iterator():
        language, title, body = course.text()
        yield Text(ref=ref_of(course), language=language, body=body, title=title)
