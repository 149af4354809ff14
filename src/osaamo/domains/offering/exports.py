"""The offering as channels take it: JSON of the own site, CSV of a portal, RIPA messages."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from osaamo.connectors.ripa_course_unit import TK_CODES
from osaamo.domains.offering.enums import ChannelFormat, LabelKind, State
from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.offering.queries import listed_items
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from osaamo.domains.offering.models import Channel, Realisation
    from osaamo.kernel.models import Organisation

COLUMNS = (
    *("id", "code", "name_fi", "name_sv", "name_en", "credits", "institution", "realisation", "starts", "ends"),
    *("enrol_from", "enrol_until", "seats", "languages", "mode", "campus"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ENDINGS = {ChannelFormat.SITE_JSON: "json", ChannelFormat.OPEN_CSV: "csv", ChannelFormat.RIPA_V9: "json"}


def channel_file(channel: Channel) -> tuple[str, str, bytes]:
    """Name, media type and content of the file a channel takes: its published listings with the realisations to come.

    Cancelled and proposed realisations are left out, but RIPA messages tell the cancelled ones as such.
    """
    items = listed_items(channel)
    ending = _ENDINGS[ChannelFormat(channel.format)]
    name = f"{channel.code}.{ending}"
    if channel.format == ChannelFormat.OPEN_CSV:
        return name, "text/csv; charset=utf-8", write_csv(items).encode("utf-8-sig")
    if channel.format == ChannelFormat.RIPA_V9:
        message: Any = ripa_message(items, now=timezone.now())
    else:
        message = [site_row(key, item, runs) for key, item, runs in items]
    return name, "application/json", json.dumps(message, ensure_ascii=False, indent=1).encode()


def write_csv(items: Iterable[tuple[str, CourseUnit | StudyModule, list[Realisation]]]) -> str:
    """A row for each realisation, or one for an item without any; no cell can be taken for a formula."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=";")
    writer.writeheader()
    for key, item, runs in items:
        own = {
            "id": key,
            "code": item.code,
            **{f"name_{code}": item.name.get(code, "") for code in LANGUAGES},
            "credits": plain_number(item.credits),
            "institution": item.institution.short_name,
        }
        for cells in [_run_cells(run) for run in runs if _is_shown(run)] or [{}]:
            writer.writerow({name: plain_cell(str(text)) for name, text in (own | cells).items()})
    return stream.getvalue()


def plain_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain_number(number: Decimal) -> str:
    """The number without zeros at its end."""
    return f"{number.normalize():f}"


def site_row(key: str, item: CourseUnit | StudyModule, runs: Iterable[Realisation]) -> dict[str, Any]:
    """An item as the own site takes it, in the shape of ``docs/formats/offering.md``."""
    return {
        "id": key,
        "code": item.code,
        "kind": item.kind,
        "name": item.name,
        "promise": item.promise,
        "for_whom": item.for_whom,
        "learning_outcomes": item.learning_outcomes,
        "price": item.price,
        "contact": item.contact,
        "credits": float(item.credits),
        "institution": item.institution.code,
        "audiences": item.audiences,
        "realisations": [
            {name: text for name, text in _run_cells(run).items() if text != ""} for run in runs if _is_shown(run)
        ],
    }


def ripa_message(
    items: Iterable[tuple[str, CourseUnit | StudyModule, list[Realisation]]], *, now: datetime
) -> dict[str, Any]:
    """A ``createCourseUnitRequest`` of RIPA v9 with the course units; modules have a message of their own there."""
    return {
        "courseUnits": [_ripa_unit(key, item, runs, now) for key, item, runs in items if isinstance(item, CourseUnit)]
    }


def _ripa_unit(key: str, item: CourseUnit, runs: Iterable[Realisation], now: datetime) -> dict[str, Any]:
    networks = [
        {"id": label.code, "enrollable": True} for label in item.labels.all() if label.kind == LabelKind.NETWORK
    ]
    return {
        "studyElementId": key,
        "studyElementIdentifierCode": item.code,
        "type": "COURSE_UNIT",
        "status": "ACTIVE",
        "name": _localised(item.name),
        "objective": _localised(item.learning_outcomes),
        "content": _localised(item.content),
        "creditsMin": float(item.credits),
        "creditsMax": float(item.credits_max or item.credits),
        "organisationReferences": [_organiser(item.institution, 1), *_other_owners(item)],
        "cooperationNetworks": networks,
        "sendingTime": now.isoformat(timespec="seconds"),
        "realisations": [_ripa_run(run, networks) for run in runs if run.state != State.PROPOSED],
    }


def _ripa_run(run: Realisation, networks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "realisationId": run.key,
        "status": "CANCELLED" if run.state == State.CANCELLED else "ACTIVE",
        "name": _localised(run.title),
        "startDate": run.starts.isoformat() if run.starts else None,
        "endDate": run.ends.isoformat() if run.ends else None,
        "enrollmentStartDateTime": run.enrol_from.isoformat() if run.enrol_from else None,
        "enrollmentEndDateTime": run.enrol_until.isoformat() if run.enrol_until else None,
        "maxSeats": run.seats,
        "teachingLanguage": run.languages,
        "organisationReferences": [_organiser(run.host, 1)],
        "cooperationNetworks": networks,
    }


def _organiser(organisation: Organisation, role: int) -> dict[str, Any]:
    return {
        "organisationRole": role,
        "target": {
            "organisationTkCode": TK_CODES.get(organisation.code, organisation.code),
            "organisationName": _localised(organisation.name),
        },
    }


def _other_owners(item: CourseUnit) -> list[dict[str, Any]]:
    return [_organiser(owned.organisation, 2) for owned in item.ownerships.select_related("organisation")]


def _localised(texts: Mapping[str, str]) -> dict[str, Any]:
    return {"values": {code: texts.get(code) or None for code in LANGUAGES}}


def _is_shown(run: Realisation) -> bool:
    return run.state not in {State.PROPOSED, State.CANCELLED}


def _run_cells(run: Realisation) -> dict[str, Any]:
    return {
        "realisation": run.key,
        "starts": run.starts.isoformat() if run.starts else "",
        "ends": run.ends.isoformat() if run.ends else "",
        "enrol_from": run.enrol_from.isoformat() if run.enrol_from else "",
        "enrol_until": run.enrol_until.isoformat() if run.enrol_until else "",
        "seats": "" if run.seats is None else run.seats,
        "languages": "|".join(run.languages),
        "mode": run.mode,
        "campus": run.campus,
    }
