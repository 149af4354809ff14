"""``osaamo skills``: the skills of documents, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from osaamo.cli.common import EFFORTS, load_engine, print_json, read_text, told

if TYPE_CHECKING:
    from osaamo.engine import Extraction

_NOTES = {
    "unknown-language": "The text seems to be in another language ({0}); Osaamo reads Finnish, Swedish and English.",
    "long-text": "The text is long ({0} sentences): it was read with the fast model.",
}


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...|-]")
@click.option(
    "--language", type=click.Choice(["auto", "fi", "sv", "en"]), default="auto", show_default=True,
    help="Language of the text; auto tells sentence by sentence.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), help="Show at most this many skills.")
@click.option(
    "--threshold", type=click.FloatRange(0, 1),
    help="Show skills from this confidence on, 0 to 1; without it the value that is best on judged texts.",
)  # fmt: skip
@click.option(
    "--effort", type=click.Choice(list(EFFORTS)), default="best", show_default=True,
    help="best: transformer; fast: static vectors, many times quicker and less exact.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object, or one a line for several files.")
def skills(
    files: tuple[str, ...], language: str, limit: int | None, threshold: float | None, effort: str, *, as_json: bool
) -> None:
    """Find the skills in documents (TXT, Markdown, HTML, PDF, DOCX) or in standard input.

    \b
    osaamo skills course.txt
    echo "Osaan ohjelmoida Pythonilla" | osaamo skills - --json
    """
    import json

    names = files or ("-",)
    with told():
        engine = load_engine(effort)
        for name in names:
            text = read_text(name)
            found = engine.extract(text, language=language, limit=limit, threshold=threshold)
            if as_json and len(names) == 1:
                print_json(found.as_dict())
            elif as_json:
                click.echo(json.dumps({"file": name, **found.as_dict()}, ensure_ascii=False))
            else:
                _print(name if len(names) > 1 else "", found)


def _print(name: str, found: Extraction) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if name:
        console.rule(name)
    for note in found.notes:
        console.print(_NOTES.get(note.code, note.code).format(note.detail), style="yellow", markup=False)
    if not found.skills:
        console.print("No skills were found in this text.")
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("sure", justify="right", style="dim")
    table.add_column("skill", style="bold", ratio=2)
    table.add_column("because the text says", ratio=5)
    for skill in found.skills:
        best = skill.evidence[0]
        sentence = Text(best.text)
        if best.cue:
            sentence.stylize("reverse", best.cue[0] - best.start, best.cue[1] - best.start)
        folded = Text(" ").join(part for part in sentence.split("\n") if part.plain.strip())
        table.add_row(f"{100 * skill.confidence:.0f} %", Text(skill.label.best(found.language)), folded)
    console.print(table)
    console.print(f"{found.model} · {found.vocabulary}", style="dim")
