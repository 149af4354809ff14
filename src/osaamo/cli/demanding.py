"""``osaamo demand``: forecasts of monthly series and which way demand goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from osaamo.cli.common import told
from osaamo.cli.lines import lines_of

_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
_DIGITS = 4


@click.group()
def demand() -> None:
    """Demand of skills by month: what to expect, how sure, and which way it goes."""


@demand.command(name="forecast")
@click.argument("source", type=_IN, metavar="IN.jsonl")
@click.argument("target", type=_OUT, metavar="OUT.jsonl")
@click.option("--horizon", required=True, type=click.IntRange(1, 60), help="Months ahead.")
def forecast_command(source: Path, target: Path, horizon: int) -> None:
    """Forecast every series of IN.jsonl, each by the way that did best on it in a rolling back-test.

    Lines {"id", "y": [...]} (monthly, oldest first, from 0 on) become {"id", "mean", "lo80", "hi80", "lo95", "hi95",
    "model"} in the same order. The last value wins openly where it wins. A broken line stops the run and is named.
    """
    from osaamo.engine import forecast

    with told():
        rows = _rows(source)
        found = forecast([row["y"] for row in rows], horizon)
        with target.open("w", encoding="utf-8") as out:
            for row, one in zip(rows, found, strict=True):
                numbers = {
                    name: [round(value, _DIGITS) for value in getattr(one, name)]
                    for name in ("mean", "lo80", "hi80", "lo95", "hi95")
                }
                out.write(json.dumps({"id": row["id"], **numbers, "model": one.model}, ensure_ascii=False) + "\n")
    click.echo(f"{len(rows)} series forecast into {target.name}.", err=True)


@demand.command(name="signals")
@click.argument("source", type=_IN, metavar="IN.jsonl")
@click.argument("target", type=_OUT, metavar="OUT.jsonl")
def signals_command(source: Path, target: Path) -> None:
    """Tell of every series of IN.jsonl which way demand goes, or that there is not enough data.

    Lines {"id", "y": [...], "ads"?: [...]} (monthly, oldest first; ads: all ads of each month, which make rates) become
    {"id", "signal", "change_a_year", "chance", "chance_last"}: the class, the change a year as a share of the mean
    level, and how probable noise alone shows the trend of all months and of the last twelve, corrected for all series.
    """
    from osaamo.engine import signals

    with told():
        rows = _rows(source)
        found = signals([row["y"] for row in rows], [row["ads"] for row in rows])
        with target.open("w", encoding="utf-8") as out:
            for row, one in zip(rows, found, strict=True):
                numbers = {
                    name: None if (value := getattr(one, name)) is None else float(f"{value:.4g}")
                    for name in ("change_a_year", "chance", "chance_last")
                }
                out.write(json.dumps({"id": row["id"], "signal": one.signal, **numbers}, ensure_ascii=False) + "\n")
    click.echo(f"{len(rows)} series read into {target.name}.", err=True)


def _rows(source: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in lines_of(source):
        try:
            rows.append(_row(line))
        except ValueError as problem:
            raise click.ClickException(f"{source.name}, line {number}: {problem}") from problem
    return rows


def _row(line: str) -> dict[str, Any]:
    """``id`` as it came, ``y`` and ``ads`` (``None`` when missing) of one line; ValueError says what is wrong."""
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise ValueError(f"not JSON: {problem}") from problem
    if not isinstance(row, dict) or "id" not in row:
        raise ValueError("needs a JSON object with an `id` and `y`, a list of monthly numbers")
    months, ads = row.get("y"), row.get("ads")
    if not _is_series(months):
        raise ValueError("`y` must be a list of at least one monthly number, none negative or missing")
    if ads is not None and not (_is_series(ads) and len(ads) == len(months)):
        raise ValueError("`ads` must have a number from 0 on for each month of `y`")
    return {"id": row["id"], "y": months, "ads": ads}


def _is_series(months: object) -> bool:
    return (
        isinstance(months, list)
        and bool(months)
        and all(
            isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
            for value in months
        )
    )
