"""Runs: a file is received, taken in batch by batch, and goes on after a stop; a harvest does the same page by page."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.errors import DEFAULT_LIMITS, ConnectorError, Limits
from osaamo.connectors.jobads import read_ads
from osaamo.connectors.oai_http import https_transport
from osaamo.connectors.oaipmh import BadToken, Harvester
from osaamo.connectors.theses import read_theses
from osaamo.connectors.thesis_oai import thesis_of
from osaamo.domains.foresight.enums import CorpusFormat, CorpusKind, Outcome, RunState
from osaamo.domains.foresight.models import BrokenText, Corpus, CorpusRun
from osaamo.domains.foresight.services.refusals import Refused
from osaamo.domains.foresight.services.taking import Taker
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from osaamo.connectors.ad_records import AdRecord
    from osaamo.connectors.oaipmh import Page
    from osaamo.connectors.rows import Broken
    from osaamo.connectors.theses import ThesisRecord
    from osaamo.kernel.models import Person

    Records = Iterator[AdRecord | ThesisRecord | Broken]

BATCH = 500
"""Records in one transaction: what a killed run does again at most."""

BATCH_READ = 25
"""The same where each text is read on the way in, which takes its time."""

COUNTS = ("read", *(outcome.value for outcome in Outcome))


@transaction.atomic
def receive_file(*, corpus: Corpus, who: Person | None, filename: str, data: bytes) -> CorpusRun:
    """The new run for an uploaded file, which a job takes in.

    Raises:
        Refused: ``is-harvested``; the corpus takes no files.
    """
    if corpus.is_harvested:
        raise Refused("is-harvested")
    digest = hashlib.sha256(data).hexdigest()
    run = CorpusRun.objects.create(corpus=corpus, by=who, filename=filename[-200:], digest=digest, content=data)
    enqueue("osaamo.domains.foresight.jobs.take_run", run.pk)
    audit(verb="foresight.corpus.file", who=who, about=run)
    return run


@transaction.atomic
def start_harvest(*, corpus: Corpus, who: Person | None, since: str = "") -> CorpusRun:
    """The run of a harvest, which a job does; one that was stopped goes on instead of a new one.

    Raises:
        Refused: ``not-harvested``; the corpus has no address.
    """
    run = harvest_run(corpus=corpus, who=who, since=since)
    enqueue("osaamo.domains.foresight.jobs.take_run", run.pk)
    audit(verb="foresight.corpus.harvest", who=who, about=run)
    return run


def harvest_run(*, corpus: Corpus, who: Person | None = None, since: str = "") -> CorpusRun:
    """The harvest that was stopped, else a new one that asks from ``since``, or from where the last one ended.

    Raises:
        Refused: ``not-harvested``.
    """
    if not corpus.is_harvested or not corpus.url:
        raise Refused("not-harvested")
    stopped = corpus.runs.exclude(state=RunState.DONE).first()
    return stopped or CorpusRun.objects.create(corpus=corpus, by=who, since=since or corpus.harvested_until)


def file_run(*, corpus: Corpus, path: Path) -> CorpusRun:
    """The run of a file on this machine: the one that was stopped in the middle of the same file, else a new one.

    Raises:
        Refused: ``is-harvested``.
        ConnectorError: the file cannot be opened.
    """
    if corpus.is_harvested:
        raise Refused("is-harvested")
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ConnectorError(f"The file {path.name} cannot be opened: {error.strerror}.", filename=path.name) from error
    stopped = corpus.runs.filter(digest=digest).exclude(state=RunState.DONE).first()
    return stopped or CorpusRun.objects.create(corpus=corpus, filename=path.name[-200:], digest=digest)


def run_file(*, run: CorpusRun, path: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> CorpusRun:
    """The run, done or stopped by an error of the file; it goes on where it was.

    ``path``: the file, where the run does not hold it. Each batch is one transaction with the counts and the cursor.
    """
    if run.state == RunState.DONE:
        return run
    corpus = run.corpus
    _begin(run)
    size = BATCH if corpus.may_store_text else BATCH_READ
    taker = Taker(corpus)
    try:
        records = _records(corpus, path or bytes(run.content), run.filename, limits)
        for _ in islice(records, run.cursor):
            pass
        while batch := list(islice(records, size)):
            if not _take(run, taker, batch):
                return run
    except ConnectorError as error:
        return _stop(run, error)
    return _finish(run)


def run_harvest(*, run: CorpusRun, harvester: Harvester | None = None) -> CorpusRun:
    """The run, done or stopped by the server; it goes on with the page after the last that was taken.

    A token that is no longer good has the list asked for anew, once; what is known is then met as the same.
    ``harvester``: asks the server; made for the one host of the corpus where none is given.
    """
    if run.state == RunState.DONE:
        return run
    harvester = harvester or Harvester(run.corpus.url, https_transport(urlsplit(run.corpus.url).hostname or ""))
    _begin(run)
    taker = Taker(run.corpus)
    try:
        try:
            over = _take_pages(run, taker, _pages(run, harvester))
        except BadToken:
            if not run.token:
                raise
            run.token = ""
            over = _take_pages(run, taker, _pages(run, harvester))
    except ConnectorError as error:
        return _stop(run, error)
    if not over:
        return run
    Corpus.objects.filter(pk=run.corpus_id).update(harvested_until=run.until)
    return _finish(run)


def _pages(run: CorpusRun, harvester: Harvester) -> Iterator[Page]:
    return harvester.pages(run.corpus.format, since=run.since, set_spec=run.corpus.set_spec, token=run.token)


def _take_pages(run: CorpusRun, taker: Taker, pages: Iterator[Page]) -> bool:
    """Take in every page; ``False`` when another worker has the run."""
    for page in pages:
        records = [thesis_of(record, run.cursor + at) for at, record in enumerate(page.records, 1)]
        if not _take(run, taker, records, page):
            return False
    return True


def _records(corpus: Corpus, source: bytes | Path, filename: str, limits: Limits) -> Records:
    if corpus.kind == CorpusKind.ADS:
        return read_ads(source, filename, p67=corpus.format == CorpusFormat.P67, limits=limits)
    return read_theses(source, filename, limits=limits)


def _begin(run: CorpusRun) -> None:
    CorpusRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, error={})
    run.refresh_from_db()


def _take(
    run: CorpusRun, taker: Taker, batch: Sequence[AdRecord | ThesisRecord | Broken], page: Page | None = None
) -> bool:
    """Write a batch; ``False`` when somebody else moved the cursor meanwhile."""
    planned = taker.plan(batch)
    with transaction.atomic():
        locked = CorpusRun.objects.select_for_update().defer("content").get(pk=run.pk)
        if locked.cursor != run.cursor or locked.state != RunState.RUNNING:
            run.refresh_from_db()
            return False
        for outcome, count in taker.write(planned, run).items():
            setattr(run, outcome, getattr(run, outcome) + count)
        run.cursor += len(batch)
        run.read += len(batch)
        if page is not None:
            run.token, run.until = page.token, run.until or page.answered_at[:20]
            readable = [record.key for record in batch if hasattr(record, "key")]
            BrokenText.objects.filter(corpus=run.corpus, key__in=readable).delete()
        run.save(update_fields=["cursor", "token", "until", *COUNTS])
    return True


def _stop(run: CorpusRun, error: ConnectorError) -> CorpusRun:
    run.state = RunState.FAILED
    values = {name: str(value) for name, value in error.values.items()}
    run.error = {"code": error.code, "values": values, "detail": str(error)[:500]}
    run.save(update_fields=["state", "error"])
    return run


@transaction.atomic
def _finish(run: CorpusRun) -> CorpusRun:
    run.state, run.finished_at, run.content = RunState.DONE, timezone.now(), b""
    run.save(update_fields=["state", "finished_at", "content"])
    counts = {name: getattr(run, name) for name in COUNTS}
    audit(verb="foresight.corpus.run", who=run.by, about=run, details=counts)
    return run
