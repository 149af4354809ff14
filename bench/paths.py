"""Study paths over 5,000 realisations: seconds, proof, what-ifs, and two baselines beside.

Run: ``python bench/paths.py [--students 200] [--realisations 5000] [--skills 40] [--credits 30] [--cache FOLDER]``

The offering is described in ``real_offering.py``: real timetables, real learning outcomes, skills read by our fast tier
and kept in the user's cache folder (or ``--cache``). A student aims at an occupation of our own skill profiles; its
skills, filled up with those of further occupations to 40 that the student does not have, are the gap. The student has
the skills of another occupation, is a degree student, takes at most 30 credits in all and 20 of them in the autumn.

Measured: wall time and CPU time of the first path (comparison of skills, path, reasons; then with three alternatives),
the share proven best and the largest coverage gap, and the wall time of each what-if. Coverage won, in percent of what
is missing, is compared with the greedy choice and with a plain search for the words of the goal's skills. Every plan is
checked by the rules. On a busy machine the CPU times say more than the wall times.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from real_offering import SHARED, contents, offering

from osaamo.cli.common import load_engine
from osaamo.engine.paths import Change, Offering, PathLimits, Period, Planner, broken, greedy, keyword_path
from osaamo.engine.records import WeightedSkill

if TYPE_CHECKING:
    from collections.abc import Callable

    from osaamo.engine import Engine
    from osaamo.engine.paths import PathResult
    from osaamo.engine.records import Labels

AUTUMN = ("2018-08-01", "2018-12-31")
ESSENTIAL, USEFUL = 1.0, 0.4
HAD = 0.8
AT_ONCE = 0.2
LETTERS = 3
"""Shorter words are no search terms."""


class Stopwatch:
    """Wall and CPU seconds of named actions."""

    def __init__(self) -> None:
        self.wall: defaultdict[str, list[float]] = defaultdict(list)
        self.cpu: defaultdict[str, list[float]] = defaultdict(list)

    def timed(self, name: str, action: Callable[[], Any]) -> Any:
        """What the action gives; its times are noted."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = action()
        self.wall[name].append(time.perf_counter() - wall)
        self.cpu[name].append(time.process_time() - cpu)
        return result

    def told(self, name: str) -> dict[str, float]:
        """The figures of an action."""
        wall, cpu = sorted(self.wall[name]), sorted(self.cpu[name])
        last = min(len(wall) - 1, int(0.95 * len(wall)))
        return {
            "times": len(wall),
            "median": statistics.median(wall),
            "p95": wall[last],
            "max": wall[-1],
            "cpu median": statistics.median(cpu),
            "cpu p95": cpu[last],
        }


def student(engine: Engine, rng: random.Random, size: int) -> tuple[list[WeightedSkill], list[WeightedSkill]]:
    """What a student has and wants: the skills of one occupation, and ``size`` others of further ones."""
    vocabulary = engine.vocabulary
    known = [occupation.uri for occupation in vocabulary.occupations if vocabulary.profile(occupation.uri)]
    before, *aims = rng.sample(known, 20)
    own = {vocabulary.uris[at] for at, _ in vocabulary.profile(before)}
    want: dict[str, float] = {}
    for aim in aims:
        for at, essential in vocabulary.profile(aim):
            uri = vocabulary.uris[at]
            if len(want) < size and uri not in own:
                want.setdefault(uri, ESSENTIAL if essential else USEFUL)
    return (
        [WeightedSkill(uri, HAD) for uri in sorted(own)],
        [WeightedSkill(uri, weight) for uri, weight in want.items()],
    )


def what_ifs(
    result: PathResult, planner: Planner, watch: Stopwatch, rng: random.Random, more: WeightedSkill
) -> list[float]:
    """Time the toggles of a page on one path: a planned course dropped, another forbidden or fixed, a goal added."""
    plan, problem = result.plan, result.problem
    steps = problem.teaching.steps
    planned = rng.choice(plan.steps).course
    idle = sorted({steps[index].course for index in problem.candidates} - {step.course for step in plan.steps})
    changes = {
        "drop a planned course": Change(drop=(planned,)),
        "fix a planned course": Change(fix=(planned,)),
        "add a wanted skill": Change(want=(more,)),
        "drop a wanted skill": Change(unwant=(result.asked.want[0].uri,)),
    }
    if idle:
        changes |= {
            "forbid another course": Change(drop=(rng.choice(idle),)),
            "fix another course": Change(fix=(rng.choice(idle),)),
        }
    for name, change in changes.items():
        check(watch.timed(name, lambda change=change: planner.replan(result, change)).result)
        for times in (watch.wall, watch.cpu):
            times["any what-if"].append(times[name][-1])


