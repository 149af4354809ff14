"""``osaamo rank`` and ``osaamo annotate``: many texts from a file of JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from osaamo.cli.common import EFFORTS, load_engine, told
from osaamo.cli.lines import lines_of, parsed

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("source", type=FILE, metavar="IN.jsonl")
@click.argument("target", type=OUT, metavar="OUT.jsonl")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 13939), help="Length of each ranking.")
@click.option(
    "--labels", type=click.Choice(["v1.1", "v1.2"]), default="v1.2", show_default=True,
    help="v1.1 leaves out skills that ESCO 1.1 did not have.",
)  # fmt: skip
@click.option("--effort", type=click.Choice(list(EFFORTS)), default="best", show_default=True, help="Which encoder.")
def rank(source: Path, target: Path, limit: int, labels: str, effort: str) -> None:
    """Rank the whole vocabulary for each text of IN.jsonl, without a threshold.

    Lines {"id", "text", "lang"?} become {"id", "ranking": [{"uri", "score"}]} in the same order. A text without
    letters gives an empty ranking; a broken line stops the run and is named.
    """
    from rich.progress import track

    from osaamo.engine import EmptyText

    rows = []
    for number, line in lines_of(source):
        try:
            rows.append(parsed(line))
        except ValueError as problem:
            raise click.ClickException(f"{source.name}, line {number}: {problem}") from problem
    with told(), target.open("w", encoding="utf-8") as out:
        engine = load_engine(effort)
        for row in track(rows, description="ranking", console=_progress_console()):
            try:
                ranking = engine.rank(row["text"], language=row["lang"], limit=limit, labels=labels)
            except EmptyText:
                ranking = ()
            result: dict[str, Any] = {
                "id": row["id"],
                "ranking": [{"uri": item.uri, "score": round(item.score, 5)} for item in ranking],
            }
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
    click.echo(f"{len(rows)} texts ranked into {target.name}.", err=True)


@click.command()
@click.argument("source", type=FILE, metavar="IN.jsonl[.gz]|IN.parquet")
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT.parquet|OUT.jsonl[.gz]|FOLDER")
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(0, 256),
    help="Processes of this machine; 0: one for each core.",
)  # fmt: skip
@click.option(
    "--scheduler", metavar="ADDRESS", help="Work on the Dask cluster at this address (tcp://host:8786) instead."
)
@click.option(
    "--effort", type=click.Choice(list(EFFORTS)), default="fast", show_default=True,
    help="fast: static vectors for volume; best: transformer.",
)  # fmt: skip
@click.option("--threshold", type=click.FloatRange(0, 1), help="Keep skills from this confidence on.")
@click.option("--chunk", default=200, show_default=True, type=click.IntRange(1), help="Texts saved at a time.")
def annotate(
    source: Path,
    target: Path,
    workers: int,
    scheduler: str | None,
    effort: str,
    threshold: float | None,
    chunk: int,
) -> None:
    """Find the skills of every text of a file and write one row a text, in the same order.

    \b
    osaamo annotate ads.jsonl.gz skills.parquet              one core
    osaamo annotate ads.parquet skills --workers 0           all cores, a folder of parts
    osaamo annotate ads.jsonl.gz skills.parquet --scheduler tcp://host:8786

    A line of IN is {"id", "text", "lang"?}; a Parquet file has columns of these names. Columns of the result: line, id,
    language, model, error, skills (list of uri, confidence, start, end). Stopped at any moment, the same command goes
    on where it was. Broken lines are also listed with the reason in OUT.broken.jsonl. Workers of a cluster need osaamo
    of the same version; texts are sent to them, so let them be yours.
    """
    from osaamo.cli.annotating import Job, run

    with told():
        summary = run(
            Job(source, target, effort=effort, threshold=threshold, chunk=chunk),
            workers=workers,
            scheduler=scheduler,
            console=_progress_console(),
        )
    click.echo(
        f"{summary.texts} texts into {target.name}, {summary.broken} broken lines, {summary.resumed} texts from an "
        f"earlier run, {summary.seconds:.1f} s ({summary.rate:.1f} texts/s).",
        err=True,
    )


def _progress_console() -> Any:
    from rich.console import Console

    return Console(stderr=True)
