"""A file as a stream of records: course units and realisations as flat cells, and what could not be read."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, get_args

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.ooapi import read_ooapi
from osaamo.connectors.ripa import read_ripa
from osaamo.connectors.rows import Broken
from osaamo.connectors.tables import read_rows
from osaamo.domains.offering.enums import ImportFormat
from osaamo.domains.offering.services.import_columns import (
    COURSE_FIELDS,
    RUN_FIELDS,
    SHARED_FIELDS,
    TEXTS,
    flat,
    guess,
)
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osaamo.connectors.ripa import CourseUnitRecord, Localised, RealisationRecord

NESTED = ("realisations", "implementations", "offerings")
"""Lists inside a row of JSON whose items are the realisations of the course."""

Kind = Literal["degree", "course", "realisation"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they can be stored: each may name those before it."""

_INHERITED = ("languages", "mode", "campus", "audiences")
_RUN_TEXTS = ("name", *(f"name_{code}" for code in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Record:
    """One course unit, realisation or degree programme of a file.

    ``line`` is its place in the file. ``error`` is set, with ``values``, for what could not be read at all.
    """

    line: int
    kind: Kind
    cells: Mapping[str, str]
    raw: str
    error: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class MappingReport:
    """What became of the columns of a file; filled while it is read."""

    lines: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    given: set[str] = field(default_factory=set)
    mapping: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Lines read, which column went to which field, and the columns not used with their number of filled cells."""
        used = {name: to for name, to in self.mapping.items() if name in self.columns and to in self.given}
        unused = {name: count for name, count in sorted(self.columns.items()) if name not in used}
        return {"lines": self.lines, "used": used, "unused": unused}


def read_records(
    data: bytes, filename: str, form: str, mapping: Mapping[str, str], report: MappingReport
) -> Iterator[Record]:
    """The records of a file in its order, degree programmes before courses, courses before their realisations.

    RIPA tells of no degree programme: its target groups are kinds of study rights. What a planner or another file said
    of a course then stays.

    ``mapping`` says column to field for tables and JSON; empty, it is guessed from the first rows. ``report`` is
    filled on the way.

    Raises:
        ConnectorError: the file as a whole cannot be read, possibly after some records have come.
    """
    if form == ImportFormat.RIPA:
        yield from _ripa(data, filename, report)
    elif form == ImportFormat.OOAPI:
        yield from _ooapi(data, filename, report)
    else:
        yield from _table(data, filename, mapping, report)


def columns_of(data: bytes, filename: str, *, rows: int = 50) -> tuple[list[str], list[dict[str, str]]]:
    """The columns of a table, and its first rows as a preview.

    Raises:
        ConnectorError: the file cannot be read.
    """
    names: dict[str, None] = {}
    preview = []
    for row in read_rows(BytesIO(data), filename):
        if isinstance(row, Broken):
            continue
        for cells in (flat(row.cells), *(flat(inner) for inner in _nested(row.cells))):
            names |= dict.fromkeys(cells)
        preview.append(flat(row.cells))
        if len(preview) >= rows:
            break
    return list(names), preview


def _table(data: bytes, filename: str, mapping: Mapping[str, str], report: MappingReport) -> Iterator[Record]:
    chosen = dict(mapping) or guess(columns_of(data, filename)[0])
    report.mapping = chosen
    # A file with texts of courses tells of the courses too, one without only which course a realisation is of.
    tells_courses = any(to.split("_")[0] in TEXTS[1:] or to == "id" for to in chosen.values())
    degrees = _degrees(data, filename, chosen) if "degrees" in chosen.values() else {}
    for row in read_rows(BytesIO(data), filename):
        report.lines += 1
        if isinstance(row, Broken):
            yield Record(row.line, "course", {}, row.raw, f"row-{row.code}", {"detail": row.detail})
            continue
        raw = json.dumps(row.cells, ensure_ascii=False, default=str)
        nested = _nested(row.cells)
        cells = flat(row.cells)
        _count(report, [cells, *map(flat, nested)])
        inner = _inner(row.cells, chosen)
        for record in _row(row.line, _mapped(cells, chosen), inner, raw, tells_courses=tells_courses, degrees=degrees):
            # A field of courses says nothing in a file of realisations alone, and is told as unused.
            wanted = RUN_FIELDS if record.kind == "realisation" else COURSE_FIELDS
            report.given |= record.cells.keys() & {*wanted, *SHARED_FIELDS, *_RUN_TEXTS}
            yield record


def _degrees(data: bytes, filename: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """All degree programmes that the rows of a course, and the realisations in them, name; by the course's id.

    A table with a row for each realisation names in each the programme of that group of students: the course belongs to
    all of them, whichever row comes first.
    """
    found: dict[str, dict[str, None]] = {}
    try:
        for row in read_rows(BytesIO(data), filename):
            if isinstance(row, Broken):
                continue
            cells = _mapped(flat(row.cells), chosen)
            told = [one["degrees"] for one in (cells, *_inner(row.cells, chosen)) if "degrees" in one]
            if told:
                found.setdefault(_course_of(cells), {}).update(dict.fromkeys(text for text in told if text.strip()))
    except ConnectorError:
        # The reader that follows meets the same and says so after the records before it.
        pass
    return {course: "; ".join(texts) for course, texts in found.items()}


def _row(
    line: int,
    cells: dict[str, str],
    nested: list[dict[str, str]],
    raw: str,
    *,
    tells_courses: bool,
    degrees: Mapping[str, str],
) -> Iterator[Record]:
    """A row: a course, its realisation, or both; with ``nested`` a course and the realisations inside it."""
    own = {name: text for name, text in cells.items() if name not in RUN_FIELDS}
    course = _course_of(cells)
    is_run = bool(cells.get("realisation") or cells.get("starts"))
    if tells_courses or nested or not is_run:
        if course:
            own["id"] = course
        if course in degrees:
            own["degrees"] = degrees[course]
        cells = {name: text for name, text in cells.items() if name != "degrees"}
        yield Record(line, "course", own, raw)
    if nested:
        for at, inner in enumerate(nested, start=1):
            inherited = {name: cells[name] for name in _INHERITED if cells.get(name)}
            given = {name: text for name, text in inner.items() if text and name != "degrees"}
            run = given.pop("realisation", "") or given.pop("id", "") or given.pop("code", "") or f"{course}-{at}"
            yield Record(line, "realisation", inherited | given | {"course": course, "realisation": run}, raw)
    elif is_run:
        run = {name: text for name, text in cells.items() if name in (*RUN_FIELDS, *_INHERITED, "status", "degrees")}
        if not tells_courses:
            run |= {name: cells[name] for name in _RUN_TEXTS if cells.get(name)}
        run |= {"course": course, "realisation": cells.get("realisation") or f"{course}-{cells.get('starts', '')}"}
        yield Record(line, "realisation", run, raw)


def _mapped(cells: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, str]:
    return {to: cells[name] for name, to in mapping.items() if name in cells}


def _inner(cells: Mapping[str, Any], mapping: Mapping[str, str]) -> list[dict[str, str]]:
    return [_mapped(flat(one), mapping) for one in _nested(cells)]


def _course_of(cells: Mapping[str, str]) -> str:
    """The id of the course that a row is of."""
    return cells.get("course") or cells.get("id") or cells.get("code") or ""


def _nested(cells: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [inner for name in NESTED for inner in cells.get(name) or () if isinstance(inner, dict)]


def _count(report: MappingReport, rows: Iterable[Mapping[str, str]]) -> None:
    for cells in rows:
        report.columns.update(name for name, text in cells.items() if text.strip())


def _ripa(data: bytes, filename: str, report: MappingReport) -> Iterator[Record]:
    batch = read_ripa(data, filename)
    report.lines = batch.report.course_units + batch.report.realisations + batch.report.broken
    report.columns.update({**batch.report.unknown_fields, **batch.report.unused_fields})
    line = 0
    for unit in batch.course_units:
        line += 1
        yield Record(line, "course", _ripa_course(unit), _plain(unit))
        for run in unit.realisations:
            line += 1
            yield Record(line, "realisation", _ripa_run(run, unit.study_element_id), _plain(run))
    for run in batch.realisations:
        line += 1
        element = next((one.identifier for one in run.study_elements), "")
        yield Record(line, "realisation", _ripa_run(run, element), _plain(run))
    for broken in batch.broken:
        line += 1
        kind: Literal["course", "realisation"] = "course" if broken.kind == "course-unit" else "realisation"
        raw = json.dumps(broken.raw, ensure_ascii=False, default=str)
        values = {"detail": broken.detail, "pointer": broken.pointer}
        yield Record(line, kind, _ripa_cells_of(broken.raw, kind), raw, f"ripa-{broken.code}", values)


def _ripa_course(unit: CourseUnitRecord) -> dict[str, str]:
    cells = {
        "id": unit.study_element_id,
        "code": unit.identifier_code,
        **_localised("name", unit.name),
        **_localised("outcomes", unit.objective),
        **_localised("content", unit.content),
        **_localised("prerequisites", unit.preconditions),
        "credits": _number(unit.credits_min),
        "credits_max": _number(unit.credits_max),
        "languages": "; ".join(unit.teaching_languages),
        "networks": "; ".join(unit.networks),
        "status": unit.status.casefold(),
    }
    return {name: text for name, text in cells.items() if text}


def _ripa_run(run: RealisationRecord, course: str) -> dict[str, str]:
    cells = {
        "realisation": run.realisation_id,
        "course": course,
        **_localised("name", run.name),
        "starts": run.start_date.isoformat() if run.start_date else "",
        "ends": run.end_date.isoformat() if run.end_date else "",
        "enrol_from": run.enrollment_start.isoformat() if run.enrollment_start else "",
        "enrol_until": run.enrollment_end.isoformat() if run.enrollment_end else "",
        "seats": "" if run.max_seats is None else str(run.max_seats),
        "languages": "; ".join(run.teaching_languages),
        "status": run.status.casefold(),
    }
    return {name: text for name, text in cells.items() if text}


def _ripa_cells_of(raw: Any, kind: str) -> dict[str, str]:
    """What of a broken unit can be edited: its id, name and credits, however wrong."""
    if not isinstance(raw, dict):
        return {}
    names = {"studyElementId": "id", "studyElementIdentifierCode": "code", "creditsMin": "credits"}
    if kind == "realisation":
        names = {"realisationId": "realisation", "startDate": "starts", "endDate": "ends", "maxSeats": "seats"}
    cells = {field: str(raw[name]) for name, field in names.items() if isinstance(raw.get(name), str | int | float)}
    name = raw.get("name")
    if isinstance(name, dict):
        localised = name.get("values") if isinstance(name.get("values"), dict) else name
        cells |= {f"name_{code}": str(localised[code]) for code in LANGUAGES if isinstance(localised.get(code), str)}
    return cells


def _ooapi(data: bytes, filename: str, report: MappingReport) -> Iterator[Record]:
    batch = read_ooapi(data, filename)
    report.lines = len(batch.records) + len(batch.broken)
    report.columns.update(batch.unused)
    for record in sorted(batch.records, key=lambda one: (KINDS.index(one.kind), one.position)):
        raw = json.dumps(record.raw, ensure_ascii=False, default=str)
        yield Record(record.position, record.kind, record.cells, raw)
    for broken in batch.broken:
        raw = json.dumps(broken.raw, ensure_ascii=False, default=str)
        kind: Kind = "degree" if broken.code == "no-degree" else "course"
        yield Record(broken.position, kind, {}, raw, f"row-{broken.code}")


def _localised(name: str, text: Localised) -> dict[str, str]:
    return {f"{name}_{code}": value for code, value in text.as_dict().items()}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _plain(record: object) -> str:
    slots = {name: getattr(record, name) for name in record.__slots__ if name != "realisations"}
    return json.dumps(slots, ensure_ascii=False, default=str)
