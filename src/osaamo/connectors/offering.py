"""An offering - courses and their realisations - as plain records; the shape is in ``docs/formats/offering.md``."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import DEFAULT_LIMITS, Limits, MissingColumn
from osaamo.connectors.rows import Broken, Row
from osaamo.connectors.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LANGUAGES = ("fi", "sv", "en")
_SEPARATORS = re.compile(r"\s*[;|]\s*")
_RAW = 2000


@dataclass(frozen=True, slots=True)
class OfferedSkill:
    """A skill an offering states itself: uri, confidence (0 to 1) and the sentence that says so."""

    uri: str
    confidence: float = 1.0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """One realisation with the fields of its course.

    ``title`` maps language to name. Dates are ISO dates or ``""``; meetings are pairs of ISO local times. ``text`` is
    what skills can be read from where ``skills`` is empty.
    """

    id: str
    course: str
    title: Mapping[str, str]
    institution: str
    credits: float
    languages: tuple[str, ...] = ()
    mode: str = ""
    campus: str = ""
    starts: str = ""
    ends: str = ""
    meetings: tuple[tuple[str, str], ...] = ()
    requires: tuple[str, ...] = ()
    seats: int | None = None
    audiences: tuple[str, ...] = ()
    text: str = ""
    skills: tuple[OfferedSkill, ...] = ()


@dataclass(frozen=True, slots=True)
class Offering:
    """The readable steps in the order of the file, and the rows set apart, each with its reason."""

    steps: tuple[OfferedStep, ...]
    broken: tuple[Broken, ...]


class _BadRow(Exception):
    """One row cannot be used: a stable code and an English sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def read_offering(source: bytes | Path, filename: str = "", *, limits: Limits = DEFAULT_LIMITS) -> Offering:
    """The offering in a JSON, JSONL, CSV or XLSX file (also gzipped).

    A row is a realisation; in JSON it may also be a course with a list ``realisations``, whose entries inherit its
    fields. A broken row is set apart with one of the codes ``missing-id``, ``doubled-id``, ``bad-credits``,
    ``bad-seats``, ``bad-date``, ``bad-meeting``, ``ends-before-start``, ``bad-skill``, ``not-an-object`` or those of
    :class:`~osaamo.connectors.rows.Broken`.

    Raises:
        ConnectorError: one of its kinds, when the file as a whole cannot be read; :class:`MissingColumn` when no row
            has an id or a course.
    """
    steps: dict[str, OfferedStep] = {}
    broken: list[Broken] = []
    named = False
    for row in read_rows(source, filename, limits=limits):
        if isinstance(row, Broken):
            broken.append(row)
            continue
        named = named or any(row.cells.get(key) for key in ("id", "course"))
        for cells in _realisations(row):
            try:
                step = _step(cells)
                if step.id in steps:
                    raise _BadRow("doubled-id", f"The id {step.id} occurs before; each realisation needs its own.")  # noqa: TRY301
            except _BadRow as error:
                raw = json.dumps(cells, ensure_ascii=False, default=str)[:_RAW]
                broken.append(Broken(row.line, error.code, error.detail, raw))
            else:
                steps[step.id] = step
    if not named:
        raise MissingColumn(
            "The offering names no course: it needs at least the columns id, course, credits and text or skills. "
            "See docs/formats/offering.md.",
            filename=filename,
            column="id",
        )
    return Offering(tuple(steps.values()), tuple(broken))


def _realisations(row: Row) -> Iterator[dict[str, Any]]:
    course = dict(row.cells)
    entries = course.pop("realisations", None)
    if not isinstance(entries, list) or not entries:
        yield course
        return
    name = course.get("course") or course.get("id") or ""
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            yield {"realisation": entry}
            continue
        own = {key: value for key, value in entry.items() if value not in (None, "")}
        yield {**course, "course": name, "id": f"{name}-{number}" if name else "", **own}


