"""Demand forecasts against the naive ones, from several origins of the development data; and how noise is read.

For each data set and origin: the metric of its README (WAPE and mean absolute error, in percentage points for shares) of our
forecast, the last value, the mean of six and of twelve months, drift and the last year's month, the coverage of both
intervals, and the seconds. The last months of the development series are forecast from the months before; the held-out
months are not in these files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from osaamo.engine import Signal, forecast, signals

JOB_SDF = "job_sdf_demand/{}_2021-01_2023-06.jsonl.gz"


def rows(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def job_sdf(data: Path, part: str) -> list[list[float]]:
    return [row["y"] for row in rows(data / JOB_SDF.format(part))]


def shares(data: Path) -> list[list[float]]:
    """Ads with the skill per hundred ads."""
    found = defaultdict(list)
    for row in rows(data / "hn_who_is_hiring" / "skill_months_2011_2017.jsonl.gz"):
        found[row["skill"]].append(100 * row["ads_with_skill"] / row["ads"])
    return list(found.values())


def indices(data: Path) -> list[list[float]]:
    found = defaultdict(list)
    for row in rows(data / "indeed_postings" / "sector_monthly.jsonl.gz"):
        found[row["country"], row["sector"], row["variable"]].append(row["index"])
    return list(found.values())


def naive(known: list[list[float]], horizon: int) -> dict[str, np.ndarray]:
    ahead = np.arange(1, horizon + 1)
    return {
        "last value": np.array([[months[-1]] * horizon for months in known]),
        "mean of 6": np.array([[np.mean(months[-6:])] * horizon for months in known]),
        "mean of 12": np.array([[np.mean(months[-12:])] * horizon for months in known]),
        "drift": np.array([months[-1] + (months[-1] - months[0]) / (len(months) - 1) * ahead for months in known]),
        "last year": np.array([[months[-12 + step % 12] for step in range(horizon)] for months in known]),
    }


def measure(name: str, series: list[list[float]], horizon: int, cuts: tuple[int, ...]) -> None:
    print(f"\n## {name}, {len(series)} series, {horizon} months ahead: WAPE / MAE")
    table, covered = defaultdict(list), []
    for cut in cuts:
        known = [months[: len(months) - cut] for months in series]
        came = np.array([months[len(months) - cut :][:horizon] for months in series])
        started = time.perf_counter()
        found = forecast(known, horizon)
        seconds = time.perf_counter() - started
        ours = np.array([one.mean for one in found])
        for way, said in {"ours": ours, **naive(known, horizon)}.items():
            error = np.abs(said - came)
            table[way].append((error.sum() / came.sum(), error.mean()))
        inside = [
            np.mean([
                (np.array(getattr(one, f"lo{level}")) <= real + 1e-9) & (real - 1e-9 <= getattr(one, f"hi{level}"))
                for one, real in zip(found, came, strict=True)
            ])
            for level in (80, 95)
        ]  # fmt: skip
        covered.append(inside)
        alone = Counter("a mean of several" if " + " in one.model else one.model for one in found)
        print(
            f"{cut} months before the end: inside 80 % {inside[0]:.3f}, 95 % {inside[1]:.3f}, {seconds:.1f} s; "
            + ", ".join(f"{way} {count}" for way, count in alone.most_common())
        )
    for way, scores in table.items():
        mean = np.mean(scores, axis=0)
        print(
            f"| {way} | {mean[0]:.3f} / {mean[1]:.2f} | " + " | ".join(f"{w:.3f} / {m:.2f}" for w, m in scores) + " |"
        )
    print("mean coverage: {:.3f} / {:.3f}".format(*np.mean(covered, axis=0)))


def noise() -> None:
    """The share of series without a trend that is shown one."""
    chance = np.random.default_rng(1)
    print("\n## Series without a trend that are shown one")
    for name, resemblance in (("independent months", 0.0), ("neighbours correlated .5", 0.5)):
        months = chance.normal(size=(1000, 68))
        for at in range(1, 68):
            months[:, at] += resemblance * months[:, at - 1]
        found = signals(np.maximum(100 + 8 * months[:, 20:], 0).tolist())
        shown = sum(reading.signal not in (Signal.CONSTANT, Signal.UNKNOWN) for reading in found)
        print(f"{name}: {shown} of {len(found)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=["job_sdf", "hn", "indeed", "signals"], help="one of them; all otherwise")
    options = parser.parse_args()
    data, only = options.data, options.only
    if only in (None, "job_sdf"):
        measure("job_sdf_demand r0", job_sdf(data, "r0"), 6, (12, 9, 6))
        measure("job_sdf_demand region", job_sdf(data, "region"), 6, (12, 9, 6))
    if only in (None, "hn"):
        measure("hn_who_is_hiring, shares", shares(data), 6, (30, 24, 18, 12, 6))
        measure("hn_who_is_hiring, shares", shares(data), 12, (36, 24, 12))
    if only in (None, "indeed"):
        measure("indeed_postings, sectors", indices(data), 12, (18, 15, 12))
    if only in (None, "signals"):
        noise()
        signals_of(job_sdf(data, "r0"))


def signals_of(counts: list[list[float]]) -> None:
    """How many series of each signal, as shares of all demand."""
    market = np.sum(counts, axis=0).tolist()
    readings = signals(counts, [market] * len(counts))
    print("\n## Signals of job_sdf_demand r0, shares of all demand")
    print(
        ", ".join(
            f"{signal} {count}" for signal, count in Counter(reading.signal for reading in readings).most_common()
        )
    )


if __name__ == "__main__":
    main()
