"""The best portfolio out of real courses: time, proof, and how far today's and the greedy choice fall behind.

Run ``python bench/portfolio.py [--candidates 400] [--ads 1500] [--effort 20]`` in the repository's environment.

Candidates are courses of ``../shared/data/aalto_courses`` (outcomes read by our fast tier) and, by name alone, of
``haaga_helia_offering_2018``; Aalto's are dealt to two schools by their code, since no data of three schools exist.
Demand is how many of the newest ads of ``hn_who_is_hiring`` name each skill. "Today" is a drawn set of 16 that gives
each school a fair part. Limits: as many credits as N courses of today's mean size, a fifth of the credits from each
school. What was read is kept in the user's cache folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections import Counter
from dataclasses import replace
from itertools import chain, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_dir
from real_offering import SHARED, read_jsonl, told

from osaamo.cli.common import load_engine
from osaamo.engine import (
    Labels,
    Need,
    PortfolioCandidate,
    PortfolioLimits,
    TaughtSkill,
    best_portfolio,
    measured_portfolio,
    portfolio_curve,
    portfolio_problem,
    skill_needs,
)
from osaamo.engine.portfolio import greedy
from osaamo.engine.portfolio.problem import broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine import Engine
    from osaamo.engine.portfolio.problem import Problem

SIZES = (16, 22, 30)
SCHOOLS = ("haaga-helia", "laurea", "metropolia")
SHARE = 0.2
SEED = 7


def read(engine: Engine, name: str, texts: Sequence[str]) -> list[list[list[Any]]]:
    """The skills of each text as ``[uri, confidence]``, read once and kept."""
    seen = hashlib.sha256("\n".join([engine.model, *texts]).encode()).hexdigest()[:16]
    kept = Path(user_cache_dir("osaamo")) / f"bench-portfolio-{name}-{seen}.json"
    if not kept.exists():
        found = [[[skill.uri, round(skill.confidence, 3)] for skill in engine.extract(text).skills] for text in texts]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found), encoding="utf-8")
    read_before: list[list[list[Any]]] = json.loads(kept.read_text(encoding="utf-8"))
    return read_before


def candidates(engine: Engine, count: int) -> list[PortfolioCandidate]:
    """Three quarters with outcomes, one quarter by name, each of one school."""
    rng = random.Random(SEED)
    outcomes = [(row, text) for row in read_jsonl(SHARED / "aalto_courses" / "courses.jsonl.gz") if (text := told(row))]
    names = [row for row in read_jsonl(SHARED / "haaga_helia_offering_2018" / "courses.jsonl.gz") if row["names"]]
    some = rng.sample(outcomes, 3 * count // 4)
    others = rng.sample(names, count - len(some))
    skills = chain(
        read(engine, "outcomes", [text for _, text in some]), read(engine, "names", [row["names"][0] for row in others])
    )
    found = []
    for at, (row, taught) in enumerate(zip([*(row for row, _ in some), *others], skills, strict=True)):
        written = row["credits"]["min"] if isinstance(row["credits"], dict) else row["credits"]
        credits_ = float(str(written or 5).replace(",", "."))
        school = SCHOOLS[0] if at >= len(some) else SCHOOLS[1 + sum(row["code"].encode()) % 2]
        found.append(
            PortfolioCandidate(
                id=f"{school}/{row['code']}",
                title=Labels(en=row["code"]),
                skills=tuple(TaughtSkill(uri, confidence) for uri, confidence in taught),
                credits=credits_,
                loads={school: credits_},
            )
        )
    return list({one.id: one for one in found}.values())


def demand(engine: Engine, count: int) -> list[Need]:
    """The skills the newest ads name."""
    rows = list(read_jsonl(SHARED / "hn_who_is_hiring" / "ads_2011_2017.jsonl.gz"))
    newest = islice(sorted(rows, key=lambda row: (row["month"], row["id"]), reverse=True), count)
    asked = Counter(skill[0] for ad in read(engine, "ads", [row["text"] for row in newest]) for skill in ad)
    return skill_needs(asked)


def _greedy(of: Problem, limits: PortfolioLimits) -> str:
    """What the greedy choice covers; a dash where it breaks a limit."""
    chosen = greedy(of, limits)
    return "-" if broken(of, chosen, limits) else f"{100 * of.share(of.won(chosen)):.2f} %"


def main() -> None:
    """Print one line for each size, then the curve of the smallest."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--candidates", type=int, default=400)
    arguments.add_argument("--ads", type=int, default=1500)
    arguments.add_argument("--effort", type=float, default=20.0)
    asked = arguments.parse_args()
    engine = load_engine(effort="fast")
    rows, needs = candidates(engine, asked.candidates), demand(engine, asked.ads)
    of = portfolio_problem(rows, needs)
    rng = random.Random(SEED)
    today = [row.id for school in SCHOOLS for row in rng.sample([r for r in rows if school in r.loads], 6)][: SIZES[0]]
    now = measured_portfolio(of, today, PortfolioLimits(SIZES[0]))
    mean = now.credits / SIZES[0]
    served = int((of.lifts > 0).any(axis=0).sum())
    print(
        f"{len(rows)} candidates, {len(needs)} skills asked of which {served} taught; today {100 * now.coverage:.1f} %"
    )
    print("| N | least share | coverage | greedy | today + greedy | proven | gap | seconds | CPU |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size, share in product(SIZES, (0.0, SHARE)):
        limits = PortfolioLimits(size, credits_max=round(mean * size, 1), share_min=share)
        wall, cpu = time.perf_counter(), time.process_time()
        found = best_portfolio(of, limits, today=today, effort=asked.effort)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        plain = [_greedy(of, limits), _greedy(of, replace(limits, must=tuple(today)))]
        if found is not None:
            shares = " | ".join([f"{100 * share:.0f} %", f"{100 * found.coverage:.2f} %", *plain])
            proof = f"{'yes' if found.optimal else 'no'} | {100 * found.distance:.2f} %"
            print(f"| {size} | {shares} | {proof} | {wall:.1f} | {cpu:.1f} |", flush=True)
    wall = time.perf_counter()
    points = portfolio_curve(
        of, PortfolioLimits(SIZES[0], share_min=SHARE), by="credits", today=today, points=5, effort=asked.effort / 4
    )
    for point in points:
        print(f"at most {point.limit:g} credits: {100 * point.portfolio.coverage:.2f} %")
    print(f"curve: {time.perf_counter() - wall:.1f} s")


if __name__ == "__main__":
    main()
