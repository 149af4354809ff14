"""The goals of real Finnish and Swedish course texts, as the shipped reader sees them, against two readings.

Run: ``python bench/sdg_courses.py [--third FILE] [--json]``; ``--texts OUT.jsonl`` only writes the texts to be read.

``bench/gold/sdg_courses.tsv`` holds 60 Finnish and 30 Swedish courses of ``../shared/data/aalto_courses``: ids, a digest
of each text, and two readings; no text. How they were drawn and read stands in ``docs/model-card.md``. A text is the
outcomes and the contents whose detected language is the labelled one; one whose digest differs is left out and counted.

Printed: how far the readings agree (Cohen's kappa, Krippendorff's alpha, over pairs of text and goal, and for each goal);
then micro and macro F1 of the shipped reader at its shipped threshold, with 95 % intervals from drawing texts with
replacement, on pairs both readings say the same of, and against each reading alone. Beside it: a reader that names a
goal when one of our keywords of it stands in the text in any form, and the shipped reader on the English version of
the same courses, where there is one. Nothing was chosen on this set.

A third reading, made without sight of the others from the texts of ``--texts`` (shuffled, ids and languages only), is
taken from ``bench/gold/sdg_courses_third.tsv`` once it is there: columns ``id``, ``language`` and ``reading_c``, every id
once. Then Fleiss' kappa of all three, Cohen's of each pair, and figures against what two of three name are printed too.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import random
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from osaamo.cli.common import load_engine
from osaamo.engine import SdgReader, analyse
from osaamo.engine.sdg.reading import SHOWN_FROM
from osaamo.engine.sdg.touching import said_in

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "bench" / "gold" / "sdg_courses.tsv"
THIRD = ROOT / "bench" / "gold" / "sdg_courses_third.tsv"
COURSES = ROOT.parent / "shared" / "data" / "aalto_courses" / "courses.jsonl.gz"
GOALS = 17
SEED = 16
RESAMPLES = 2000
FIELDS = ("learning_outcomes", "content")


@dataclass(frozen=True, slots=True)
class Judged:
    """A course text, its English version or ``""``, and which of the 17 goals each reading names."""

    id: str
    language: str
    drawn: str
    text: str
    english: str
    first: np.ndarray
    second: np.ndarray


def text_of(course: dict[str, Any], language: str) -> str:
    """What of a course is really in a language."""
    found = [
        course[field][language].strip() for field in FIELDS if course["detected_lang"][field][language] == language
    ]
    return "\n".join(found)


def judged(gold: Path = GOLD, courses: Path = COURSES) -> tuple[list[Judged], int]:
    """The judged courses joined with their texts, and how many of them have another text now."""
    with gzip.open(courses, "rt", encoding="utf-8") as lines:
        by_id = {course["id"]: course for course in map(json.loads, lines)}
    found, changed = [], 0
    with gold.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            course = by_id.get(row["id"])
            text = text_of(course, row["language"]) if course else ""
            if course is None or hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
                changed += 1
                continue
            readings = [flags(row[name]) for name in ("reading_a", "reading_b")]
            found.append(Judged(row["id"], row["language"], row["drawn"], text, text_of(course, "en"), *readings))
    return found, changed


def third_reading(rows: list[Judged], path: Path) -> np.ndarray:
    """The goals a third reading names of each of the rows, in their order.

    Raises:
        ValueError: an id is missing, unknown or there twice, or a goal is none of 1 to 17; the message says which.
    """
    named: dict[str, np.ndarray] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            goals = [goal.strip() for goal in (line["reading_c"] or "").split(",") if goal.strip()]
            if line["id"] in named or not all(goal.isdigit() and 1 <= int(goal) <= GOALS for goal in goals):
                raise ValueError(f"{path.name}: {line['id']} is there twice or names {line['reading_c']!r}.")
            named[line["id"]] = flags(",".join(goals))
    wanted = {row.id for row in rows}
    if wanted != set(named):
        raise ValueError(f"{path.name}: other ids than those judged: {sorted(wanted ^ set(named))}.")
    return np.stack([named[row.id] for row in rows])


def write_texts(rows: list[Judged], path: Path) -> None:
    """The texts for a reader who must not know the other readings: shuffled, ids and languages alone beside them."""
    shuffled = random.Random(SEED).sample(rows, len(rows))
    with path.open("w", encoding="utf-8") as out:
        for row in shuffled:
            out.write(json.dumps({"id": row.id, "language": row.language, "text": row.text}, ensure_ascii=False) + "\n")


def flags(goals: str) -> np.ndarray:
    return np.isin(np.arange(1, GOALS + 1), [int(goal) for goal in goals.split(",") if goal])


def kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Cohen's kappa of two readings of the same pairs; nan when neither or both name everything."""
    seen = np.mean(one == other)
    chance = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float((seen - chance) / (1 - chance)) if chance < 1 else float("nan")


