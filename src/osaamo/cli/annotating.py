"""Bulk extraction on Dask: on one core, on all of them, or on a cluster; it can be stopped at any moment.

The input is cut into chunks by line number. A worker turns a chunk into a small Parquet file and sends it back; only
this process writes. A run does the chunks that are missing, keeps a few in flight whatever the length of the input,
and joins them in order at the end.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from osaamo.cli.chunk_work import MANY, READY_EFFORT, annotate_chunk, version
from osaamo.cli.lines import count_of, rows_of
from osaamo.cli.parts import Parts, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from distributed import Client, Future
    from rich.console import Console

    Rows = list[tuple[int, Any]]
    Chunk = tuple[int, Rows]

_AHEAD = 2
"""Chunks in flight for each thread of a worker: one read, one waiting."""


_REMEMBERED = 10
"""Messages that Dask keeps for finding its own faults."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to annotate and how. A target without a suffix is a folder that keeps the parts as they are."""

    source: Path
    target: Path
    effort: str
    threshold: float | None
    chunk: int

    @property
    def is_folder(self) -> bool:
        """Whether the result is a folder of parts."""
        return not self.target.suffix

    @property
    def parts(self) -> Path:
        """The folder of finished chunks."""
        return self.target if self.is_folder else self.target.with_name(self.target.name + ".parts")

    @property
    def broken(self) -> Path:
        """The file of broken lines."""
        return self.target.with_name(self.target.name + ".broken.jsonl")

    def made_from(self) -> str:
        """A digest of the input and of all that changes the result."""
        with self.source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        settings = [digest, self.source.suffix, self.effort, self.threshold, self.chunk, version()]
        return hashlib.sha256(json.dumps(settings).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; ``resumed`` texts were done by an earlier run."""

    texts: int
    broken: int
    resumed: int
    seconds: float

    @property
    def rate(self) -> float:
        """Texts a second of this run."""
        return (self.texts - self.resumed) / self.seconds if self.seconds else 0.0


def run(job: Job, *, workers: int, console: Console, scheduler: str | None = None) -> Summary:
    """Annotate all of ``job.source``; what an earlier run with the same settings finished is kept.

    ``workers`` processes of this machine work (0: one for each core), or those of the ``scheduler``.

    Raises:
        click.ClickException: the output is taken, a worker runs another version, or a chunk kills its workers.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    began = time.perf_counter()
    parts = Parts(job.parts, job.made_from(), is_result=job.is_folder)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f} texts/s"),
        TimeRemainingColumn(),
    )
    texts = resumed = 0
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("annotating", total=count_of(job.source), rate=0.0)
        for count, is_new in _chunks_done(job, parts, workers, scheduler):
            texts += count
            resumed += 0 if is_new else count
            rate = (texts - resumed) / max(time.perf_counter() - began, 1e-6)
            progress.update(bar, completed=texts, rate=rate)
    broken = join(parts.paths(), None if job.is_folder else job.target, job.broken)
    if not job.is_folder:
        parts.remove()
    return Summary(texts, broken, resumed, time.perf_counter() - began)


def _chunks_done(job: Job, parts: Parts, workers: int, scheduler: str | None) -> Iterator[tuple[int, bool]]:
    """For each chunk, once it is stored, its texts and whether this run made it; workers start only when needed."""
    chunks = _chunks(job)
    missing = []
    for number, rows in chunks:
        if number not in parts:
            missing.append((number, rows))
            break
        yield len(rows), False
    if not missing:
        return
    with _client(workers, scheduler, job) as client:
        yield from _on_workers(client, job, parts, itertools.chain(missing, chunks))


def _on_workers(client: Client, job: Job, parts: Parts, chunks: Iterator[Chunk]) -> Iterator[tuple[int, bool]]:
    from distributed import as_completed

    running = as_completed()
    sent: dict[str, Chunk] = {}

    def settled(future: Future) -> tuple[int, bool]:
        number, rows = sent.pop(future.key)
        parts.add(number, _result(future, rows), len(rows))
        return len(rows), True

    for number, rows in chunks:
        if number in parts:
            yield len(rows), False
            continue
        if running.count() >= _AHEAD * max(1, sum(client.nthreads().values())):
            yield settled(next(running))
        future = client.submit(annotate_chunk, rows, job.effort, job.threshold, pure=False)
        sent[future.key] = number, rows
        running.add(future)
    for future in running:
        yield settled(future)


def _result(future: Future, rows: Rows) -> bytes:
    from distributed.scheduler import KilledWorker

    try:
        content: bytes = future.result()
    except KilledWorker as problem:
        raise click.ClickException(
            f"Workers die over one of the texts in lines {rows[0][0]} to {rows[-1][0]}. What was read before is kept; "
            "take that text out, or give the workers more memory, and start again."
        ) from problem
    return content


@contextmanager
def _client(workers: int, scheduler: str | None, job: Job) -> Iterator[Client]:
    """A client of the cluster at the address, or of processes of this machine."""
    import dask
    from distributed import Client, LocalCluster

    if scheduler:
        try:
            client = Client(scheduler)
        except (OSError, ValueError) as problem:
            raise click.ClickException(f"There is no scheduler at {scheduler}: {problem}") from problem
        with client:
            refuse_others(client.run(version).values(), version())
            yield client
        return
    count = workers or os.cpu_count() or 1
    # Dask keeps the last thousand messages between its parts, and with them the texts.
    settings: dict[str, Any] = {"distributed.admin.low-level-log-length": _REMEMBERED}
    if count > 1 and sys.platform == "linux":
        settings["distributed.worker.multiprocessing-method"] = "forkserver"
        _get_ready(job.effort if job.chunk >= MANY else "")
    with (
        dask.config.set(settings),
        # Memory is bounded by what is in flight; a limit would kill a worker for what its caches hold.
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=count > 1,
            memory_limit=0,
            host="127.0.0.1" if count > 1 else None,
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _get_ready(effort: str) -> None:
    """Start the process that workers are forked from, which loads the engine meanwhile (no effort: none).

    Dask would choose other modules for it, but not once it runs. Elsewhere than on Linux a fork is not safe.
    """
    from multiprocessing import forkserver

    os.environ[READY_EFFORT] = effort
    forkserver.set_forkserver_preload(["osaamo.cli.ready"])
    forkserver.ensure_running()


def refuse_others(theirs: Iterable[str], own: str) -> None:
    """Let only workers of our version work: another one's result may differ.

    Raises:
        click.ClickException: there is another version among theirs, or no worker at all.
    """
    versions = set(theirs)
    if not versions:
        raise click.ClickException("The cluster has no worker yet; start one and try again.")
    if others := ", ".join(sorted(versions - {own})):
        raise click.ClickException(f"Workers run osaamo {others}; install {own} there.")


def _chunks(job: Job) -> Iterator[Chunk]:
    rows = rows_of(job.source)
    for number in itertools.count():
        part = list(itertools.islice(rows, job.chunk))
        if not part:
            return
        yield number, part
