"""``osaamo manage harvest_theses --url URL --corpus CODE``: theses from an archive that speaks OAI-PMH."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from osaamo.domains.foresight.enums import HARVESTED, CorpusFormat, CorpusKind, RunState
from osaamo.domains.foresight.models import Corpus
from osaamo.domains.foresight.services import Refused, harvest_run, keep_corpus, reason, run_harvest
from osaamo.web.taking_in import count_what_came, counts_line

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Harvests; stopped by anything and run again, it goes on with the page after the last that was taken."""

    help = "Harvest theses by OAI-PMH, what is new since the last harvest; deletions are followed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the archive and the corpus."""
        parser.add_argument("--corpus", required=True, help="Code of the corpus.")
        parser.add_argument("--url", default="", help="Base address (https) of the archive, where the corpus is new.")
        parser.add_argument("--format", choices=[form.value for form in HARVESTED], default=CorpusFormat.KK.value)
        parser.add_argument("--set", default="", dest="set_spec", help="One set only, where the corpus is new.")
        parser.add_argument("--from", default="", dest="since", help="Everything since a day (2026-05-31).")
        parser.add_argument("--no-read", action="store_true", help="Store only; skills are read by a later load.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Harvest, read what is new, count by month."""
        code = options["corpus"]
        try:
            corpus = Corpus.objects.filter(code=code).first() or keep_corpus(
                code=code,
                name=dict.fromkeys(("fi", "sv", "en"), code),
                kind=CorpusKind.THESES,
                format=options["format"],
                url=options["url"],
                set_spec=options["set_spec"],
            )
            run = run_harvest(run=harvest_run(corpus=corpus, since=options["since"]))
        except Refused as refusal:
            raise CommandError(reason(refusal.code)) from refusal
        self.stdout.write(f"{code}: {counts_line(run)}")
        if run.state == RunState.FAILED:
            raise CommandError(f"Stopped: {run.error['detail']} Run it again to go on.")
        self.stdout.write(count_what_came(corpus, read=not options["no_read"]))
