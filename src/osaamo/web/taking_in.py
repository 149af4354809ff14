"""What the commands that take in dated texts share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

from osaamo.competence.services import read_texts
from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.jobads import BULK_LIMITS
from osaamo.domains.foresight.enums import CorpusFormat, RunState
from osaamo.domains.foresight.models import Corpus, CorpusRun
from osaamo.domains.foresight.services import Refused, count_months, file_run, keep_corpus, reason, run_file

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


def add_file_arguments(parser: CommandParser) -> None:
    """The file, and whether to read skills at once."""
    parser.add_argument("file", type=Path, help="The table; may be gzipped.")
    parser.add_argument("--no-read", action="store_true", help="Store only; skills are read by a later load.")


def corpus_for(code: str, kind: str, *, form: str | None = None, may_store_text: bool = True) -> Corpus:
    """The corpus with the code, made where there is none.

    Raises:
        CommandError: there is one of another kind, format or other terms.
    """
    corpus = Corpus.objects.filter(code=code).first()
    if corpus is None:
        names = dict.fromkeys(("fi", "sv", "en"), code)
        form = form or CorpusFormat.TABLE.value
        return keep_corpus(code=code, name=names, kind=kind, format=form, may_store_text=may_store_text)
    if corpus.kind != kind or (form and corpus.format != form) or (corpus.may_store_text and not may_store_text):
        raise CommandError(f"The corpus {code} is there, of another kind, format or other terms. Use another code.")
    return corpus


def take_file(corpus: Corpus, path: Path) -> CorpusRun:
    """The finished run of a file.

    Raises:
        CommandError: the file is no table, breaks off, or the corpus takes none.
    """
    try:
        run = run_file(run=file_run(corpus=corpus, path=path), path=path, limits=BULK_LIMITS)
    except Refused as refusal:
        raise CommandError(reason(refusal.code)) from refusal
    except ConnectorError as error:
        raise CommandError(str(error)) from error
    if run.state == RunState.FAILED:
        raise CommandError(f"{path.name}: stopped after {run.read} records. {run.error['detail']}")
    return run


def counts_line(run: CorpusRun) -> str:
    """The counts of a run, as a sum."""
    return (
        f"{run.read} read = {run.new} new + {run.changed} changed + {run.same} same + {run.duplicate} published again "
        f"+ {run.broken} broken + {run.removed} removed"
    )


def count_what_came(corpus: Corpus, *, read: bool) -> str:
    """Read what is new, count the months that changed, and say how many of each."""
    texts = f"{read_texts()} texts read, " if read else ""
    return f"{texts}{count_months(corpus=corpus)} months counted"