def check(result: PathResult) -> None:
    """Stop the run where a plan breaks a limit."""
    by_id = result.problem.teaching.offering.places
    for plan in (result.plan, *result.alternatives):
        steps = result.problem.steps([by_id[step.id] for step in plan.steps]) if plan else []
        if plan and (found := broken(steps, result.asked.limits)):
            raise SystemExit(f"a plan breaks its limits: {found}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--realisations", type=int, default=5000)
    parser.add_argument("--skills", type=int, default=40)
    parser.add_argument("--credits", type=float, default=30)
    parser.add_argument("--cache", type=Path, help="folder that keeps the read skills (default: the user's cache)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not SHARED.is_dir():
        raise SystemExit("no shared data: ../shared is absent")
    engine = load_engine()
    steps, texts = offering(args.realisations, contents(load_engine("fast"), args.cache))
    labels: dict[str, Labels] = {concept.uri: concept.labels for concept in engine.vocabulary.concepts}
    engine.similarity(list(labels)[:1], list(labels)[:1])  # the vectors are read from disk here
    watch = Stopwatch()
    offered = watch.timed("check and index the offering", lambda: Offering(steps))
    planner = Planner(offered, labels=labels, similarity=engine.similarity)
    limits = PathLimits(
        credits_max=args.credits, audiences=("degree",), periods=(Period("autumn", *AUTUMN, args.credits * 2 / 3),)
    )
    rng = random.Random(7)
    shares: defaultdict[str, list[float]] = defaultdict(list)
    gaps, differences, counts, candidates = [], [], [], []
    proven = 0
    for _ in range(args.students):
        have, want = student(engine, rng, args.skills + 1)
        more = want.pop()

        def first(have=have, want=want, *, others: bool) -> PathResult:
            return planner.plan(have, want, limits, alternatives=others)

        result = watch.timed("first path", lambda first=first: first(others=False))
        full = watch.timed("with alternatives", lambda first=first: first(others=True))
        check(full)
        plan, problem = result.plan, result.problem
        if plan is None:
            continue
        what_ifs(result, planner, watch, rng, more)
        proven += plan.optimal
        gaps.append(plan.optimality_gap)
        counts.append(len(full.alternatives))
        differences += [other.difference for other in full.alternatives]
        candidates.append(result.considered["candidates"])
        words = {word for skill in want for word in sought(labels[skill.uri]) if len(word) > LETTERS}
        searched = keyword_path(problem, lambda step, words=words: sum(word in texts[step.course] for word in words))
        places = offered.places
        missing = sum(w * (100 - b) for w, b in zip(problem.teaching.weights, problem.teaching.base, strict=True))
        for name, chosen in (
            ("path", [places[step.id] for step in plan.steps]),
            ("greedy", greedy(problem)),
            ("keyword search", searched),
        ):
            shares[name].append(problem.teaching.won(chosen) / missing)
    told = {
        "realisations": len(steps),
        "students": args.students,
        "with a path": len(gaps),
        "proven best in all goals": proven,
        "largest coverage gap": max(gaps),
        "what-ifs under 200 ms": sum(wall < AT_ONCE for wall in watch.wall["any what-if"])
        / len(watch.wall["any what-if"]),
        "candidates median": statistics.median(candidates),
        "candidates max": max(candidates),
        "alternatives mean": statistics.mean(counts),
        "alternatives least difference": min(differences),
        "coverage won": {
            name: {"mean": statistics.mean(values), "min": min(values)} for name, values in shares.items()
        },
        "below greedy": sum(p < g for p, g in zip(shares["path"], shares["greedy"], strict=True)),
        "seconds": {name: watch.told(name) for name in watch.wall},
    }
    if args.json:
        print(json.dumps(told, indent=1))
        return
    for name, value in told.items():
        if not isinstance(value, dict):
            print(f"{name}: {value:.3g}" if isinstance(value, float) else f"{name}: {value:,}")
            continue
        print(f"{name}:")
        for entry, figures in value.items():
            print(f"  {entry:30}" + "  ".join(f"{key} {figure:.3f}" for key, figure in figures.items()))


def sought(labels: Labels) -> list[str]:
    """The words of a skill's names in the languages of the offering's texts."""
    return f"{labels.fi} {labels.en}".casefold().split()


if __name__ == "__main__":
    main()
