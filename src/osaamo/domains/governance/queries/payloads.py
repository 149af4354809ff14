"""A report as one JSON value: gathered while it is a draft, read back once it is frozen, compared with another.

The value holds ``format``, ``body`` (key, name), ``year``, ``quarter``, ``start``, ``end``, ``areas``, ``summary``,
``notes`` (kind, area, text), ``software``, ``frozen_on`` (an ISO date, or ``None`` for a draft) and ``sections``, each
with ``key``, ``title``, ``columns`` (pairs of key and title, in order), ``rows``, ``warnings`` and ``row_count``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import osaamo
from osaamo.domains.governance.enums import ReportState
from osaamo.domains.governance.models import Report
from osaamo.domains.governance.queries.quarters import Quarter
from osaamo.ports.reporting import Question, sections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FORMAT = 1
UNSEEN = frozenset({"ref", "url", "rows_digest"})
"""Values of a row that lead somewhere rather than say something."""


def written(payload: Mapping[str, Any]) -> tuple[str, str]:
    """The canonical JSON text of a payload, and the SHA-256 of its UTF-8 bytes."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text, hashlib.sha256(text.encode()).hexdigest()


def draft_payload(report: Report, *, frozen_on: date | None = None) -> dict[str, Any]:
    """The report from what the domains say now."""
    quarter = Quarter(report.year, report.quarter)
    question = Question(quarter.period, quarter.before.period, tuple(report.body.areas))
    return {
        "format": FORMAT,
        "body": {"key": report.body.key, "name": dict(report.body.name)},
        "year": report.year,
        "quarter": report.quarter,
        "start": quarter.period.start.isoformat(),
        "end": quarter.period.end.isoformat(),
        "areas": list(report.body.areas),
        "summary": dict(report.summary),
        "notes": [{"kind": note.kind, "area": note.area, "text": note.text} for note in report.notes.all()],
        "software": osaamo.__version__,
        "frozen_on": frozen_on.isoformat() if frozen_on else None,
        "sections": [
            {
                "key": section.key,
                "title": dict(section.title),
                "columns": [[key, dict(title)] for key, title in section.columns.items()],
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
        found: dict[str, Any] = json.loads(report.payload)
        return found
    return draft_payload(report)


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
