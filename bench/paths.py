"""Study paths on 5,000 realisations: seconds, proof of optimality, and two baselines.

Run: ``python bench/paths.py [--students 200] [--realisations 5000] [--credits 30] [--vectors concepts.npz]``

What is real and what is not: dates, weekly meetings, credits, languages and campuses are the public autumn timetable of
one school (``../shared/data/haaga_helia_offering_2018``), repeated for three schools and two terms until there are enough
realisations. That timetable holds no contents, so **the skills are drawn at random** (fixed seed): each field of study
has a pool of skills, a course draws 5-12 of them, four in five from its own field. Skill names are our own Finnish terms.
A course text is its name and, for each skill, its name or one of its alternative names, by a toss of a coin; the keyword
baseline counts the goal's words in it. With ``--vectors`` the pools are neighbourhoods of real skill vectors and near
skills count in part, which makes the problem harder.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import io
import json
import random
import re
import statistics
import time
from pathlib import Path

import numpy as np

from osaamo.engine.gap import VectorSimilarity, gap
from osaamo.engine.paths import PathLimits, greedy, keyword_path, plan_path, prepare, teaching
from osaamo.engine.records import Labels, Meeting, Step, TaughtSkill, WeightedSkill

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SCHOOLS = ("Haaga-Helia", "Laurea", "Metropolia")
TERMS = (0, 126)
DAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
SLOT = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
POOL = 50


def read_jsonl(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_terms() -> dict[str, tuple[str, list[str]]]:
    raw = gzip.decompress((SHARED / "terms" / "skills.csv.gz").read_bytes()).decode("utf-8")
    rows = csv.DictReader(io.StringIO(raw))
    return {row["uri"]: (row["fi"], [term for term in row["fi_alt"].split("|") if term]) for row in rows}


def weekly(text: str, first: dt.date, last: dt.date) -> list[Meeting]:
    found = []
    for weekday, h1, m1, h2, m2 in SLOT.findall(text):
        if (int(h1), m1) >= (int(h2), m2):  # a slip in the published timetable
            continue
        on = first + dt.timedelta(days=(DAYS[weekday] - first.weekday()) % 7)
        while on <= last:
            found.append(Meeting(f"{on}T{int(h1):02}:{m1}", f"{on}T{int(h2):02}:{m2}"))
            on += dt.timedelta(days=7)
    return found


def pools(fields: list[str], uris: list[str], vectors: np.ndarray | None, rng: random.Random) -> dict[str, list[str]]:
    made = {}
    for field in fields:
        if vectors is None:
            made[field] = rng.sample(uris, POOL)
        else:
            seed = rng.randrange(len(uris))
            made[field] = [uris[i] for i in np.argsort(-(vectors @ vectors[seed]), kind="stable")[:POOL]]
    return made


def offering(size: int, rng: random.Random, uris: list[str], vectors: np.ndarray | None, terms: dict):
    courses = {row["code"]: row for row in read_jsonl(SHARED / "haaga_helia_offering_2018" / "courses.jsonl.gz")}
    rows = read_jsonl(SHARED / "haaga_helia_offering_2018" / "implementations.jsonl.gz")
    fields = sorted({row["field_en"] for row in courses.values()})
    by_field = pools(fields, uris, vectors, rng)
    everything = sorted({uri for pool in by_field.values() for uri in pool})
    contents: dict[str, tuple[TaughtSkill, ...]] = {}
    texts: dict[str, str] = {}
    steps = []
    for school in SCHOOLS:
        for shift in TERMS:
            for row in rows:
                if len(steps) == size:
                    return steps, by_field, texts
                if not row["begins"] or not row["ends"]:
                    continue
                course = f"{school}:{row['course_code']}"
                if course not in contents:
                    field = courses[row["course_code"]]["field_en"]
                    drawn = {
                        rng.choice(by_field[field] if rng.random() < 0.8 else everything)
                        for _ in range(rng.randint(5, 12))
                    }
                    words = {uri: rng.choice([terms[uri][0], *terms[uri][1][:1]]) for uri in sorted(drawn)}
                    texts[course] = " ".join([row["name"], *words.values()]).casefold()
                    contents[course] = tuple(
                        TaughtSkill(uri, round(rng.uniform(0.5, 0.98), 2), f"Opiskelija osaa: {words[uri]}.")
                        for uri in sorted(drawn)
                    )
                begins = dt.date.fromisoformat(row["begins"]) + dt.timedelta(days=shift)
                ends = max(begins, dt.date.fromisoformat(row["ends"]) + dt.timedelta(days=shift))
                middle = begins + (ends - begins) / 2
                meetings = weekly(row["first_period"] or "", begins, middle) + weekly(
                    row["second_period"] or "", middle, ends
                )
                steps.append(
                    Step(
                        id=f"{school}:{row['implementation_code']}:{len(steps)}",
                        course=course,
                        title=Labels(fi=row["name"]),
                        institution=school,
                        credits=float(row["credits"].replace(",", ".") or 5) if row["credits"][:1].isdigit() else 5.0,
                        skills=contents[course],
                        languages=({"FIN": "fi", "ENG": "en", "SWE": "sv"}.get(row["language"], "fi"),),
                        mode="campus" if meetings else "online",
                        campus=row["campus"],
                        starts=begins.isoformat(),
                        ends=ends.isoformat(),
                        meetings=tuple(sorted(set(meetings), key=lambda m: m.start)),
                        seats=rng.choice([0, 5, 20, 30, None]),
                    )
                )
    return steps, by_field, texts


def student(rng: random.Random, by_field: dict[str, list[str]], size: int):
    chosen = rng.sample(sorted(by_field), 3)
    near = sorted({uri for field in chosen for uri in by_field[field]})
    everything = sorted({uri for pool in by_field.values() for uri in pool})
    want = sorted(set(rng.sample(near, min(len(near), round(size * 0.85)))))
    left = [uri for uri in everything if uri not in want]
    want += rng.sample(left, size - len(want))
    return [WeightedSkill(uri, rng.choice([0.5, 1.0, 1.0, 2.0])) for uri in want]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--realisations", type=int, default=5000)
    parser.add_argument("--skills", type=int, default=40)
    parser.add_argument("--credits", type=float, default=30)
    parser.add_argument("--vectors", type=Path, help="npz with uris, matrix (int8) and scales")
    parser.add_argument("--alternatives", action="store_true", help="time the alternatives too")
    args = parser.parse_args()
    if not SHARED.is_dir():
        raise SystemExit("no shared data: ../shared is absent")
    rng = random.Random(2018)  # noqa: S311 - repeatable draws, no secret
    terms = read_terms()
    uris, vectors, similarity = list(terms), None, None
    if args.vectors:
        packed = np.load(args.vectors)
        uris = [str(uri) for uri in packed["uris"]]
        vectors = packed["matrix"].astype(np.float32) * packed["scales"].astype(np.float32)[:, None]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        similarity = VectorSimilarity(uris, vectors)
    steps, by_field, texts = offering(args.realisations, rng, uris, vectors, terms)
    limits = PathLimits(credits_max=args.credits)
    labels = {uri: Labels(fi=fi) for uri, (fi, _) in terms.items()}
    seconds, gaps, ours, greedily, keywords, proven, sizes, credits_ = [], [], [], [], [], 0, [], []
    for _ in range(args.students):
        want = student(rng, by_field, args.skills)
        begun = time.perf_counter()
        result = plan_path(
            [], want, steps, limits, labels=labels, similarity=similarity, alternatives=args.alternatives
        )
        seconds.append(time.perf_counter() - begun)
        plan = result.plan
        proven += plan.optimal
        gaps.append(plan.optimality_gap)
        sizes.append(result.considered["candidates"])
        credits_.append(plan.credits)
        problem = prepare(teaching(gap([], want, labels=labels), steps, similarity=similarity), limits)
        best = sum(w * (100 - b) for w, b in zip(problem.teaching.weights, problem.teaching.base, strict=True))
        ids = {step.id for step in plan.steps}
        chosen = [index for index in problem.candidates if problem.teaching.steps[index].id in ids]
        words = {word for skill in want for word in terms[skill.uri][0].casefold().split() if len(word) > 3}
        found = keyword_path(problem, lambda step, words=words: sum(word in texts[step.course] for word in words))
        ours.append(problem.teaching.won(chosen) / best)
        greedily.append(problem.teaching.won(greedy(problem)) / best)
        keywords.append(problem.teaching.won(found) / best)
    print(
        f"{len(steps):,} realisations, {args.skills} skills wanted, {args.credits:g} credits, {args.students} students"
    )
    print(f"skills drawn at random{' around real skill vectors' if args.vectors else ''}, fixed seed; timetable real")
    print(f"candidates left by the filters: median {statistics.median(sizes):.0f}")
    print(
        f"seconds: median {statistics.median(seconds):.2f}, p95 {percentile(seconds, 0.95):.2f}, max {max(seconds):.2f}"
    )
    print(f"all goals proven optimal: {proven} of {args.students}; coverage gap max {max(gaps):.2%}")
    for name, values in (("path", ours), ("greedy", greedily), ("keyword search", keywords)):
        print(f"coverage won, {name:15} mean {statistics.mean(values):.1%}  min {min(values):.1%}")
    print(f"credits used: mean {statistics.mean(credits_):.1f}")


if __name__ == "__main__":
    main()
