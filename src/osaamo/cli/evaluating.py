"""``osaamo evaluate``: quality measured on a gold set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from osaamo.cli.common import EFFORTS, load_engine, print_json, told

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Measure quality on gold sets, with 95 % intervals."""


@evaluate.command()
@click.argument("gold", type=FILE)
@click.option(
    "--labels", type=click.Choice(["auto", "v1.1", "v1.2"]), default="auto", show_default=True,
    help="Rank the skills of this ESCO version; auto: 1.1 where the gold set says so.",
)  # fmt: skip
@click.option("--effort", type=click.Choice(list(EFFORTS)), default="best", show_default=True, help="Which encoder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def linking(gold: Path, labels: str, effort: str, *, as_json: bool) -> None:
    """Measure skill linking on GOLD (JSON lines with text and grades or gold_uri).

    \b
    osaamo evaluate linking gold_dev.jsonl
    """
    from osaamo.engine import read_gold, reliability, report, score_texts

    text = gold.read_text("utf-8")
    try:
        texts = read_gold(text.split("\n"))
    except ValueError as error:
        raise click.ClickException(f"{gold.name}: {error}") from error
    if not texts:
        raise click.ClickException(f"{gold.name} holds no texts.")
    version = ("v1.1" if '"taxonomy": "ESCO 1.1' in text else "v1.2") if labels == "auto" else labels
    with told():
        engine = load_engine(effort)
        scored, speed = score_texts(engine, texts, labels=version)
    result = {
        "gold": gold.name,
        "labels": version,
        "model": engine.model,
        "vocabulary": engine.vocabulary.version,
        "texts_per_second": speed,
        "measures": report(scored),
        "reliability": reliability(scored),
    }
    if as_json:
        print_json(result)
    else:
        _print(result)


def _print(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(
        f"{result['gold']}: {result['model']}, {result['vocabulary']}, {result['texts_per_second']:.1f} texts/s"
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("measure")
    parts = result["measures"]
    for name, part in parts.items():
        table.add_column(f"{name} ({part['texts_with_gold']})", justify="right")
    first = next(iter(parts.values()))
    for measure in first.get("ranking", {}):
        cells = []
        for part in parts.values():
            value = part.get("ranking", {}).get(measure)
            cells.append(
                f"{100 * value['mean']:.1f} [{100 * value['low']:.1f}-{100 * value['high']:.1f}]" if value else ""
            )
        table.add_row(measure, *cells)
    for measure in first["set"]:
        factor = 1 if measure == "shown_per_text" else 100
        table.add_row(f"set {measure}", *(f"{factor * part['set'][measure]:.1f}" for part in parts.values()))
    if any("silent" in part for part in parts.values()):
        table.add_row(
            "silent without gold",
            *(f"{100 * part['silent']:.1f}" if "silent" in part else "" for part in parts.values()),
        )
    console.print(table)
    curve = Table(
        box=None, pad_edge=False, title="of the skills shown with confidence c, so many are right", title_justify="left"
    )
    for column in ("confidence", "shown", "right"):
        curve.add_column(column, justify="right")
    for row in result["reliability"]:
        curve.add_row(f"{100 * row['confidence']:.0f} %", f"{row['shown']:.0f}", f"{100 * row['right']:.0f} %")
    console.print(curve)
