"""Cross-lingual agreement: the mean Jaccard of the ten best skills of one course told in two languages.

Run: ``python bench/crosslingual.py [--courses 300] [--effort best fast] [--json]``

Parallel texts are learning outcomes of ``../shared/data/aalto_courses`` (the open part) of at least 120 letters whose
detected language is the labelled one; the courses with two or three of them are shuffled with a fixed seed and the
first 300 taken. The versions were written by people and are not always the same in content, so 1 is out of reach. The
baseline compares a course with another one of the sample, drawn at random: agreement by chance. Intervals are 95 %,
from drawing courses with replacement.
"""

from __future__ import annotations

import argparse
import gzip
import json
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from osaamo.cli.common import EFFORTS, load_engine

COURSES = Path(__file__).resolve().parents[2] / "shared" / "data" / "aalto_courses" / "courses.jsonl.gz"
LANGUAGES = ("fi", "sv", "en")
SEED = 11
RESAMPLES = 1000
TOP = 10
SHORTEST = 120


def parallel(most: int) -> list[dict[str, str]]:
    """Outcomes of courses told in two or three languages, in a fixed random order."""
    found = []
    with gzip.open(COURSES, "rt", encoding="utf-8") as lines:
        for line in lines:
            course = json.loads(line)
            texts = {
                code: course["learning_outcomes"][code]
                for code in LANGUAGES
                if course["detected_lang"]["learning_outcomes"].get(code) == code
                and len(course["learning_outcomes"][code]) >= SHORTEST
            }
            if len(texts) > 1:
                found.append(texts)
    return [found[at] for at in np.random.default_rng(SEED).permutation(len(found))[:most]]


def jaccard(one: set[str], other: set[str]) -> float:
    """Share of what either has that both have."""
    return len(one & other) / len(one | other)


def interval(values: list[float]) -> dict[str, float]:
    """Mean and its bootstrap interval."""
    array = np.array(values)
    draws = np.random.default_rng(SEED).integers(0, len(array), (RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return {"mean": float(array.mean()), "low": float(low), "high": float(high)}


def agreement(read: list[dict[str, set[str]]]) -> list[dict]:
    """A row for each pair of languages that some course of ``read`` has."""
    rows = []
    for one, other in combinations(LANGUAGES, 2):
        both = [course for course in read if one in course and other in course]
        if len(both) > 1:
            # The sample is in random order, so the next course is a random other one.
            chance = [jaccard(a[one], b[other]) for a, b in zip(both, both[1:] + both[:1], strict=True)]
            same = [jaccard(course[one], course[other]) for course in both]
            rows.append(
                {
                    "languages": f"{one}-{other}",
                    "pairs": len(both),
                    "same_course": interval(same),
                    "random_course": interval(chance),
                }
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--courses", type=int, default=300)
    parser.add_argument("--effort", nargs="+", choices=list(EFFORTS), default=list(EFFORTS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not COURSES.is_file():
        raise SystemExit("no shared data: ../shared is absent")
    courses = parallel(options.courses)
    table = Table(box=None, pad_edge=False)
    for column in ("effort", "languages", "pairs", f"same course, Jaccard of top {TOP}", "random course"):
        table.add_column(column, justify="left" if column in {"effort", "languages"} else "right")
    results = []
    for effort in options.effort:
        engine = load_engine(effort)
        read = [
            {code: {row.uri for row in engine.rank(text, language=code, limit=TOP)} for code, text in texts.items()}
            for texts in courses
        ]
        for row in agreement(read):
            results.append({"effort": effort, "model": engine.model, **row})
            cells = (
                f"{v['mean']:.3f} [{v['low']:.3f}-{v['high']:.3f}]" for v in (row["same_course"], row["random_course"])
            )
            table.add_row(effort, row["languages"], str(row["pairs"]), *cells)
    if options.json:
        print(json.dumps({"courses": len(courses), "seed": SEED, "top": TOP, "rows": results}, indent=1))
        return
    console = Console(highlight=False)
    console.print(f"{len(courses)} courses, seed {SEED}", table, sep="\n")


if __name__ == "__main__":
    main()
