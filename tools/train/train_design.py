"""Train and calibrate what the design desk estimates: ``python tools/train/train_design.py SHARED [--write]``.

Level (EQF 6 or 7): a logistic rule on the mean of a course's sentence vectors and on its title's. Aalto's
``basic-studies`` and ``intermediate-studies`` count as bachelor, ``advanced-studies`` as master; departments are split
into training and test, so that a subject met in training does not give its level away. Consistency: from which score
an outcome meets a statement of the content, told from the contents of courses of other departments. Prints the
figures of the held-out parts; ``--write`` stores the rules in ``engine/data/design``. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import encoded_courses as made

from osaamo.engine import outcomes_of
from osaamo.engine.design.tables import FOLDER

BACHELOR, MASTER = ("basic-studies", "intermediate-studies"), ("advanced-studies",)
TEST_SHARE = 3
"""One department in so many is for testing."""
SURE = 0.7
STRENGTH = 9.0
"""Inverse of the ridge on the unit vectors; 3 and 27 gave the same."""


def is_test(department: str) -> bool:
    return int(sha256(f"level {department}".encode()).hexdigest()[:8], 16) % TEST_SHARE == 0


def level_rule(courses: list[made.Course], seen: dict[str, made.Encoded]) -> tuple[dict, dict[str, np.ndarray]]:
    told = [one for one in courses if one.level in BACHELOR + MASTER and one.department]
    text = np.stack([mean(seen[one.key], "outcomes", "content") for one in told])
    title = np.stack([mean(seen[one.key], "title") for one in told])
    table = np.hstack([text, title])
    master = np.array([one.level in MASTER for one in told])
    departments = np.array([one.department for one in told])
    test = np.array([is_test(one.department) for one in told])
    # Versions of one course share its weight; both levels weigh the same, since another school's mix is unknown.
    versions = Counter(one.code for one in told)
    weight = np.array([1 / versions[one.code] for one in told])
    for level in (True, False):
        weight[(master == level) & ~test] /= weight[(master == level) & ~test].sum()
    weight *= (~test).sum()

    def learnt(chosen: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=3000).fit(
            table[chosen], master[chosen], sample_weight=weight[chosen]
        )

    # The raw rule is too sure of departments it never met: a scale learnt on departments left out makes it honest.
    training = np.flatnonzero(~test)
    left_out = np.zeros(len(told))
    for fit, held in GroupKFold(5).split(training, groups=departments[training]):
        left_out[training[held]] = learnt(training[fit]).decision_function(table[training[held]])
    scaling = LogisticRegression(C=1e6).fit(left_out[training, None], master[training], sample_weight=weight[training])
    scale, shift = float(scaling.coef_[0, 0]), float(scaling.intercept_[0])
    rule = learnt(training)
    sure = 1 / (1 + np.exp(-(scale * rule.decision_function(table[test]) + shift)))
    print(
        f"level: AUC {roc_auc_score(master[test], sure):.3f} on {test.sum()} versions of {len(set(departments[test]))} "
        f"departments; {len(training)} of {len(set(departments[training]))} departments trained; scale {scale:.2f}"
    )
    verbs = np.array([verb_levels(one) for one in told])
    print(f"  mean Bloom level of the verbs alone: AUC {roc_auc_score(master, verbs):.3f}")
    report(told, test, master, sure)
    size = text.shape[1]
    stored = {"bias": round(scale * float(rule.intercept_[0]) + shift, 5), "sure": SURE}
    return stored, {"text": scale * rule.coef_[0, :size], "title": scale * rule.coef_[0, size:]}


def mean(seen: made.Encoded, *parts: str) -> np.ndarray:
    rows = np.concatenate([seen.sentences[part] for part in parts]).astype(np.float32)
    return rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], np.float32)


def verb_levels(course: made.Course) -> float:
    levels = [outcome.level for outcome in outcomes_of(course.draft.outcomes, course.language) if outcome.level]
    return sum(levels) / len(levels) if levels else 0.0


def report(told: list[made.Course], test: np.ndarray, master: np.ndarray, sure: np.ndarray) -> None:
    languages = np.array([one.language for one in told])[test]
    truth = master[test]
    answered = np.maximum(sure, 1 - sure) >= SURE
    right = (sure >= 0.5) == truth
    for name, chosen in (("all", np.ones_like(truth)), *((code, languages == code) for code in made.LANGUAGES)):
        both = answered & chosen
        if not both.any():
            continue
        print(
            f"  {name}: n {chosen.sum()} (master {(truth & chosen).sum()}), answered {both.sum() / chosen.sum():.0%}, "
            f"right of the answered {right[both].mean():.1%}; right if all were answered {right[chosen].mean():.1%}"
        )
    for low, high in ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        confidence = np.maximum(sure, 1 - sure)
        bin_ = (confidence >= low) & (confidence < high)
        if bin_.any():
            print(f"  said {confidence[bin_].mean():.2f}, right {right[bin_].mean():.2f} (n {bin_.sum()})")


def consistency_rule(courses: list[made.Course], seen: dict[str, made.Encoded]) -> dict:
    """The threshold at which as many outcomes miss their own content as meet that of another department's course."""
    told = [one for one in courses if len(seen[one.key].sentences["content"])]
    same_language, same_department = defaultdict(list), defaultdict(list)
    for one in told:
        same_language[one.language].append(one)
        same_department[one.language, one.department].append(one)
    found = defaultdict(list)
    for at, one in enumerate(told):
        others = [other for other in same_language[one.language] if other.department != one.department]
        near = [other for other in same_department[one.language, one.department] if other.code != one.code]
        half = made.half(one.code)
        found[half, "own"] += best(seen, one, one)
        found[half, "other"] += best(seen, one, others[at * 7919 % len(others)])
        if near:
            found[half, "near"] += best(seen, one, near[at * 7919 % len(near)])
    fit = {name: np.array(found["fit", name]) for name in ("own", "other")}
    grid = np.arange(0, 1, 0.005)
    gap = [abs((fit["own"] < least).mean() - (fit["other"] >= least).mean()) for least in grid]
    threshold = round(float(grid[int(np.argmin(gap))]), 4)
    shown = {name: np.array(found["report", name]) for name in ("own", "near", "other")}
    shares = {name: f"{(values >= threshold).mean():.1%} of {len(values)}" for name, values in shown.items()}
    print(
        f"consistency: threshold {threshold}; outcomes that meet the content of their own course {shares['own']}, ",
        end="",
    )
    print(f"of another course of the department {shares['near']}, of another department's {shares['other']}")
    return {"content": threshold, "assessment": threshold}


def best(seen: dict[str, made.Encoded], one: made.Course, other: made.Course) -> list[float]:
    """For each sentence of the outcomes of ``one`` the cosine of the nearest sentence of the content of ``other``."""
    outcomes = seen[one.key].sentences["outcomes"].astype(np.float32)
    return (outcomes @ seen[other.key].sentences["content"].astype(np.float32).T).max(axis=1).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    courses = made.courses(given.shared / "data")
    read = [one for one in courses if one.version == "en"]
    read += [one for one in made.duplicates(courses) if one.version != "cut"]
    seen = made.encoded(read)
    level, weights = level_rule(read, seen)
    consistency = consistency_rule(read, seen)
    if given.write:
        path = FOLDER / "calibration.json"
        known = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(known | {"level": level, "consistency": consistency}, indent=2) + "\n", "utf-8")
        np.savez_compressed(FOLDER / "level.npz", **{name: row.astype(np.float32) for name, row in weights.items()})


if __name__ == "__main__":
    main()
