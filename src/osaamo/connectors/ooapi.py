"""Degree programmes, courses and course offerings of the Open Education API, versions 5 and 6, as flat records.

Source: SURF, openonderwijsapi.nl (``Program``/``Programme``, ``Course``, ``CourseOffering``). Version 6 renamed and
split some fields (``teachingLanguages``, ``enrolmentPeriods``, ``programmeIds``); both are read, whichever a record
uses. Of programmes those of the type that leads to a degree are read; minors, honours programmes, specialisations and
tracks are parts of one. Persons (coordinators, instructors) are never read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from osaamo.connectors.errors import DEFAULT_LIMITS, DamagedFile, Limits, NotATable, TooLarge
from osaamo.connectors.json_rows import parse
from osaamo.connectors.sniffing import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LANGUAGES = ("fi", "sv", "en")
_THREE_LETTERS = {"fin": "fi", "swe": "sv", "eng": "en"}
_MODES = {
    "online": "online",
    "distance-learning": "online",
    "on campus": "campus",
    "on-campus": "campus",
    "situated": "campus",
    "hybrid": "blended",
    "blended": "blended",
}
_LISTS = ("items", "courses", "courseOfferings", "offerings")
_PROGRAMMES = ("programs", "programmes")
_DEGREE_TYPES = frozenset(("program", "programme", ""))
"""Types of programmes that lead to a degree, in version 5 and 6; not told, it is taken for one."""

_PROGRAMME_FIELDS = frozenset(
    (
        *("programId", "programmeId", "programType", "programmeType", "primaryCode", "name", "studyLoad", "level"),
        *("levelOfQualification",),
    )
)
_COURSE_FIELDS = frozenset(
    (
        *("courseId", "primaryCode", "name", "studyLoad", "description", "learningOutcomes", "admissionRequirements"),
        *("teachingLanguage", "teachingLanguages", "level", "modeOfDelivery", "modesOfDelivery", "courseOfferings"),
        *("programs", "programmes", "programmeIds"),
    )
)
_OFFERING_FIELDS = frozenset(
    (
        *("offeringId", "courseOfferingId", "primaryCode", "offeringType", "name", "course", "courseId", "state"),
        *("teachingLanguage", "teachingLanguages", "modeOfDelivery", "modesOfDelivery", "maxNumberStudents"),
        *("startDate", "endDate", "startDateTime", "endDateTime", "enrollStartDate", "enrollEndDate"),
        *("enrolmentPeriods", "offerings"),
    )
)


_FIELDS = {"degree": _PROGRAMME_FIELDS, "course": _COURSE_FIELDS, "realisation": _OFFERING_FIELDS}


@dataclass(frozen=True, slots=True)
class OoapiRecord:
    """One degree programme, course or offering.

    Attributes:
        position: of the object in the file, from 1.
        kind: which of the three it is.
        cells: field to text, as :mod:`osaamo.connectors.offering` names them; only fields the object held. The
            course of an offering is in ``course``; the ids of a course's programmes are in ``degrees``, those known in
            the file as none that lead to a degree left out.
        raw: the object as decoded from JSON.
    """

    position: int
    kind: Literal["degree", "course", "realisation"]
    cells: Mapping[str, str]
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OoapiBroken:
    """An object that is none: the reason's code (``not-an-object``, ``missing-id``, ``no-degree``), and the object."""

    position: int
    code: str
    raw: Any


@dataclass(frozen=True, slots=True)
class OoapiBatch:
    """All of a file: its records in order, what could not be read, and how often each field was not used."""

    records: tuple[OoapiRecord, ...]
    broken: tuple[OoapiBroken, ...]
    unused: Mapping[str, int]