def fleiss(*readings: np.ndarray) -> float:
    """Fleiss' kappa of readings of the same pairs; nan when all name nothing or everything."""
    named = np.mean([reading.mean() for reading in readings])
    chance = named**2 + (1 - named) ** 2
    return float((1 - differing(*readings) - chance) / (1 - chance)) if chance < 1 else float("nan")


def alpha(*readings: np.ndarray) -> float:
    """Krippendorff's alpha of readings of the same pairs, nominal, none missing."""
    values = np.concatenate([reading.ravel() for reading in readings])
    named = values.sum()
    chance = 2 * named * (len(values) - named) / (len(values) * (len(values) - 1))
    return float(1 - differing(*readings) / chance) if chance else float("nan")


def differing(*readings: np.ndarray) -> float:
    """How often two of the readings, drawn at random, say different things of a pair."""
    return float(np.mean([np.mean(one != other) for one, other in combinations(readings, 2)]))


def f1(said: np.ndarray, true: np.ndarray, counted: np.ndarray) -> tuple[float, float, float, float]:
    """Micro precision, recall and F1 over counted pairs ``[texts, 17]``, and macro F1 over goals that are true anywhere."""
    hits = (said & true & counted).sum(axis=0)
    named, there = (said & counted).sum(axis=0), (true & counted).sum(axis=0)
    by_goal = [2 * h / (n + t) for h, n, t in zip(hits, named, there, strict=True) if t]
    return (
        share(hits.sum(), named.sum()),
        share(hits.sum(), there.sum()),
        share(2 * hits.sum(), named.sum() + there.sum()),
        float(np.mean(by_goal)) if by_goal else float("nan"),
    )


def share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def with_interval(said: np.ndarray, true: np.ndarray, counted: np.ndarray) -> dict[str, Any]:
    """The figures, and 95 % intervals of micro and macro F1."""
    precision, recall, micro, macro = f1(said, true, counted)
    draws = np.random.default_rng(SEED).integers(0, len(said), (RESAMPLES, len(said)))
    drawn = np.array([f1(said[draw], true[draw], counted[draw])[2:] for draw in draws])
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return {
        "texts": len(said), "positives": int((true & counted).sum()), "precision": precision, "recall": recall,
        "micro": [micro, low[0], high[0]], "macro": [macro, low[1], high[1]],
    }  # fmt: skip


def by_words(text: str, language: str) -> np.ndarray:
    """Goals of which a keyword stands in the text."""
    sentences = analyse(text, language).sentences
    return np.array([any(said_in(one.text, language, goal) for one in sentences) for goal in range(1, GOALS + 1)])


def measure(rows: list[Judged], reader: SdgReader, third: np.ndarray | None = None) -> dict[str, Any]:
    """All figures; with a third reading also its agreement with the others, and figures against the majority."""
    first, second = (np.stack([getattr(row, name) for row in rows]) for name in ("first", "second"))
    either = first | second
    result: dict[str, Any] = {
        "model": reader.model,
        "agreement": {
            "pairs": first.size, "both": int((first & second).sum()), "one": int((first != second).sum()),
            "kappa": kappa(first, second), "alpha": alpha(first, second),
            "by_goal": {
                goal + 1: {"a": int(first[:, goal].sum()), "b": int(second[:, goal].sum()),
                           "kappa": kappa(first[:, goal], second[:, goal])}
                for goal in range(GOALS) if either[:, goal].any()
            },
        },
        "readers": {},
    }  # fmt: skip
    said = {
        "shipped": np.stack([shown(reader, row.text, row.language) for row in rows]),
        "keywords": np.stack([by_words(row.text, row.language) for row in rows]),
    }
    for language in ("fi", "sv"):
        here = np.array([row.language == language for row in rows])
        at_random = here & np.array([row.drawn == "random" for row in rows])
        agreed = (first == second)[here]
        for name, names in said.items():
            result["readers"][f"{language} {name}"] = with_interval(names[here], first[here], agreed)
        everything = np.ones_like(agreed)
        result["readers"][f"{language} shipped, reading A"] = with_interval(
            said["shipped"][here], first[here], everything
        )
        result["readers"][f"{language} shipped, reading B"] = with_interval(
            said["shipped"][here], second[here], everything
        )
        result["readers"][f"{language} shipped, texts drawn at random"] = with_interval(
            said["shipped"][at_random], first[at_random], (first == second)[at_random]
        )
        told = np.array([here[at] and len(row.english) > 0 for at, row in enumerate(rows)])
        english = np.stack([shown(reader, row.english, "en") for row, has in zip(rows, told, strict=True) if has])
        result["readers"][f"{language} shipped, courses with English"] = with_interval(
            said["shipped"][told], first[told], (first == second)[told]
        )
        result["readers"][f"{language} shipped, their English"] = with_interval(
            english, first[told], (first == second)[told]
        )
    if third is not None:
        result["third"] = agreement_of_three(first, second, third)
        majority = np.sum([first, second, third], axis=0, dtype=int) >= 2
        for language in ("fi", "sv"):
            here = np.array([row.language == language for row in rows])
            for name, names in said.items():
                for title, true in (("majority of three", majority), ("reading C", third)):
                    result["readers"][f"{language} {name}, {title}"] = with_interval(
                        names[here], true[here], np.ones_like(true[here])
                    )
    agreed = first == second
    result["wrong"] = [
        {"id": row.id, "language": row.language, "goal": goal + 1, "said": bool(said["shipped"][at, goal])}
        for at, row in enumerate(rows)
        for goal in range(GOALS)
        if agreed[at, goal] and said["shipped"][at, goal] != first[at, goal]
    ]
    return result


