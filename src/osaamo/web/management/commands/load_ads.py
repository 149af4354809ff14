"""``osaamo manage load_ads FILE --corpus CODE``: dated job ads from a file, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from osaamo.domains.foresight.enums import HARVESTED, CorpusFormat, CorpusKind
from osaamo.web.taking_in import add_file_arguments, corpus_for, count_what_came, counts_line, take_file

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Takes the ads in; stopped in the middle or run again it loses and doubles nothing."""

    help = (
        "Load dated job ads from CSV, Excel, JSON, JSON Lines or the NDJSON of Job Market Finland (--format p67), "
        "also gzipped. What cannot be read is set apart with its reason; ads published again within 60 days count once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file, its corpus and format, and whether to read skills at once."""
        add_file_arguments(parser)
        parser.add_argument("--corpus", required=True, help="Code of the corpus; a new one is made for tables.")
        shapes = [form.value for form in CorpusFormat if form not in HARVESTED]
        parser.add_argument("--format", choices=shapes, help="Shape of the file, where the corpus is new.")
        parser.add_argument("--no-store", action="store_true", help="The terms forbid to keep texts: keep counts only.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Take the file in, read what is new, count by month."""
        corpus = corpus_for(
            options["corpus"], CorpusKind.ADS, form=options["format"], may_store_text=not options["no_store"]
        )
        run = take_file(corpus, options["file"])
        self.stdout.write(f"{options['file'].name}: {counts_line(run)}")
        self.stdout.write(count_what_came(corpus, read=not options["no_read"]))
