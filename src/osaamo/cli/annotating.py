"""Batch extraction that can be stopped at any moment.

The input is cut into chunks by line number. Each finished chunk is one Parquet file, written aside and renamed, so
a chunk is there whole or not at all; a run does the chunks that are missing and joins them in order at the end.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import time
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import click

from osaamo.cli.common import load_engine
from osaamo.cli.lines import lines_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa
    from rich.console import Console

    from osaamo.engine import Engine

_AHEAD = 2
_engine: list[Engine] = []


@dataclass(frozen=True, slots=True)
class Job:
    """What to annotate and how."""

    source: Path
    target: Path
    effort: str
    threshold: float | None
    chunk: int

    @property
    def parts(self) -> Path:
        """The folder of finished chunks."""
        return self.target.with_name(self.target.name + ".parts")

    @property
    def broken(self) -> Path:
        """The file of broken lines."""
        return self.target.with_name(self.target.name + ".broken.jsonl")


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


def schema() -> pa.Schema:
    """The columns of the result."""
    import pyarrow as pa

    skill = pa.struct([("uri", pa.string()), ("confidence", pa.float32()), ("start", pa.int32()), ("end", pa.int32())])
    return pa.schema(
        [
            ("line", pa.int64()),
            ("id", pa.string()),
            ("language", pa.string()),
            ("model", pa.string()),
            ("error", pa.string()),
            ("skills", pa.list_(skill)),
        ]
    )


def run(job: Job, *, workers: int, console: Console) -> Summary:
    """Annotate all of ``job.source``; what an earlier run with the same settings finished is kept."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    began = time.perf_counter()
    _prepare(job)
    total = sum(1 for _ in lines_of(job.source))
    resumed = texts = 0
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f} texts/s"),
        TimeRemainingColumn(),
    )
    with (
        Progress(*columns, console=console) as progress,
        ProcessPoolExecutor(workers, get_context("spawn"), _load, (job.effort,)) as pool,
    ):
        bar = progress.add_task("annotating", total=total, rate=0.0)
        pending: set[Any] = set()

        def settle(done: set[Any]) -> None:
            nonlocal texts
            for future in done:
                texts += future.result()
                rate = (texts - resumed) / max(time.perf_counter() - began, 1e-6)
                progress.update(bar, completed=texts, rate=rate)

        for number, lines in _chunks(job):
            if (job.parts / f"{number:08d}.parquet").is_file():
                resumed += len(lines)
                texts += len(lines)
                progress.update(bar, completed=texts)
                continue
            if len(pending) >= workers * _AHEAD:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                settle(done)
            pending.add(pool.submit(annotate_chunk, job, number, lines))
        settle(pending if not pending else wait(pending).done)
    broken = _join(job)
    return Summary(texts, broken, resumed, time.perf_counter() - began)


def annotate_chunk(job: Job, number: int, lines: list[tuple[int, str]]) -> int:
    """Write the Parquet file of one chunk; the number of its lines comes back."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from osaamo.engine import OsaamoError

    engine = _engine[0]
    rows = []
    for at, line in lines:
        row: dict[str, Any] = {"line": at, "id": "", "language": "", "model": "", "error": "", "skills": []}
        try:
            item = parsed(line)
            row["id"] = item["id"]
            found = engine.extract(item["text"], language=item["lang"], threshold=job.threshold)
        except (ValueError, OsaamoError) as problem:
            row["error"] = str(problem)
        else:
            row["language"], row["model"] = found.language, found.model
            row["skills"] = [
                {
                    "uri": skill.uri,
                    "confidence": skill.confidence,
                    "start": skill.evidence[0].start,
                    "end": skill.evidence[0].end,
                }
                for skill in found.skills
            ]
        rows.append(row)
    final = job.parts / f"{number:08d}.parquet"
    aside = final.with_suffix(".tmp")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema()), aside, compression="zstd")
    aside.replace(final)
    return len(lines)


def _load(effort: str) -> None:
    _engine[:] = [load_engine(effort)]


def _chunks(job: Job) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    lines = lines_of(job.source)
    for number in itertools.count():
        part = list(itertools.islice(lines, job.chunk))
        if not part:
            return
        yield number, part


def _prepare(job: Job) -> None:
    """The folder of chunks, emptied when it was made from another input or with other settings."""
    from osaamo import __version__

    stat = job.source.stat()
    signature = hashlib.sha256(
        json.dumps(
            [job.source.name, stat.st_size, stat.st_mtime_ns, job.effort, job.threshold, job.chunk, __version__]
        ).encode()
    ).hexdigest()
    mark = job.parts / "made-from"
    if job.parts.is_dir() and (not mark.is_file() or mark.read_text("ascii") != signature):
        if any(path.suffix not in (".parquet", ".tmp") and path != mark for path in job.parts.iterdir()):
            raise click.ClickException(f"{job.parts.name} holds files of others; move them or choose another output.")
        shutil.rmtree(job.parts)
    job.parts.mkdir(parents=True, exist_ok=True)
    mark.write_text(signature, "ascii")


def _join(job: Job) -> int:
    """Chunks into the result, row group by row group; the number of broken lines."""
    import pyarrow.parquet as pq

    broken = 0
    aside = job.target.with_name(job.target.name + ".tmp")
    with pq.ParquetWriter(aside, schema(), compression="zstd") as writer, job.broken.open("w", encoding="utf-8") as out:
        for part in sorted(job.parts.glob("*.parquet")):
            table = pq.read_table(part, schema=schema())
            for row in table.select(["line", "id", "error"]).to_pylist():
                if row["error"]:
                    broken += 1
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
            writer.write_table(table)
    aside.replace(job.target)
    if not broken:
        job.broken.unlink()
    shutil.rmtree(job.parts)
    return broken
