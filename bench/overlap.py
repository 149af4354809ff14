"""Overlap of courses: ``python bench/overlap.py SHARED [--write]`` finds known duplicates among Aalto's courses.

Queries are courses whose duplicate is known: the Finnish and the Swedish version of a course taught in English too, and
courses renamed, with half of their sentences dropped and the others shuffled. They are looked for among all English
versions by the call that the pages use. The rule of the decision is fitted, and its threshold chosen, on the half of
the courses with an even digest; figures are of the other half. A name in common with a third course is neither right
nor wrong: Sisu holds old and new codes of one course.

False alarms are counted on the same queries with their own duplicate taken away: what the decision flags then is wrong
by construction, as far as the collection tells. ``--write`` stores the rule in ``engine/data/design``. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import encoded_courses as made
import numpy as np
from sklearn.linear_model import LogisticRegression

from osaamo.engine import overlaps, twins
from osaamo.engine.design.overlap import LOOKED_AT, crowding
from osaamo.engine.design.tables import FOLDER, numbers

SKILL_SHARE = 0.03
"""Of the plain score that finds the courses to judge; about what the rule gives the skills."""
ALARMED = 0.10
"""The share of courses without a duplicate that may be alarmed, on the fitting half."""
KINDS = {"fi": "Finnish version", "sv": "Swedish version", "cut": "renamed and cut"}


def sisters(query: made.Course, pool: dict[str, made.Course]) -> set[str]:
    """Keys of the query's own course and of others with a name in common."""
    return {key for key, one in pool.items() if one.code == query.code or one.names & query.names}


def fitted(asked: list[made.Course], seen: dict, pool: dict[str, made.Course], items: list) -> dict:
    """The logistic rule on skills, text and how far the text stands out, of the duplicates and the nearest others."""
    rows, right, crowds = [], [], []
    for query in asked:
        known = sisters(query, pool)
        nearest = twins(seen[query.key].item("?"), items, most=LOOKED_AT, skill_share=SKILL_SHARE)
        crowds.append(crowding(nearest, 0.0))
        for twin in nearest:
            if pool[twin.id].code == query.code or twin.id not in known:
                rows.append((twin.skills, twin.text, twin.text - crowds[-1]))
                right.append(pool[twin.id].code == query.code)
    rule = LogisticRegression(C=100, max_iter=1000).fit(np.array(rows), right)
    skills, text, margin = (round(float(value), 4) for value in rule.coef_[0])
    return {
        "bias": round(float(rule.intercept_[0]), 4),
        "skills": skills,
        "text": text,
        "margin": margin,
        "skill_share": SKILL_SHARE,
        "crowd": round(float(np.mean(crowds)), 4),
        "threshold": 0.5,
    }


def answers(asked: list[made.Course], seen: dict, pool: dict, items: list) -> list[dict]:
    """For each query: the rank and probability of its duplicate, and the surest course that is none."""
    found = []
    for query in asked:
        known = sisters(query, pool)
        listed = overlaps(seen[query.key].item("?"), items, most=10)
        listed = [one for one in listed if pool[one.id].code == query.code or one.id not in known]
        own = [(at, one.probability) for at, one in enumerate(listed, 1) if pool[one.id].code == query.code]
        others = [one.probability for one in listed if pool[one.id].code != query.code]
        rank, sure = own[0] if own else (99, 0.0)
        found.append({"kind": query.version, "rank": rank, "sure": sure, "others": others})
    return found


def table(found: list[dict], threshold: float, pool: int) -> None:
    print(f"{'':18}{'n':>5}{'recall@1':>10}{'recall@5':>10}{'flagged':>9}{'alarmed':>9}{'pairs':>10}")
    for kind, name in (*KINDS.items(), ("", "all")):
        rows = [row for row in found if kind in ("", row["kind"])]
        count = len(rows)
        flags = [sum(other >= threshold for other in row["others"]) for row in rows]
        print(
            f"{name:18}{count:5}{sum(row['rank'] == 1 for row in rows) / count:10.3f}"
            f"{sum(row['rank'] <= 5 for row in rows) / count:10.3f}"
            f"{sum(row['sure'] >= threshold for row in rows) / count:9.3f}"
            f"{sum(map(bool, flags)) / count:9.3f}{sum(flags) / (count * pool):10.6f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true", help="store the rule")
    given = parser.parse_args()
    courses = made.courses(given.shared / "data")
    asked = made.duplicates(courses)
    pool = {one.key: one for one in courses if one.version == "en"}
    seen = made.encoded([*pool.values(), *asked])
    items = [seen[key].item(key) for key in pool]
    halves = {name: [one for one in asked if made.half(one.code) == name] for name in ("fit", "report")}
    rule = fitted(halves["fit"], seen, pool, items)
    numbers()["overlap"] = rule
    surest = sorted(
        (max(row["others"], default=0.0) for row in answers(halves["fit"], seen, pool, items)), reverse=True
    )
    rule["threshold"] = round(surest[int(ALARMED * len(surest))] + 1e-4, 4)
    print(f"{len(pool)} courses in English; {rule}")
    started = time.perf_counter()
    found = answers(halves["report"], seen, pool, items)
    print(f"{(time.perf_counter() - started) / len(found) * 1000:.0f} ms a query")
    table(found, rule["threshold"], len(pool))
    if given.write:
        path = FOLDER / "calibration.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"overlap": rule}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
