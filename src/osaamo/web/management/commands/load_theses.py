"""Load theses from a table and read the skills of their abstracts."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from osaamo.competence.services import read_texts
from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.rows import Broken
from osaamo.connectors.theses import read_theses
from osaamo.domains.foresight.services import store_theses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.theses import ThesisRecord

TOGETHER = 500


class Command(BaseCommand):
    """Loads the theses; stopped in the middle or run again it loses and doubles nothing."""

    help = (
        "Load theses (title, abstract, language, year, programme, institution, uri) from CSV, Excel, JSON or JSON "
        "Lines. Rows that cannot be read are set apart in FILE.broken.jsonl."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file, and whether to read skills at once."""
        parser.add_argument("file", type=Path, help="The table; may be gzipped.")
        parser.add_argument("--no-read", action="store_true", help="Store only; skills are read by a later load.")

    def handle(self, *args: Any, file: Path, no_read: bool, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Store the theses some hundred at a time, then read those that are new or changed."""
        apart = file.with_name(f"{file.name}.broken.jsonl")
        broken: list[Broken] = []
        stored = 0
        try:
            records = _told_apart(read_theses(file), broken)
            while some := list(islice(records, TOGETHER)):
                stored += store_theses(records=some)
        except ConnectorError as error:
            raise CommandError(str(error)) from error
        finally:
            _write(apart, broken)
        self.stdout.write(f"{stored} theses, {len(broken)} broken rows" + (f" in {apart.name}" if broken else ""))
        if not no_read:
            self.stdout.write(f"{read_texts()} texts read")


def _told_apart(rows: Iterator[ThesisRecord | Broken], broken: list[Broken]) -> Iterator[ThesisRecord]:
    for row in rows:
        if isinstance(row, Broken):
            broken.append(row)
        else:
            yield row


def _write(path: Path, broken: list[Broken]) -> None:
    if not broken:
        path.unlink(missing_ok=True)
        return
    lines = (
        json.dumps({"line": one.line, "code": one.code, "detail": one.detail, "raw": one.raw}, ensure_ascii=False)
        for one in broken
    )
    path.write_text("\n".join(lines) + "\n", "utf-8")