def agreement_of_three(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> dict[str, Any]:
    """How far three readings agree, over all pairs of text and goal and by goal."""
    three = (first, second, third)
    somewhere = np.flatnonzero(np.any(three, axis=(0, 1)))
    return {
        "fleiss": fleiss(*three),
        "alpha": alpha(*three),
        "kappa": {"a b": kappa(first, second), "a c": kappa(first, third), "b c": kappa(second, third)},
        "named": [int(reading.sum()) for reading in three],
        "by_all": int(np.all(three, axis=0).sum()),
        "by_most": int((np.sum(three, axis=0, dtype=int) >= 2).sum()),
        "by_goal": {int(goal) + 1: fleiss(*(reading[:, goal] for reading in three)) for goal in somewhere},
    }


def shown(reader: SdgReader, text: str, language: str) -> np.ndarray:
    found = reader.probabilities(text, language=language)
    return np.array([found[goal] >= SHOWN_FROM for goal in range(1, GOALS + 1)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--third", type=Path, default=THIRD, help="a third reading; left out where the file is not")
    parser.add_argument(
        "--texts", type=Path, metavar="OUT.jsonl", help="write the texts to be read and do nothing else"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows, changed = judged()
    if options.texts:
        write_texts(rows, options.texts)
        return
    third = third_reading(rows, options.third) if options.third.exists() else None
    result = measure(rows, SdgReader(load_engine()), third) | {"changed": changed}
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    agreement = result["agreement"]
    console = Console()
    console.print(
        f"{len(rows)} texts ({changed} changed since); {agreement['pairs']} pairs, {agreement['both']} named by both and "
        f"{agreement['one']} by one reading: kappa {agreement['kappa']:.2f}, alpha {agreement['alpha']:.2f}"
    )
    console.print(
        "kappa by goal: "
        + ", ".join(f"{goal}: {one['kappa']:.2f} ({one['a']}/{one['b']})" for goal, one in agreement["by_goal"].items())
    )
    if third := result.get("third"):
        pairs = ", ".join(f"{pair} {value:.2f}" for pair, value in third["kappa"].items())
        console.print(
            f"three readings name {', '.join(map(str, third['named']))}, {third['by_all']} by all and {third['by_most']} by "
            f"most: Fleiss' kappa {third['fleiss']:.2f}, alpha {third['alpha']:.2f}; Cohen's kappa {pairs}"
        )
        console.print(
            "Fleiss' kappa by goal: " + ", ".join(f"{goal}: {value:.2f}" for goal, value in third["by_goal"].items())
        )
    table = Table(
        "reader", "texts", "pairs named", "precision", "recall", "micro F1", "macro F1", title=result["model"]
    )
    for name, one in result["readers"].items():
        table.add_row(
            name, str(one["texts"]), str(one["positives"]), f"{one['precision']:.2f}", f"{one['recall']:.2f}",
            *("{:.2f} [{:.2f}-{:.2f}]".format(*one[kind]) for kind in ("micro", "macro")),
        )  # fmt: skip
    console.print(table)
    for one in result["wrong"]:
        console.print(f"{one['language']} {one['id']}: goal {one['goal']} {'named' if one['said'] else 'missed'}")


if __name__ == "__main__":
    main()
