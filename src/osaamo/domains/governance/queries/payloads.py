"""A report as one JSON value: gathered while it is a draft, read back once it is frozen, compared with another.

The value holds ``format``, ``edition`` (``whole`` or ``public``), ``body`` (key, name), ``year``, ``quarter``,
``start``, ``end``, ``areas`` (key, title), ``summary``,
``notes`` (kind, area, activity, text), ``silent`` (``areas`` that did not comment and the ``reason`` to go on without),
``software``, ``frozen_on`` (an ISO date, or ``None`` for a draft) and ``sections``, each with ``key``, ``title``,
``columns`` (pairs of key and title, in order), ``public`` (keys of the columns that everybody may read), ``rows``,
``warnings`` and ``row_count``. It names no person: it stays for ever.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import osaamo
from osaamo.domains.governance.enums import ReportState
from osaamo.domains.governance.models import Report
from osaamo.domains.governance.queries.areas import area_titles
from osaamo.domains.governance.queries.quarters import Quarter
from osaamo.ports.reporting import Question, sections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FORMAT = 2
"""Raised when a payload says something else than before; what was frozen as format 1 is read on."""
UNSEEN = frozenset({"ref", "url", "rows_digest", "before", "change"})
"""Values of a row that lead somewhere, or tell of the period before themselves, rather than of their own."""


def written(payload: Mapping[str, Any]) -> tuple[str, str]:
    """The canonical JSON text of a payload, and the SHA-256 of its UTF-8 bytes."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text, hashlib.sha256(text.encode()).hexdigest()


def draft_payload(report: Report, *, frozen_on: date | None = None) -> dict[str, Any]:
    """The report from what the domains say now."""
    quarter = Quarter(report.year, report.quarter)
    question = Question(quarter.period, quarter.before.period, tuple(report.body.areas))
    titles = area_titles()
    return {
        "format": FORMAT,
        "edition": "whole",
        "body": {"key": report.body.key, "name": dict(report.body.name)},
        "year": report.year,
        "quarter": report.quarter,
        "start": quarter.period.start.isoformat(),
        "end": quarter.period.end.isoformat(),
        "areas": [{"key": key, "title": dict(titles.get(key, {"en": key}))} for key in report.body.areas],
        "summary": dict(report.summary),
        "notes": [
            {"kind": note.kind, "area": note.area, "activity": note.activity, "text": note.text}
            for note in report.notes.all()
        ],
        "silent": {"areas": list(report.silent), "reason": report.silent_reason},
        "software": osaamo.__version__,
        "frozen_on": frozen_on.isoformat() if frozen_on else None,
        "sections": [
            {
                "key": section.key,
                "title": dict(section.title),
                "columns": [[key, dict(title)] for key, title in section.columns.items()],
                "public": list(section.public),
                "rows": [dict(row) for row in section.rows],
                "warnings": [dict(warning) for warning in section.warnings],
                "row_count": len(section.rows),
            }
            for section in sections(question)
        ],
    }


def content_of(report: Report) -> dict[str, Any]:
    """What a report says: its frozen payload alone, or for one still open what the domains say now."""
    if report.is_sealed:
        return _read(json.loads(report.payload))
    return draft_payload(report)


LEADS = ("key", "ref", "url", "status")
"""Values of a row that go with each of its columns."""


def public_part(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What everybody may read of a payload: the summary and the public columns; no notes, and no reasons for silence.

    Whatever a section does not call public is left out, so a section that says nothing of it is closed.
    """
    return {
        **payload,
        "edition": "public",
        "notes": [],
        "silent": {"areas": [], "reason": ""},
        "sections": [_public_section(section) for section in payload["sections"] if section["public"]],
    }


def _public_section(section: Mapping[str, Any]) -> dict[str, Any]:
    shown = set(section["public"])
    kept = shown.union(LEADS)
    return {
        **section,
        "columns": [[key, title] for key, title in section["columns"] if key in shown],
        "rows": [{key: value for key, value in row.items() if key in kept} for row in section["rows"]],
    }


def _read(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as this version reads it: one of format 1 knew no public columns, and of areas the keys alone."""
    if payload["format"] > 1:
        return payload
    titles = area_titles()
    return payload | {
        "edition": "whole",
        "areas": [{"key": key, "title": dict(titles.get(key, {"en": key}))} for key in payload["areas"]],
        "silent": {"areas": [], "reason": ""},
        "notes": [{"activity": "", **note} for note in payload["notes"]],
        "sections": [{"public": [], **section} for section in payload["sections"]],
    }


def area_names(payload: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """The titles of a payload's areas by key, as they were when it was gathered."""
    return {area["key"]: area["title"] for area in payload["areas"]}


def is_untouched(report: Report) -> bool:
    """Whether the frozen payload still is the one whose hash was taken."""
    return hashlib.sha256(report.payload.encode()).hexdigest() == report.digest


def previous_frozen(report: Report) -> Report | None:
    """The body's frozen report on the quarter before, or ``None``."""
    before = Quarter(report.year, report.quarter).before
    return Report.objects.filter(
        body=report.body_id, year=before.year, quarter=before.number, state=ReportState.FROZEN
    ).first()


@dataclass(frozen=True, slots=True)
class Change:
    """How a row differs between two reports.

    ``kind`` is ``new``, ``gone`` or ``changed``; a changed row has the title of each column that differs with its value
    before and after.
    """

    section: Mapping[str, str]
    kind: str
    title: Any
    url: str = ""
    values: tuple[tuple[Mapping[str, str], Any, Any], ...] = ()


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What changed from a payload to another, in the order of the later one; rows that are gone come last."""
    earlier = {section["key"]: section for section in before["sections"]}
    later = {section["key"] for section in after["sections"]}
    found: list[Change] = []
    for section in after["sections"]:
        found += _in_section(earlier.get(section["key"]), section)
    for key, section in earlier.items():
        if key not in later:
            found += [_change("gone", section, row) for row in section["rows"]]
    return found


def _in_section(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    old = {_id(row): row for row in before["rows"]} if before else {}
    new = {_id(row): row for row in after["rows"]}
    found: list[Change] = []
    for name, row in new.items():
        if name not in old:
            found.append(_change("new", after, row))
            continue
        values = tuple(
            (title, old[name].get(key), row.get(key))
            for key, title in after["columns"]
            if key not in UNSEEN and old[name].get(key) != row.get(key)
        )
        if values:
            found.append(_change("changed", after, row, values))
    return found + [_change("gone", after, row) for name, row in old.items() if name not in new]


def _change(kind: str, section: Mapping[str, Any], row: Mapping[str, Any], values: tuple[Any, ...] = ()) -> Change:
    return Change(section["title"], kind, row.get("name") or row.get("title"), row.get("url", ""), values)


def _id(row: Mapping[str, Any]) -> str:
    """What tells the row; the plan's key before the reference, which a new version of the plan changes."""
    found = row.get("key") or row.get("ref") or row.get("title") or row.get("name")
    return json.dumps(found, sort_keys=True)
