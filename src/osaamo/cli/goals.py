"""``osaamo sdg``: the UN's sustainable development goals that texts serve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osaamo.cli.common import load_engine, print_json, read_text, told
from osaamo.cli.lines import lines_of, parsed

if TYPE_CHECKING:
    from osaamo.engine import SdgReader, SdgReading

_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option("--batch", nargs=2, type=(_IN, _OUT), metavar="IN.jsonl OUT.jsonl", help="Many texts, one a line.")
@click.option(
    "--language", type=click.Choice(["auto", "fi", "sv", "en"]), default="auto", show_default=True,
    help="Language of the document; auto tells sentence by sentence.",
)  # fmt: skip
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True,
    help="Show goals from this probability on.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sdg(file: str | None, batch: tuple[Path, Path] | None, language: str, threshold: float, *, as_json: bool) -> None:
    """Find which of the 17 goals a document serves, with the sentences that show it.

    \b
    osaamo sdg course.txt --json
    osaamo sdg --batch IN.jsonl OUT.jsonl

    With --batch, lines {"id", "text"} become {"id", "goals": {"1": p, ... "17": p}} in the same order; a text without
    letters gives zeros, and a broken line stops the run and is named.
    """
    if (file is None) == (batch is None):
        raise click.UsageError("Give a FILE (- for standard input) or --batch IN.jsonl OUT.jsonl.")
    from osaamo.engine import SdgReader

    with told():
        reader = SdgReader(load_engine())
        if batch:
            _batch(reader, *batch)
            return
        found = reader.read(read_text(file or "-"), language=language, threshold=threshold)
        if as_json:
            print_json(found.as_dict())
        else:
            _print(found)


def _batch(reader: SdgReader, source: Path, target: Path) -> None:
    from rich.console import Console
    from rich.progress import track

    from osaamo.engine import EmptyText

    rows = []
    for number, line in lines_of(source):
        try:
            rows.append(parsed(line))
        except ValueError as problem:
            raise click.ClickException(f"{source.name}, line {number}: {problem}") from problem
    with target.open("w", encoding="utf-8") as out:
        for row in track(rows, description="reading", console=Console(stderr=True)):
            try:
                found = reader.probabilities(row["text"], language=row["lang"])
            except EmptyText:
                found = dict.fromkeys(range(1, 18), 0.0)
            goals = {str(number): round(value, 5) for number, value in found.items()}
            out.write(json.dumps({"id": row["id"], "goals": goals}, ensure_ascii=False) + "\n")
    click.echo(f"{len(rows)} texts read into {target.name}.", err=True)


def _print(found: SdgReading) -> None:
    from rich.console import Console
    from rich.text import Text

    from osaamo.engine import goals

    console = Console()
    names = {goal.number: goal.labels.en for goal in goals()}
    if not found.served:
        console.print("No goal is served clearly enough to be named.")
    for goal in found.served:
        console.print(Text(f"{goal.number:>2}  {names[goal.number]}  {goal.probability:.0%}", style="bold"))
        for sentence in goal.sentences:
            console.print(Text(f"    {sentence.target}: {sentence.text.strip()}"))
