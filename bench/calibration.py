"""Calibration: of the skills shown with a confidence of about c, how many are right.

Run: ``python bench/calibration.py [--effort best fast] [--bins 10] [--json]``

The engine as shipped, everything above its own threshold, on the graded development set and on both sets of job-ad
sentences. Graded gold says what its annotators saw; skills they did not see are no evidence either way and are left
out; the share right is also given with them counted as wrong, which is its lower bound. In the sentence sets every skill that is not annotated counts as wrong, though
annotators wrote down few acceptable neighbours, so confidences look too high there. The expected calibration error is
the mean distance of confidence and share right over the bins, weighted by their size; its interval comes from drawing
texts with replacement. "Gap" is mean confidence minus share right: above zero is too sure.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from osaamo.cli.common import EFFORTS, load_engine
from osaamo.engine.evaluate import Scored, read_gold

SETS = ("gold_dev", "tech_validation", "house_validation")
FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "skill_benchmarks"
SEED = 11
RESAMPLES = 1000


def shown_by(engine, name: str) -> dict[str, list[Scored]]:
    """The texts of a set with what ``engine`` shows: all of them, and by language where there are several."""
    gold = read_gold((FOLDER / f"{name}.jsonl").read_text("utf-8").split("\n"))
    scored = []
    for item in gold:
        skills = engine.extract(item.text, language=item.language).skills
        scored.append(Scored(item, (), tuple((skill.uri, skill.confidence) for skill in skills)))
    languages = sorted({item.language for item in gold})
    parts = {name: scored}
    if len(languages) > 1:
        parts |= {f"{name} {code}": [row for row in scored if row.gold.language == code] for code in languages}
    return parts


def judged_pairs(scored: Scored) -> np.ndarray:
    """Confidence and 1 or 0 for right or wrong, a row for each judged skill shown in one text."""
    gold = scored.gold
    rows = [
        (sure, float(gold.grades.get(uri, 0) >= 1))
        for uri, sure in scored.shown
        if not gold.graded or uri in gold.judged
    ]
    return np.array(rows, dtype=float).reshape(-1, 2)


def table_of(pairs: np.ndarray, bins: int) -> list[dict[str, float]]:
    """One row for each bin of confidence that holds skills."""
    at = np.minimum((pairs[:, 0] * bins).astype(int), bins - 1)
    rows = []
    for number, (low, high) in enumerate(pairwise(np.linspace(0, 1, bins + 1))):
        inside = pairs[at == number]
        if len(inside):
            confidence, right = (float(value) for value in inside.mean(axis=0))
            rows.append({"from": low, "to": high, "n": len(inside), "confidence": confidence, "right": right})
    return rows


def error_of(rows: list[dict[str, float]]) -> float:
    """The expected calibration error."""
    everything = sum(row["n"] for row in rows)
    return sum(row["n"] * abs(row["confidence"] - row["right"]) for row in rows) / everything


def calibration(scored: list[Scored], bins: int) -> dict[str, object]:
    """The reliability table of some texts and its summary."""
    by_text = [judged_pairs(item) for item in scored]
    pairs = np.concatenate(by_text)
    if not len(pairs):
        return {"texts": len(scored), "n": 0}
    draws = np.random.default_rng(SEED).integers(0, len(by_text), (RESAMPLES, len(by_text)))
    samples = [np.concatenate([by_text[at] for at in draw]) for draw in draws]
    errors = [error_of(table_of(sample, bins)) for sample in samples if len(sample)]
    low, high = np.percentile(errors, [2.5, 97.5])
    confidence, right = (float(value) for value in pairs.mean(axis=0))
    rows = table_of(pairs, bins)
    shown = sum(len(item.shown) for item in scored)
    return {
        "texts": len(scored),
        "n": len(pairs),
        "unjudged": 1 - len(pairs) / shown,
        "confidence": confidence,
        "right": right,
        "right_at_least": float(pairs[:, 1].sum()) / shown,
        "gap": confidence - right,
        "ece": {"value": error_of(rows), "low": float(low), "high": float(high)},
        "brier": float(((pairs[:, 0] - pairs[:, 1]) ** 2).mean()),
        "bins": rows,
    }


def show(console: Console, name: str, result: dict) -> None:
    """One reliability table with a line of summary above it."""
    if not result["n"]:
        console.print(f"{name}: nothing shown in {result['texts']} texts\n")
        return
    ece = result["ece"]
    seen = f" ({result['unjudged']:.0%} of all shown are unjudged and left out; counted as wrong: right {result['right_at_least']:.3f})"
    console.print(
        f"{name}: {result['n']} skills shown in {result['texts']} texts{seen if result['unjudged'] else ''}\n"
        f"  mean confidence {result['confidence']:.3f}, right {result['right']:.3f}, gap {result['gap']:+.3f}; "
        f"expected calibration error {ece['value']:.3f} [{ece['low']:.3f}-{ece['high']:.3f}], Brier {result['brier']:.3f}"
    )
    table = Table(box=None, pad_edge=False)
    for column in ("confidence", "mean", "right", "gap", "n"):
        table.add_column(column, justify="right", min_width=9)
    for row in result["bins"]:
        table.add_row(
            f"{row['from']:.2f}-{row['to']:.2f}",
            f"{row['confidence']:.3f}",
            f"{row['right']:.3f}",
            f"{row['confidence'] - row['right']:+.3f}",
            str(row["n"]),
        )
    console.print(table, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--effort", nargs="+", choices=list(EFFORTS), default=list(EFFORTS))
    parser.add_argument("--bins", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit("no shared data: ../shared is absent")
    console = Console(highlight=False, soft_wrap=True)
    results = []
    for effort in options.effort:
        engine = load_engine(effort)
        if not options.json:
            console.print(f"[bold]{effort}[/bold]: {engine.model}, threshold {engine.ranker.threshold:.3f}\n")
        for name in SETS:
            for part, scored in shown_by(engine, name).items():
                result = calibration(scored, options.bins)
                results.append({"effort": effort, "model": engine.model, "gold": part, **result})
                if not options.json:
                    show(console, part, result)
    if options.json:
        json.dump(results, sys.stdout, indent=1)
        print()


if __name__ == "__main__":
    main()
