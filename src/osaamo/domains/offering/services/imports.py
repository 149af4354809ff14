"""Imports: a file is received, tried without writing, run in batches that survive a kill, and mended row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.offering.enums import BrokenState, ImportFormat, ImportState
from osaamo.domains.offering.models import BrokenRecord, ColumnMapping, ImportRun
from osaamo.domains.offering.services.import_columns import FIELDS, header_digest
from osaamo.domains.offering.services.import_plan import Importer, Planned
from osaamo.domains.offering.services.import_records import KINDS, MappingReport, Record, columns_of, read_records
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osaamo.kernel.models import Organisation, Person

BATCH = 500
"""Records written in one transaction: what a killed run has to do again at most."""

MOST_SHOWN = 200
"""Differences a dry run keeps to be looked at; all are counted."""


@dataclass(slots=True)
class DryRun:
    """What a run would do: the counts, the first differences and broken records, and what became of the columns."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("read", "new", "changed", "same", "broken"), 0)
    )
    changes: list[Planned] = field(default_factory=list)
    broken: list[Planned] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive_file(*, institution: Organisation, who: Person | None, form: str, filename: str, data: bytes) -> ImportRun:
    """The new run for a file; a table gets the mapping that was last used for the same columns."""
    mapping: dict[str, str] = {}
    if form in {ImportFormat.TABLE, ImportFormat.JSON}:
        columns, _ = columns_of(data, filename)
        known = ColumnMapping.objects.filter(institution=institution, header=header_digest(columns)).first()
        mapping = known.columns if known else {}
    run = ImportRun.objects.create(
        institution=institution, by=who, format=form, filename=filename[-200:], mapping=mapping, content=data,
        digest=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    audit(verb="offering.import.receive", who=who, about=run, organisation=institution)
    return run


@transaction.atomic
def choose_columns(*, run: ImportRun, columns: Mapping[str, str], who: Person | None) -> None:
    """Remember which column is which field, for this run and for later tables of the same columns.

    Raises:
        Refused: ``unknown-field``, or ``field-twice`` where two columns are one field.
    """
    chosen = {column: to for column, to in columns.items() if to}
    for to in chosen.values():
        if to not in FIELDS:
            raise Refused("unknown-field", value=to)
        if list(chosen.values()).count(to) > 1:
            raise Refused("field-twice", value=to)
    names, _ = columns_of(bytes(run.content), run.filename)
    ColumnMapping.objects.update_or_create(
        institution=run.institution,
        header=header_digest(names),
        defaults={"columns": chosen, "updated_at": timezone.now()},
    )
    run.mapping = chosen
    run.save(update_fields=["mapping"])
    audit(verb="offering.import.map", who=who, about=run, organisation=run.institution)


def try_run(*, run: ImportRun) -> DryRun:
    """What the run would do; nothing is written.

    Raises:
        ConnectorError: the file cannot be read.
    """
    report, importer, tried = MappingReport(), Importer(run.institution, run.format), DryRun()
    for batch in _batches(_records(run, report)):
        for planned in importer.plan(batch):
            tried.counts["read"] += 1
            tried.counts[planned.outcome] += 1
            kept = {"changed": tried.changes, "broken": tried.broken}.get(planned.outcome)
            if kept is not None and len(kept) < MOST_SHOWN:
                kept.append(planned)
    tried.report = report.as_json()
    return tried


@transaction.atomic
def start_import(*, run: ImportRun, who: Person | None) -> None:
    """Have the run done in the background; one that is done stays so."""
    if run.state != ImportState.DONE:
        enqueue("osaamo.domains.offering.jobs.import_file", run.pk)
        audit(verb="offering.import.start", who=who, about=run, organisation=run.institution)


def run_import(*, run: ImportRun, who: Person | None = None) -> ImportRun:
    """The run, done or stopped by an error of the file; it goes on where an earlier attempt was stopped.

    Each batch is one transaction with the counts and the cursor, so nothing is written twice or lost.
    """
    if run.state == ImportState.DONE:
        return run
    report, importer = MappingReport(), Importer(run.institution, run.format)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, error={})
    run.refresh_from_db()
    try:
        records = _records(run, report)
        for record in islice(records, run.cursor):
            importer.note(record)
        for batch in _batches(records):
            if not _take(run, importer, batch):
                # Another worker has the run: it will come to its end without this one.
                run.refresh_from_db()
                return run
    except ConnectorError as error:
        run.state = ImportState.FAILED
        run.error = {"code": error.code, "values": {name: str(value) for name, value in error.values.items()}}
        run.save(update_fields=["state", "error"])
        return run
    with transaction.atomic():
        run.state, run.finished_at, run.report, run.content = ImportState.DONE, timezone.now(), report.as_json(), b""
        run.save(update_fields=["state", "finished_at", "report", "content"])
        counts = {name: getattr(run, name) for name in ("read", "new", "changed", "same", "broken")}
        audit(verb="offering.import.run", who=who, about=run, organisation=run.institution, details=counts)
    return run


