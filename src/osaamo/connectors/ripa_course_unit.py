"""One course unit as a RIPA v9 message: written for a curriculum system, and read back with nothing lost.

The schema has no fields for how a course is assessed and for its level. The assessment goes into
``furtherInformation``, the level into ``classificationCodes`` with the key ``eqf``; both come back from there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import DEFAULT_LIMITS, Limits, NotRipa
from osaamo.connectors.json_rows import parse
from osaamo.connectors.ripa import read_ripa
from osaamo.connectors.ripa_values import plain
from osaamo.connectors.sniffing import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from osaamo.connectors.ripa_records import CourseUnitRecord

TK_CODES = {"haaga-helia": "10056", "laurea": "10066", "metropolia": "10065"}
"""Codes of the institutions in the classification of Statistics Finland; others are written by our own code."""

LEVEL_KEY = "eqf"
_LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who answers for the unit: our code of the organisation and its names by language."""

    code: str
    name: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CourseUnit:
    """A course unit without realisations. Texts map ``fi``, ``sv`` and ``en`` to words; ``level`` is EQF 6 or 7."""

    key: str
    title: Mapping[str, str]
    prerequisites: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    content: Mapping[str, str] = field(default_factory=dict)
    assessment: Mapping[str, str] = field(default_factory=dict)
    credits: Decimal | None = None
    level: str = ""
    organiser: Organiser | None = None


def course_unit_message(unit: CourseUnit, *, networks: Sequence[str], now: datetime) -> dict[str, Any]:
    """A ``createCourseUnitRequest`` with the unit, offered in the networks (ids); ``now`` has a time zone.

    Raises:
        ValueError: it has no title in any language, no organiser or no network; the schema asks for all three.
    """
    if not any(unit.title.values()) or unit.organiser is None or not networks:
        raise ValueError("A course unit of RIPA needs a title, an organiser and a network.")
    credits_ = None if unit.credits is None else float(unit.credits)
    body: dict[str, Any] = {
        "studyElementId": unit.key,
        "type": "COURSE_UNIT",
        "name": _localised(unit.title),
        "preconditions": _localised(unit.prerequisites),
        "objective": _localised(unit.outcomes),
        "content": _localised(unit.content),
        "furtherInformation": _localised(unit.assessment),
        "creditsMin": credits_,
        "creditsMax": credits_,
        "classificationCodes": [{"codeKey": LEVEL_KEY, "codeValue": unit.level}] if unit.level else None,
        "organisationReferences": [_organiser(unit.organiser)],
        "cooperationNetworks": [{"id": network} for network in networks],
        "sendingTime": now.isoformat(timespec="seconds"),
    }
    return {"courseUnits": [{name: value for name, value in body.items() if value is not None}]}


def read_course_units(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[CourseUnit, ...]:
    """The course units of a RIPA v9 message with a name, in its order.

    Raises:
        NotRipa: there is none.
        ConnectorError: its other kinds, as :func:`osaamo.connectors.ripa.read_ripa` says.
    """
    batch = read_ripa(data, filename, limits=limits)
    levels = _levels(parse(decode(data).text))
    units = tuple(
        _unit(record, levels.get(record.study_element_id, "")) for record in batch.course_units if record.name
    )
    if not units:
        raise NotRipa("The message holds no course unit with a name. Export course units and send that.",
                      filename=filename)  # fmt: skip
    return units


def _unit(record: CourseUnitRecord, level: str) -> CourseUnit:
    main = record.main_organisation
    return CourseUnit(
        key=record.study_element_id,
        title=record.name.as_dict(),
        prerequisites=record.preconditions.as_dict(),
        outcomes=record.objective.as_dict(),
        content=record.content.as_dict(),
        assessment=record.further_information.as_dict(),
        credits=None if record.credits_min is None else Decimal(str(record.credits_min)),
        level=level,
        organiser=None if main is None else Organiser(_own_code(main.code), main.name.as_dict()),
    )


def _levels(message: Any) -> dict[str, str]:
    """The level by id of the unit, where the message says it in our way."""
    found: dict[str, str] = {}
    units = message.get("courseUnits") if isinstance(message, dict) else None
    for unit in units if isinstance(units, list) else ():
        codes = unit.get("classificationCodes") if isinstance(unit, dict) else None
        for code in codes if isinstance(codes, list) else ():
            if isinstance(code, dict) and code.get("codeKey") == LEVEL_KEY:
                found[str(unit.get("studyElementId"))] = str(code.get("codeValue", ""))
    return found


def _own_code(code: str) -> str:
    return next((own for own, tk in TK_CODES.items() if tk == code), code)


def _organiser(organiser: Organiser) -> dict[str, Any]:
    target: dict[str, Any] = {"organisationTkCode": TK_CODES.get(organiser.code, organiser.code)}
    name = _localised(organiser.name)
    return {"organisationRole": 1, "target": target | ({"organisationName": name} if name else {})}


def _localised(texts: Mapping[str, str]) -> dict[str, Any] | None:
    """``localisedString``; nothing where there is no text."""
    values = {code: plain(texts[code]) for code in _LANGUAGES if texts.get(code)}
    return {"values": values} if values else None
