"""The page of an item for search engines: schema.org Course with its CourseInstances, as JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from osaamo.domains.offering.models import CourseUnit
from osaamo.domains.offering.views.site_cards import url_of
from osaamo.kernel.i18n import LANGUAGES, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from osaamo.domains.offering.models import Item, Realisation

_MODES = {"online": "Online", "campus": "Onsite", "blended": "Blended"}
_STATES = {"cancelled": "https://schema.org/EventCancelled", "moved_online": "https://schema.org/EventMovedOnline"}
_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def course(request: HttpRequest, item: Item, runs: Sequence[Realisation], language: str) -> dict[str, Any]:
    """The item as schema.org Course; https://developers.google.com/search/docs says what is read of it."""
    address = request.build_absolute_uri(url_of(item))
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": translated(item.name, language),
        "courseCode": item.code,
        "description": translated(item.promise, language)
        or translated(item.learning_outcomes, language)
        or translated(item.content, language)
        or translated(item.name, language),
        "provider": {
            "@type": "CollegeOrUniversity",
            "name": translated(item.institution.name, language),
        },
        "inLanguage": [code for code in LANGUAGES if item.name.get(code)],
        "educationalCredentialAwarded": f"{float(item.credits):g} ECTS",
        "numberOfCredits": {"@type": "StructuredValue", "value": float(item.credits), "unitText": "ECTS"},
    }
    if isinstance(item, CourseUnit) and item.requires:
        record["coursePrerequisites"] = list(item.requires)
    if runs:
        record["hasCourseInstance"] = [_instance(run, language) for run in runs]
    return record


def _instance(row: Realisation, language: str) -> dict[str, Any]:
    record: dict[str, Any] = {
        "@type": "CourseInstance",
        "name": translated(row.title, language),
        "courseMode": _MODES.get(row.mode, "Blended"),
        "inLanguage": row.languages,
        "organizer": {"@type": "CollegeOrUniversity", "name": translated(row.host.name, language)},
    }
    if row.starts:
        record["startDate"] = row.starts.isoformat()
    if row.ends:
        record["endDate"] = row.ends.isoformat()
    if row.seats is not None:
        record["maximumAttendeeCapacity"] = row.seats
    if row.campus:
        record["location"] = {"@type": "Place", "name": row.campus}
    if row.state in _STATES:
        record["eventStatus"] = _STATES[row.state]
    return record


def script(request: HttpRequest, item: Item, runs: Sequence[Realisation], language: str) -> SafeString:
    """The record as the text of a data block; no sign in it can end the block.

    A block of this type is data: a browser never runs it, so the content security policy does not stop it either.
    """
    written = json.dumps(course(request, item, runs, language), ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(written)  # noqa: S308 - every < > & is written as an escape