def read_ooapi(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> OoapiBatch:
    """The courses and offerings in a response of the interface (a page with ``items``, an array, or one object).

    Raises:
        TooLarge: over ``table_bytes`` or ``rows``.
        DamagedFile: the file is not JSON.
        NotATable: the JSON holds no course or offering.
        EmptyFile, WrongEncoding: as in :func:`osaamo.connectors.sniffing.decode`.
    """
    if len(data) > limits.table_bytes:
        raise TooLarge(
            f"The file is larger than {limits.table_bytes / 1_048_576:g} MB. Split it.",
            filename=filename,
            limit=limits.table_bytes,
        )
    try:
        message = parse(decode(data).text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile("The file is not JSON. Fetch it again.", filename=filename) from error
    records: list[OoapiRecord] = []
    broken: list[OoapiBroken] = []
    unused: Counter[str] = Counter()
    for position, raw in enumerate(_objects(message), start=1):
        if position > limits.rows:
            raise TooLarge(
                f"The file has more than {limits.rows:,} records. Split it.", filename=filename, limit=limits.rows
            )
        record = _record(position, raw)
        if isinstance(record, OoapiBroken):
            broken.append(record)
        else:
            records.append(record)
            known = _FIELDS[record.kind]
            unused.update(f"{record.kind}.{name}" for name in raw if name not in known)
    if not records and not any(one.code == "no-degree" for one in broken):
        raise NotATable("The file holds no course or course offering of OOAPI.", filename=filename)
    return OoapiBatch(tuple(records), tuple(broken), dict(sorted(unused.items())))


def _objects(message: Any) -> Iterator[Any]:
    """Every programme, course and offering, each before those that stand inside it or name it."""
    if isinstance(message, list):
        for item in message:
            yield from _objects(item) if isinstance(item, dict) else (item,)
        return
    if not isinstance(message, dict):
        yield message
        return
    inside = [message[name] for name in _LISTS if isinstance(message.get(name), list)]
    expanded = message.get("course") if "offeringType" in message or "courseOfferingId" in message else None
    if isinstance(expanded, dict) and len(expanded) > 1:
        yield expanded
    for programme in _programmes(message):
        if isinstance(programme, dict):
            yield programme
    if not inside or "courseId" in message:
        yield message
    for items in inside:
        yield from _objects(items)


def _record(position: int, raw: Any) -> OoapiRecord | OoapiBroken:
    if not isinstance(raw, dict):
        return OoapiBroken(position, "not-an-object", raw)
    if id_ := raw.get("offeringId") or raw.get("courseOfferingId"):
        return OoapiRecord(position, "realisation", {"realisation": str(id_), **_offering(raw)}, raw)
    if (id_ := _programme_id(raw)) and "courseId" not in raw:
        if not _leads_to_degree(raw):
            return OoapiBroken(position, "no-degree", raw)
        return OoapiRecord(position, "degree", {"id": id_, **_degree(raw)}, raw)
    if id_ := raw.get("courseId"):
        return OoapiRecord(position, "course", {"id": str(id_), **_course(raw)}, raw)
    return OoapiBroken(position, "missing-id", raw)


def _programmes(raw: Mapping[str, Any]) -> list[Any]:
    """The programmes that an object names, as ids or in full; those in full that lead to no degree are left out."""
    found = [one for name in (*_PROGRAMMES, "programmeIds") if isinstance(raw.get(name), list) for one in raw[name]]
    return [one for one in found if not isinstance(one, dict) or _leads_to_degree(one)]


def _programme_id(raw: Mapping[str, Any]) -> str:
    return _text(raw.get("programId") or raw.get("programmeId"))


def _leads_to_degree(raw: Mapping[str, Any]) -> bool:
    return _text(raw.get("programType") or raw.get("programmeType")) in _DEGREE_TYPES


def _degree(raw: Mapping[str, Any]) -> dict[str, str]:
    level = _text(raw.get("levelOfQualification")).removeprefix("eqf_") or _text(raw.get("level"))
    cells = {
        "code": _code(raw.get("primaryCode")),
        **_texts("name", raw.get("name")),
        "level": level if level != "undefined" else "",
        "credits": _credits(raw.get("studyLoad")),
    }
    return {name: text for name, text in cells.items() if text}


def _course(raw: Mapping[str, Any]) -> dict[str, str]:
    named = [_programme_id(one) if isinstance(one, dict) else _text(one) for one in _programmes(raw)]
    told = any(name in raw for name in (*_PROGRAMMES, "programmeIds"))
    cells = {
        "code": _code(raw.get("primaryCode")),
        **_texts("name", raw.get("name")),
        **_texts("content", raw.get("description")),
        **_texts("outcomes", raw.get("learningOutcomes")),
        **_texts("prerequisites", raw.get("admissionRequirements")),
        "credits": _credits(raw.get("studyLoad")),
        "level": _text(raw.get("level")),
        **_how(raw),
    }
    degrees = {"degrees": "; ".join(dict.fromkeys(id_ for id_ in named if id_))} if told else {}
    return {name: text for name, text in cells.items() if text} | degrees


def _offering(raw: Mapping[str, Any]) -> dict[str, str]:
    course = raw.get("course") or raw.get("courseId")
    periods = raw.get("enrolmentPeriods") if isinstance(raw.get("enrolmentPeriods"), list) else []
    period = next((one for one in periods or [] if isinstance(one, dict)), {})
    cells = {
        "course": _text(course.get("courseId") if isinstance(course, dict) else course),
        **_texts("name", raw.get("name")),
        "starts": _text(raw.get("startDate") or raw.get("startDateTime"))[:10],
        "ends": _text(raw.get("endDate") or raw.get("endDateTime"))[:10],
        "enrol_from": _text(raw.get("enrollStartDate") or period.get("startDateTime")),
        "enrol_until": _text(raw.get("enrollEndDate") or period.get("endDateTime")),
        "seats": _text(raw.get("maxNumberStudents")),
        "status": "cancelled" if _text(raw.get("state")) in {"cancelled", "canceled"} else "",
        **_how(raw),
    }
    return {name: text for name, text in cells.items() if text}


def _how(raw: Mapping[str, Any]) -> dict[str, str]:
    """Languages and mode; a word the specification does not know stays, so that it can be mended."""
    spoken = raw.get("teachingLanguages") or raw.get("teachingLanguage") or []
    spoken = spoken if isinstance(spoken, list) else [spoken]
    modes = raw.get("modesOfDelivery") or raw.get("modeOfDelivery") or []
    modes = [_text(mode) for mode in (modes if isinstance(modes, list) else [modes])]
    known = {_MODES.get(mode, mode) for mode in modes if mode}
    return {
        "languages": "; ".join(_language(_text(one)) for one in spoken if one),
        "mode": "blended" if len(known) > 1 else next(iter(known), ""),
    }


def _language(tag: str) -> str:
    main = tag.split("-", maxsplit=1)[0].casefold()
    return _THREE_LETTERS.get(main, main)


def _texts(field: str, value: Any) -> dict[str, str]:
    """``LanguageTypedString`` lists, also nested ones, as ``field_fi`` and so on; several of a language by line."""
    found: dict[str, list[str]] = {}
    for entry in _flat(value):
        language = _language(_text(entry.get("language")))
        text = entry.get("value")
        if language in _LANGUAGES and isinstance(text, str) and text.strip():
            found.setdefault(f"{field}_{language}", []).append(text.strip())
    return {name: "\n".join(texts) for name, texts in found.items()}


def _flat(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if "language" in value:
            yield value
        else:
            # Learning outcomes of version 6 are objects that hold such lists.
            for part in value.values():
                yield from _flat(part)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part)


def _code(value: Any) -> str:
    return _text(value.get("code")) if isinstance(value, dict) else _text(value)


def _credits(value: Any) -> str:
    """The value in ECTS; ``""`` where the load is told in other units."""
    loads = value if isinstance(value, list) else [value]
    for load in loads:
        if isinstance(load, dict) and _text(load.get("studyLoadUnit")).casefold() == "ects":
            return _text(load.get("value"))
    return ""


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())
