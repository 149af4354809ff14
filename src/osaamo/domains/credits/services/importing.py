"""Files of schools' systems: columns confirmed, then every row stored, known already, or set aside with its reasons."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.errors import EmptyFile, TooLarge
from osaamo.connectors.tables import Broken, read_rows
from osaamo.domains.credits.enums import ImportStatus, Problem
from osaamo.domains.credits.models import AsideRow, Import, SchoolRow
from osaamo.domains.credits.services.reading import FIELDS, guess_mapping, institutions, read_row
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Organisation, Person

MOST_ROWS = 20_000
"""Of a file; a school's year is far below, and a file over it is split by term."""

_MOST_CELL = 500
_BROKEN = "broken"


@transaction.atomic
def begin_import(*, organisation: Organisation, who: Person, data: bytes, filename: str) -> Import:
    """The file with its rows and the columns guessed, waiting for somebody to confirm them.

    Raises:
        ConnectorError: the file is no table, empty, damaged, unsafe or too large.
    """
    columns: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    for row in read_rows(data, filename):
        if len(rows) >= MOST_ROWS:
            raise TooLarge(f"The table has more than {MOST_ROWS:,} rows. Split it.", filename=filename, limit=MOST_ROWS)
        if isinstance(row, Broken):
            rows.append({"line": row.line, _BROKEN: True})
            continue
        cells = {
            str(name).strip(): ("" if value is None else str(value))[:_MOST_CELL] for name, value in row.cells.items()
        }
        columns.update(dict.fromkeys(cells))
        rows.append({"line": row.line, "cells": cells})
    if not rows:
        raise EmptyFile("The table has no rows.", filename=filename)
    names = list(columns)
    begun = Import.objects.create(
        organisation=organisation,
        filename=filename[:200],
        columns=names,
        rows=rows,
        mapping=guess_mapping(names),
        by=who,
    )
    audit(verb="credits.upload", who=who, about=begun, organisation=organisation, details={"rows": len(rows)})
    return begun


@transaction.atomic
def run_import(*, started: Import, mapping: Mapping[str, str], who: Person) -> Import:
    """The import, done: each row is in one of ``new``, ``changed``, ``same`` and ``aside``.

    The same file again is all ``same``, but for its rows set aside. One that was done before stays as it is.
    """
    started = Import.objects.select_for_update().get(pk=started.pk)
    if started.status == ImportStatus.DONE:
        return started
    places, counts, seen = institutions(), Counter[str](), set[str]()
    known = {row.key: row for row in SchoolRow.objects.filter(reporter=started.organisation)}
    for row in started.rows:
        values = {field: row.get("cells", {}).get(mapping.get(field, ""), "") for field in FIELDS}
        read = read_row(values, reporter=started.organisation, places=places)
        problems = [Problem.UNREADABLE] if row.get(_BROKEN) else list(read.problems)
        if not problems and read.fields["key"] in seen:
            problems = [Problem.TWICE]
        if problems:
            AsideRow.objects.create(
                source=started, line=row["line"], values=values, problems=[one.value for one in problems]
            )
            counts["aside"] += 1
            continue
        seen.add(read.fields["key"])
        counts[_store(started, read.fields, known)] += 1
    started.status, started.mapping = ImportStatus.DONE, dict(mapping)
    started.counts = {"rows": len(started.rows), **{name: counts[name] for name in ("new", "changed", "same", "aside")}}
    started.rows = []  # what was stored or set aside is in its own rows
    started.save(update_fields=["status", "mapping", "counts", "rows"])
    audit(
        verb="credits.import", who=who, about=started, organisation=started.organisation, details=dict(started.counts)
    )
    return started


@transaction.atomic
def mend_row(*, row: AsideRow, values: Mapping[str, str], who: Person) -> tuple[Problem, ...]:
    """What is still wrong with the row; when nothing is, it is stored."""
    row = AsideRow.objects.select_for_update().select_related("source__organisation").get(pk=row.pk)
    if row.solved_at is not None:
        return ()
    merged = {**row.values, **{field: values[field][:_MOST_CELL] for field in FIELDS if field in values}}
    read = read_row(merged, reporter=row.source.organisation, places=institutions())
    if read.problems:
        row.values, row.problems = merged, [one.value for one in read.problems]
        row.save(update_fields=["values", "problems"])
        return read.problems
    known = {one.key: one for one in SchoolRow.objects.filter(reporter=row.source.organisation, key=read.fields["key"])}
    _store(row.source, read.fields, known)
    _solve(row, who, "credits.mend")
    return ()


@transaction.atomic
def leave_out(*, row: AsideRow, who: Person) -> None:
    """The row is not stored; that it was left out stays known."""
    row = AsideRow.objects.select_for_update().select_related("source__organisation").get(pk=row.pk)
    if row.solved_at is None:
        row.left_out = True
        _solve(row, who, "credits.leave-out")


def _solve(row: AsideRow, who: Person, verb: str) -> None:
    """The row needs nobody any more; its values, which name a learner, go."""
    row.solved_at, row.values = timezone.now(), {}
    row.save(update_fields=["solved_at", "values", "left_out"])
    audit(verb=verb, who=who, about=row, organisation=row.source.organisation, details={"line": row.line})


def _store(source: Import, fields: Mapping[str, Any], known: dict[str, SchoolRow]) -> str:
    """``new``, ``changed`` or ``same``."""
    row = known.get(fields["key"])
    if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
        return "same"
    changed, _ = SchoolRow.objects.update_or_create(
        reporter=source.organisation,
        key=fields["key"],
        defaults={**fields, "source": source, "changed_at": timezone.now()},
    )
    known[changed.key] = changed
    return "changed" if row is not None else "new"
