"""The cells of one record, checked and turned into the values of a course unit or a realisation."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import slugify

from osaamo.domains.offering.enums import Audience, CourseKind, DegreeLevel, LabelKind, Mode
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_CHARACTERS = 100_000
"""Of one text; a longer one is a whole book in the wrong field."""

MOST_CREDITS = Decimal(300)
MOST_SEATS = 100_000
SEPARATORS = re.compile(r"\s*[;|,]\s*")

_LANGUAGE_WORDS = {"fin": "fi", "swe": "sv", "eng": "en", "suomi": "fi", "ruotsi": "sv", "englanti": "en"} | {
    "finska": "fi", "svenska": "sv", "engelska": "en", "finnish": "fi", "swedish": "sv", "english": "en",
}  # fmt: skip
_MODE_WORDS = {
    **{mode.value: mode.value for mode in Mode},
    **dict.fromkeys(
        ("vir", "etä", "virtual", "distance", "verkko", "verkkototeutus", "etätoteutus"), Mode.ONLINE.value
    ),
    **dict.fromkeys(("viros", "mmt", "monimuoto", "hybrid", "flerform"), Mode.BLENDED.value),
    **dict.fromkeys(("lähi", "kontakti", "contact", "on campus", "närstudier"), Mode.CAMPUS.value),
}
_STATUSES = {"": "", "active": "", "cancelled": "cancelled", "canceled": "cancelled", "archived": "archived"}
_FINNISH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_LANGUAGE = re.compile(r"[a-z]{2}")
_KEY = 120
_CODE = 40
_LEVEL = 20
_CAMPUS = 80
_NAME = 200
_LISTED = re.compile(r"\s*,\s*")
_CODES = re.compile(r"[0-9A-ZÅÄÖ_.-]+(\s*,\s*[0-9A-ZÅÄÖ_.-]+)*")
_DEGREE_WORDS = {str(level): str(level) for level in DegreeLevel.values} | {
    "bachelor": "6", "master": "7", "amk": "6", "yamk": "7", "ylempi amk": "7", "doctor": "8",
    "short": "5", "associate degree": "5",
}  # fmt: skip


def course_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """The given fields of a course unit, with ``labels`` as pairs of kind and code, ``degrees`` and ``status``.

    Raises:
        Refused: a cell cannot be used; the code and the values say which and why.
    """
    values: dict[str, Any] = {}
    for field, cell in _COURSE_TEXTS:
        if (texts := translations(cells, cell)) is not None:
            values[field] = texts
    values |= {field: read(cells[field]) for field, read in _COURSE_READERS.items() if field in cells}
    if not values.get("kind"):
        values.pop("kind", None)
    _check_credits(values)
    if labels := _labels(cells):
        values["labels"] = labels
    values["status"] = _choice("status", cells.get("status", ""), _STATUSES)
    return values


def degree_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """The given fields of a degree programme.

    Raises:
        Refused: as above.
    """
    values: dict[str, Any] = {}
    if (texts := translations(cells, "name")) is not None:
        values["name"] = texts
    return values | {field: read(cells[field]) for field, read in _DEGREE_READERS.items() if field in cells}


def realisation_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """The given fields of a realisation, with ``quotas`` by group, ``degrees`` and ``status``.

    Raises:
        Refused: as above.
    """
    values: dict[str, Any] = {}
    if (texts := translations(cells, "name")) is not None:
        values["name"] = texts
    values |= {field: read(cells[field]) for field, read in _RUN_READERS.items() if field in cells}
    if not values.get("quotas"):
        values.pop("quotas", None)
    for first, last, code in (
        ("starts", "ends", "dates-backwards"),
        ("enrol_from", "enrol_until", "enrolment-backwards"),
    ):
        if values.get(first) and values.get(last) and values[first] > values[last]:
            raise Refused(code, starts=cells[first], ends=cells[last])
    values["status"] = _choice("status", cells.get("status", ""), _STATUSES)
    return values


def key_of(institution: str, cell: str) -> str:
    """The key of an item of the institution: its id there, behind the code of the institution.

    Raises:
        Refused: ``missing-id``, or ``too-long``.
    """
    name = _short("id", cell, _KEY)
    if not name:
        raise Refused("missing-id")
    return name if name.startswith(f"{institution}:") else _short("id", f"{institution}:{name}", _KEY)


def translations(cells: Mapping[str, str], field: str) -> dict[str, str] | None:
    """The texts of a field by language; ``None`` where the record has none of its cells.

    A text without a language is in the first teaching language that pages know, else in Finnish.
    """
    given = {code: _prose(field, cells[f"{field}_{code}"]) for code in LANGUAGES if f"{field}_{code}" in cells}
    if field in cells:
        own = _prose(field, cells[field])
        spoken = [code for code in languages_of(cells.get("languages", "")) if code in LANGUAGES]
        given = {spoken[0] if spoken else "fi": own} | {code: text for code, text in given.items() if text}
    return {code: text for code, text in given.items() if text} if given else None


def credits_of(cell: str) -> Decimal:
    """The ECTS credits, with at most one decimal."""
    try:
        number = Decimal(cell.replace(",", ".").strip())
    except InvalidOperation as error:
        raise Refused("bad-credits", value=cell) from error
    if not number.is_finite() or not 0 <= number <= MOST_CREDITS or number != round(number, 1):
        raise Refused("bad-credits", value=cell)
    return round(number, 1)


def day_of(field: str, cell: str) -> dt.date | None:
    """The day in ISO or Finnish form; ``None`` for an empty cell."""
    text = cell.strip()
    if not text:
        return None
    try:
        if found := _FINNISH_DAY.fullmatch(text):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise Refused("bad-date", field=field, value=cell) from error


def moment_of(field: str, cell: str, *, end: bool) -> dt.datetime | None:
    """The moment; a day alone is its begin, or with ``end`` its last second."""
    text = cell.strip()
    if "T" in text or (len(text) > len("2026-01-01") and ":" in text):
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise Refused("bad-date", field=field, value=cell) from error
        return moment if moment.tzinfo else timezone.make_aware(moment)
    day = day_of(field, text)
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59) if end else dt.time()))


def languages_of(cell: str) -> list[str]:
    """ISO 639-1 codes; the national abbreviations and the names of the three languages are known too."""
    found = []
    for part in re.split(r"[\s;|,/]+", cell.strip().casefold()):
        code = _LANGUAGE_WORDS.get(part, part)
        if code and not _LANGUAGE.fullmatch(code):
            raise Refused("unknown-language", value=part)
        if code and code not in found:
            found.append(code)
    return found


def degrees_of(cell: str) -> list[str]:
    """Degree programmes by id, code or name, as the file writes them.

    Names may hold commas (``Hoitotyö, monimuoto``): a comma parts only codes, which have capitals and digits alone.
    """
    parts = [part for part in re.split(r"\s*[;|\n]\s*", cell.strip()) if part]
    words = [word for part in parts for word in (_LISTED.split(part) if _CODES.fullmatch(part) else [part]) if word]
    return list(dict.fromkeys(_short("degrees", word, _NAME) for word in words))


def degree_level_of(cell: str) -> int | None:
    """The level in the European Qualifications Framework: its number, or the word for the degree."""
    word = cell.strip().casefold().removeprefix("eqf").strip(" _-")
    if not word:
        return None
    return int(_choice("level", word, _DEGREE_WORDS))


def audiences_of(cell: str) -> list[str]:
    """Codes of audiences."""
    known = {audience.value: audience.value for audience in Audience}
    return [_choice("audiences", part, known) for part in _parts(cell)]


def quotas_of(cell: str) -> dict[str, int]:
    """Seats by group: ``laurea:10; audience:open:5``."""
    found: dict[str, int] = {}
    for part in _parts(cell):
        group, _, seats = part.rpartition(":")
        if not group or group in found:
            raise Refused("quotas-overlap" if group else "bad-quota", value=part)
        found[group] = _count("quotas", seats)
    return found


def meetings_of(cell: str) -> list[dict[str, str]]:
    """Meetings: ``2026-09-01T09:00/2026-09-01T12:00; ...``."""
    found = []
    for part in re.split(r"\s*[;|]\s*", cell.strip()):
        if not part:
            continue
        begin, _, end = part.partition("/")
        try:
            first, last = (dt.datetime.fromisoformat(one.strip()).replace(tzinfo=None) for one in (begin, end))
        except ValueError as error:
            raise Refused("bad-meeting", value=part) from error
        if first >= last:
            raise Refused("bad-meeting", value=part)
        found.append({"start": first.isoformat("T", "minutes"), "end": last.isoformat("T", "minutes")})
    return found


def _choice(field: str, cell: str, known: Mapping[str, str]) -> str:
    word = " ".join(cell.split()).casefold()
    if word not in known:
        raise Refused("unknown-word", field=field, value=cell, known=", ".join(sorted({*known.values()} - {""})))
    return known[word]


def _count(field: str, cell: str) -> int:
    text = cell.strip().removesuffix(".0")
    if not text.isdecimal() or int(text[:9]) > MOST_SEATS or len(text) > len(str(MOST_SEATS)):
        raise Refused("bad-number", field=field, value=cell)
    return int(text)


def _parts(cell: str) -> list[str]:
    return list(dict.fromkeys(part for part in SEPARATORS.split(cell.strip()) if part))


def _prose(field: str, cell: str) -> str:
    if len(cell) > MOST_CHARACTERS:
        raise Refused("text-too-long", field=field, characters=len(cell), most=MOST_CHARACTERS)
    if "\x00" in cell:
        raise Refused("bad-character", field=field)
    return cell.replace("\r\n", "\n").strip()


def _short(field: str, cell: str, most: int) -> str:
    text = " ".join(_prose(field, cell).split())
    if len(text) > most:
        raise Refused("too-long", field=field, characters=len(text), most=most)
    return text


def _check_credits(values: dict[str, Any]) -> None:
    """A range of credits has its smaller end first; one that is no range has no other end."""
    least, most = values.get("credits"), values.get("credits_max")
    if least is not None and most is not None and most < least:
        raise Refused("credits-backwards", least=least, most=most)
    if most is not None and most == least:
        values["credits_max"] = None


def _labels(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (kind.value, code)
        for kind, cell in ((LabelKind.THEME, "themes"), (LabelKind.NETWORK, "networks"), (LabelKind.TAG, "tags"))
        for part in _parts(cells.get(cell, ""))
        if (code := slugify(part)[:60])
    ]


_IN_ORDER = (("starts", "ends", "dates-backwards"), ("enrol_from", "enrol_until", "enrolment-backwards"))
"""What must not come after what, and the refusal."""

_COURSE_TEXTS = (
    ("name", "name"),
    ("learning_outcomes", "outcomes"),
    ("content", "content"),
    ("prerequisites", "prerequisites"),
)
"""Field and cell of the texts of a course."""

_COURSE_READERS: dict[str, Callable[[str], Any]] = {
    "code": lambda cell: _short("code", cell, _CODE),
    "credits": credits_of,
    "credits_max": lambda cell: credits_of(cell) if cell else None,
    "level": lambda cell: _short("level", cell, _LEVEL),
    "requires": _parts,
    "degrees": degrees_of,
    "audiences": audiences_of,
    "kind": lambda cell: _choice("kind", cell, {"": ""} | {kind.value: kind.value for kind in CourseKind}),
}
_DEGREE_READERS: dict[str, Callable[[str], Any]] = {
    "code": lambda cell: _short("code", cell, _CODE),
    "level": degree_level_of,
    "credits": lambda cell: credits_of(cell) if cell else None,
}
_RUN_READERS: dict[str, Callable[[str], Any]] = {
    "starts": lambda cell: day_of("starts", cell),
    "ends": lambda cell: day_of("ends", cell),
    "enrol_from": lambda cell: moment_of("enrol_from", cell, end=False),
    "enrol_until": lambda cell: moment_of("enrol_until", cell, end=True),
    "seats": lambda cell: _count("seats", cell) if cell else None,
    "languages": languages_of,
    "degrees": degrees_of,
    "mode": lambda cell: _choice("mode", cell, {"": ""} | _MODE_WORDS),
    "campus": lambda cell: _short("campus", cell, _CAMPUS),
    "audiences": audiences_of,
    "meetings": meetings_of,
    "quotas": quotas_of,
}