@transaction.atomic
def mend(*, broken: BrokenRecord, cells: Mapping[str, str], who: Person | None) -> Planned:
    """What became of a broken record with other cells; it is imported and leaves the quarantine.

    Raises:
        Refused: it is still broken, for the reason told; nothing is written.
    """
    kind = next((known for known in KINDS if known == broken.cells.get("kind")), "course")
    importer = Importer(broken.institution, broken.run.format)
    planned = importer.plan([Record(broken.line, kind, dict(cells), broken.raw)])[0]
    if planned.refusal is not None:
        raise planned.refusal
    importer.write([planned], broken.run)
    broken.cells = {"kind": kind, **cells}
    _close(broken, BrokenState.MENDED, who)
    return planned


def retry_all(*, run: ImportRun, who: Person | None) -> int:
    """How many open broken records of the run could be imported after all, as what they named has come meanwhile."""
    mended = 0
    rows = list(run.broken_records.filter(state=BrokenState.OPEN).order_by("line", "pk"))
    for broken in sorted(rows, key=lambda one: KINDS.index(one.cells.get("kind", "course"))):
        if broken.code.startswith(("row-", "ripa-")):
            continue
        try:
            mend(broken=broken, cells={name: text for name, text in broken.cells.items() if name != "kind"}, who=who)
        except Refused:
            continue
        mended += 1
    return mended


@transaction.atomic
def drop(*, broken: BrokenRecord, who: Person | None) -> None:
    """Leave a broken record out on purpose."""
    _close(broken, BrokenState.DROPPED, who)


def _close(broken: BrokenRecord, state: BrokenState, who: Person | None) -> None:
    broken.state, broken.decided_by, broken.decided_at = state, who, timezone.now()
    broken.save(update_fields=["state", "cells", "decided_by", "decided_at"])
    audit(verb=f"offering.import.{state}", who=who, about=broken, organisation=broken.institution)


def _records(run: ImportRun, report: MappingReport) -> Iterator[Record]:
    return read_records(bytes(run.content), run.filename, run.format, run.mapping, report)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    stream = iter(records)
    while batch := list(islice(stream, BATCH)):
        yield batch


@transaction.atomic
def _take(run: ImportRun, importer: Importer, batch: list[Record]) -> bool:
    """Write a batch; ``False`` when somebody else moved the cursor meanwhile."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.cursor != run.cursor or locked.state != ImportState.RUNNING:
        return False
    planned = importer.plan(batch)
    importer.write(planned, run)
    run.cursor += len(batch)
    run.read += len(batch)
    for one in planned:
        setattr(run, one.outcome, getattr(run, one.outcome) + 1)
    run.save(update_fields=["cursor", "read", "new", "changed", "same", "broken"])
    return True
