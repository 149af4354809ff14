"""Enrolments of earlier years out of a table: all of its rows, or none and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.days import day_in
from osaamo.connectors.rows import Broken
from osaamo.connectors.tables import read_rows
from osaamo.domains.foresight.models import PastRun
from osaamo.domains.foresight.queries.enrolment import forget_outlooks
from osaamo.domains.foresight.services.refusals import Refused
from osaamo.kernel.trails import audit
from osaamo.ports.supply import taught

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.kernel.models import Person

MOST_ASKED = 100_000
_HEADERS = {
    "key": ("course", "key", "module", "code", "opintojakso", "kurssi", "moduuli", "koodi", "kurs", "modul", "kod"),
    "starts": ("starts", "start", "begins", "alkaa", "alkamispäivä", "börjar", "startdatum"),
    "asked": ("asked", "applicants", "enrolments", "hakijat", "ilmoittautuneet", "sökande", "anmälda"),
    "admitted": ("admitted", "accepted", "hyväksytyt", "antagna"),
    "seats": ("seats", "paikat", "platser"),
}
"""The names of the columns in three languages."""


@transaction.atomic
def take_history(*, data: bytes, filename: str, who: Person | None) -> tuple[int, int]:
    """How many runs of the table are new, and how many were known; those that were known are brought up to date.

    Raises:
        Refused: ``history-row``, with the line and the reason, or ``history-columns``; nothing is stored then.
        ConnectorError: the file is no table.
    """
    keys = {code: item.key for item in taught() for code in (item.key, item.key.partition(":")[2]) if code}
    rows: dict[tuple[str, Any], PastRun] = {}
    for row in read_rows(data, filename):
        if isinstance(row, Broken):
            raise Refused("history-row", line=row.line, reason=row.code)
        run = _run(row.line, {name.strip().casefold(): value for name, value in row.cells.items()}, keys)
        rows[run.key, run.starts] = run
    known = set(PastRun.objects.filter(key__in={key for key, _ in rows}).values_list("key", "starts"))
    _write(rows.values())
    new = len(rows.keys() - known)
    audit(verb="foresight.history.take", who=who, details={"new": new, "known": len(rows) - new})
    return new, len(rows) - new


@transaction.atomic
def load_past_runs(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample runs were written; sample runs that are no longer among the rows are removed."""
    runs = [
        PastRun(
            key=row["key"], starts=day_in(row["starts"]), asked=row["asked"], admitted=row["admitted"],
            seats=row["seats"], is_sample=True,
        )
        for row in rows
    ]  # fmt: skip
    wanted = {(run.key, run.starts) for run in runs}
    gone = [run.pk for run in PastRun.objects.filter(is_sample=True) if (run.key, run.starts) not in wanted]
    PastRun.objects.filter(pk__in=gone).delete()
    _write(runs)
    return len(runs)


def _write(runs: Iterable[PastRun]) -> None:
    PastRun.objects.bulk_create(
        runs,
        update_conflicts=True,
        unique_fields=("key", "starts"),
        update_fields=("asked", "admitted", "seats", "is_sample", "updated_at"),
    )
    transaction.on_commit(forget_outlooks)


def _run(line: int, cells: Mapping[str, Any], keys: Mapping[str, str]) -> PastRun:
    told = {field: next((cells[name] for name in names if name in cells), None) for field, names in _HEADERS.items()}
    if any(told[field] is None for field in ("key", "starts", "asked")):
        raise Refused("history-columns")
    key = keys.get(str(told["key"]).strip())
    if key is None:
        raise Refused("history-row", line=line, reason="unknown-course")
    try:
        starts = day_in(str(told["starts"]))
    except ValueError as error:
        raise Refused("history-row", line=line, reason="bad-date") from error
    asked = _count(line, told["asked"])
    admitted = asked if told["admitted"] in (None, "") else _count(line, told["admitted"])
    if admitted > asked:
        raise Refused("history-row", line=line, reason="more-admitted")
    seats = None if told["seats"] in (None, "") else _count(line, told["seats"])
    return PastRun(key=key, starts=starts, asked=asked, admitted=admitted, seats=seats, updated_at=timezone.now())


def _count(line: int, value: Any) -> int:
    text = str(value).strip().removesuffix(".0")
    if not text.isdecimal() or len(text) > len(str(MOST_ASKED)) or int(text) > MOST_ASKED:
        raise Refused("history-row", line=line, reason="bad-count")
    return int(text)
