"""Cross-lingual agreement: the mean Jaccard of the ten best skills of one course told in two languages.

Run: ``python bench/crosslingual.py [--courses 300] [--effort best|fast] [--json]``

Parallel texts are learning outcomes of ``../shared/data/aalto_courses`` whose detected language is the labelled one.
The baseline compares the texts of two courses drawn at random, so it shows what agreement by chance looks like.
"""

from __future__ import annotations

import argparse
import gzip
import json
from itertools import combinations
from pathlib import Path

import numpy as np

from osaamo.cli.common import EFFORTS, load_engine

COURSES = Path(__file__).resolve().parents[2] / "shared" / "data" / "aalto_courses" / "courses.jsonl.gz"
LANGUAGES = ("fi", "sv", "en")
SEED = 11
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
    return len(one & other) / len(one | other)


def interval(values: list[float]) -> dict[str, float]:
    array = np.array(values)
    draws = np.random.default_rng(SEED).integers(0, len(array), (1000, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return {"mean": float(array.mean()), "low": float(low), "high": float(high), "pairs": len(array)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--courses", type=int, default=300)
    parser.add_argument("--effort", choices=list(EFFORTS), default="best")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    engine = load_engine(options.effort)
    courses = parallel(options.courses)
    read = [
        {code: {row.uri for row in engine.rank(text, language=code, limit=TOP)} for code, text in texts.items()}
        for texts in courses
    ]
    result = {"model": engine.model, "courses": len(courses), "top": TOP}
    for one, other in combinations(LANGUAGES, 2):
        both = [course for course in read if one in course and other in course]
        if both:
            chance = [jaccard(a[one], b[other]) for a, b in zip(both, both[1:] + both[:1], strict=True)]
            result[f"{one}-{other}"] = interval([jaccard(course[one], course[other]) for course in both])
            result[f"{one}-{other} by chance"] = interval(chance)
    if options.json:
        print(json.dumps(result, indent=1))
        return
    print(f"{engine.model}: {len(courses)} courses, Jaccard of the {TOP} best skills")
    for name, value in result.items():
        if isinstance(value, dict):
            print(f"{name:<18}{value['mean']:.3f} [{value['low']:.3f}-{value['high']:.3f}]  {value['pairs']} pairs")


if __name__ == "__main__":
    main()