def _step(cells: Mapping[str, Any]) -> OfferedStep:
    if "realisation" in cells:
        raise _BadRow("not-an-object", f"The realisation “{cells['realisation']}” is no object with fields.")
    course = _text(cells.get("course")) or _text(cells.get("id"))
    id_ = _text(cells.get("id")) or course
    if not id_:
        raise _BadRow("missing-id", "The row has neither id nor course.")
    starts, ends = _date(cells, "starts"), _date(cells, "ends")
    if starts and ends and starts > ends:
        raise _BadRow("ends-before-start", f"It ends on {ends}, before it starts on {starts}.")
    return OfferedStep(
        id=id_,
        course=course,
        title=_title(cells),
        institution=_text(cells.get("institution")),
        credits=_credits(cells.get("credits")),
        languages=tuple(language.casefold() for language in _list(cells.get("languages"))),
        mode=_text(cells.get("mode")).casefold(),
        campus=_text(cells.get("campus")),
        starts=starts,
        ends=ends,
        meetings=_meetings(cells.get("meetings")),
        requires=_list(cells.get("requires")),
        seats=_seats(cells.get("seats")),
        audiences=tuple(audience.casefold() for audience in _list(cells.get("audiences"))),
        text=_prose(cells.get("text")),
        skills=_skills(cells.get("skills")),
    )


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _prose(value: object) -> str:
    """The text as it stands: line ends part sentences."""
    if isinstance(value, dict):
        return "\n".join(str(part) for part in value.values() if part)
    if isinstance(value, list):
        return "\n".join(str(part) for part in value if part)
    return "" if value is None else str(value)


def _list(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else _SEPARATORS.split(_text(value))
    return tuple(dict.fromkeys(text for item in items if (text := _text(item))))


def _title(cells: Mapping[str, Any]) -> dict[str, str]:
    title = cells.get("title")
    if isinstance(title, dict):
        return {language: _text(title.get(language)) for language in _LANGUAGES}
    columns = {language: _text(cells.get(f"title_{language}")) for language in _LANGUAGES}
    if title and not any(columns.values()):
        # A title without a language stands for itself in all of them.
        return dict.fromkeys(_LANGUAGES, _text(title))
    return columns


def _credits(value: object) -> float:
    try:
        number = float(_text(value).replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise _BadRow("bad-credits", f"The credits are “{_text(value)}”; a number of at least 0 is needed.")
    return number


def _seats(value: object) -> int | None:
    text = _text(value)
    if not text:
        return None
    try:
        seats = float(text)
    except ValueError:
        seats = math.nan
    if not math.isfinite(seats) or seats != int(seats) or seats < 0:
        raise _BadRow("bad-seats", f"The seats are “{text}”; a whole number or nothing (no limit) is needed.")
    return int(seats)


def _date(cells: Mapping[str, Any], key: str) -> str:
    text = _text(cells.get(key))
    try:
        return dt.date.fromisoformat(text[:10]).isoformat() if text else ""
    except ValueError as error:
        raise _BadRow("bad-date", f"{key} is “{text}”; a date such as 2026-09-01 is needed.") from error


def _meetings(value: object) -> tuple[tuple[str, str], ...]:
    entries = value if isinstance(value, list) else [part for part in _SEPARATORS.split(_text(value)) if part]
    found = []
    for entry in entries:
        pair: list[Any]
        if isinstance(entry, dict):
            pair = [entry.get("start"), entry.get("end")]
        else:
            pair = list(entry) if isinstance(entry, list) else _text(entry).split("/")
        try:
            start, end = (dt.datetime.fromisoformat(_text(moment)) for moment in pair)
            backwards = start >= end
        except (ValueError, TypeError) as error:
            raise _BadRow(
                "bad-meeting", f"The meeting “{entry}” is not of the form 2026-09-01T09:00/2026-09-01T12:00."
            ) from error
        if backwards:
            raise _BadRow("bad-meeting", f"The meeting “{entry}” ends before it starts.")
        # The planner compares local times as text, so all must be written alike.
        start, end = (moment.replace(tzinfo=None) for moment in (start, end))
        found.append((start.isoformat("T", "minutes"), end.isoformat("T", "minutes")))
    return tuple(sorted(set(found)))


def _skills(value: object) -> tuple[OfferedSkill, ...]:
    if isinstance(value, list):
        return tuple(_skill(entry) for entry in value)
    return tuple(OfferedSkill(uri) for uri in _list(value))


def _skill(entry: object) -> OfferedSkill:
    if isinstance(entry, str) and entry.strip():
        return OfferedSkill(entry.strip())
    if isinstance(entry, dict) and _text(entry.get("uri")):
        try:
            confidence = float(entry.get("confidence", 1.0))
        except (TypeError, ValueError):
            confidence = math.nan
        if 0 <= confidence <= 1:
            return OfferedSkill(_text(entry["uri"]), confidence, _text(entry.get("evidence")))
    raise _BadRow("bad-skill", f"The skill “{entry}” needs a uri and a confidence from 0 to 1.")
