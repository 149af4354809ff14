"""Forecasts of enrolment against the last value and the module's own mean, on real and on made-up histories.

Run ``python bench/enrolment.py`` in the repository's environment. Real: sections of a small college by department, level
and teacher, term by term (``../shared/data/college_grades``, development part). Made up: modules of three kinds whose
runs scatter more than chance, so that what the intervals should hold is known.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from osaamo.engine import History, enrolment_backtest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SEED = 5


def college() -> dict[str, History]:
    """Mean size of the sections of each term, by department, level and teacher; the kind is the level."""
    with gzip.open(SHARED / "college_grades" / "grades.jsonl.gz", "rt", encoding="utf-8") as lines:
        sections = {row["section"]: row for row in map(json.loads, lines)}
    terms: dict[tuple[str, str, str], dict[tuple[str, bool], list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in sections.values():
        term = row["semester"]
        terms[row["dept"], row["level"], row["instructor_code"]][term[2:], term.startswith("FA")].append(
            row["enrolled"]
        )
    return {
        "/".join(key): History(key[1], tuple(round(float(np.mean(sizes))) for _, sizes in sorted(of.items())))
        for key, of in terms.items()
    }


def made_up(modules: int = 120) -> dict[str, History]:
    """Paths, intensives and courses with two to six runs each."""
    random = np.random.default_rng(SEED)
    found = {}
    for number in range(modules):
        kind, level = (("path", 18.0), ("intensive", 35.0), ("course", 60.0))[number % 3]
        mean = random.gamma(4.0, level / 4.0)
        runs = random.integers(2, 7)
        counts = random.negative_binomial(12.0, 12.0 / (12.0 + mean), size=runs)
        found[f"module-{number}"] = History(kind, tuple(int(count) for count in counts))
    return found


def main() -> None:
    """Print one line for each collection."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print("| data | runs forecast | ours MAE | own mean | last value | in 80 % | in 95 % |")
    print("|---|---|---|---|---|---|---|")
    for name, histories in (("college sections", college()), ("made up", made_up())):
        found = enrolment_backtest(histories)
        if found is not None:
            errors = f"{found.ours:.2f} | {found.own_mean:.2f} | {found.last_value:.2f}"
            inside = f"{100 * found.inside80:.0f} % | {100 * found.inside95:.0f} %"
            print(f"| {name} | {found.cases} | {errors} | {inside} |")


if __name__ == "__main__":
    main()
