"""Load theses from a table and read the skills of their abstracts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from osaamo.domains.foresight.enums import CorpusKind
from osaamo.domains.foresight.services import THESES
from osaamo.web.taking_in import add_file_arguments, corpus_for, count_what_came, counts_line, take_file

if TYPE_CHECKING:
    from pathlib import Path

    from django.core.management.base import CommandParser

    from osaamo.domains.foresight.models import CorpusRun


class Command(BaseCommand):
    """Loads the theses; stopped in the middle or run again it loses and doubles nothing."""

    help = (
        "Load theses (title, abstract, language, year, programme, institution, commissioner, keywords, uri) from CSV, "
        "Excel, JSON or JSON Lines. Rows that cannot be read are set apart in FILE.broken.jsonl."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file and the corpus, and whether to read skills at once."""
        add_file_arguments(parser)
        parser.add_argument("--corpus", default=THESES, help="Code of the corpus; a new one is made.")

    def handle(self, *args: Any, file: Path, corpus: str, no_read: bool, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Take the theses in, read those that are new or changed, count by month."""
        source = corpus_for(corpus, CorpusKind.THESES)
        run = take_file(source, file)
        apart = file.with_name(f"{file.name}.broken.jsonl")
        _write(apart, run)
        self.stdout.write(f"{counts_line(run)}" + (f" in {apart.name}" if run.broken else ""))
        self.stdout.write(count_what_came(source, read=not no_read))


def _write(path: Path, run: CorpusRun) -> None:
    """Write the broken rows of the run beside the file, or remove what an earlier run left there."""
    broken = run.corpus.broken_texts.filter(run=run)
    if not run.broken:
        path.unlink(missing_ok=True)
        return
    lines = (
        json.dumps({"line": one.line, "code": one.code, "detail": one.detail, "raw": one.raw}, ensure_ascii=False)
        for one in broken
    )
    path.write_text("\n".join(lines) + "\n", "utf-8")
