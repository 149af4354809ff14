"""What ``osaamo annotate`` costs at volume: time and money for a million texts, memory by corpus size, speed-up.

Run: ``python bench/annotate.py [--texts 5000 10000 20000] [--speedup 4000] [--price 0.04] [--json]``

Input are job ads of ``../shared/data/hn_who_is_hiring`` in the order of the file, fast tier, chunks of 200. Each line is
one run of the command with one worker on that many ads: seconds with the start of the engine, CPU seconds of all its
processes, texts a second, and peak memory: of the process that reads and writes with the worker in it, sampled. Flat
memory is memory that does not grow from line to line. Then the same ``--speedup`` ads with one and with two worker
processes; the largest worker and the process that feeds them are told apart. A million texts cost their CPU seconds at
``--price`` euros a core hour, a price of rented machines that is an assumption, not a measurement.

Other work on the machine lengthens the seconds, hardly the CPU seconds; the load average is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

ADS = Path(__file__).resolve().parents[2] / "shared" / "data" / "hn_who_is_hiring" / "ads_2011_2017.jsonl.gz"
OSAAMO = str(Path(sys.executable).with_name("osaamo"))
SAMPLE_SECONDS = 0.25
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """One run: peak memory in MB of the process started and of the largest of its own (0: it has none)."""

    texts: int
    workers: int
    seconds: float
    cpu: float
    memory: int
    worker_memory: int

    @property
    def rate(self) -> float:
        """Texts a second."""
        return self.texts / self.seconds

    def million(self, price: float) -> tuple[float, float]:
        """CPU hours of a million texts, and euros at a price for a core hour."""
        hours = self.cpu / self.texts * MILLION / 3600
        return hours, hours * price


def once(folder: Path, texts: int, workers: int) -> Run:
    """Annotate the first ``texts`` ads with ``workers`` processes.

    Raises:
        SystemExit: the command failed.
    """
    source, target = folder / f"{texts}.jsonl", folder / f"{texts}-{workers}.parquet"
    if not source.exists():
        with gzip.open(ADS, "rt", encoding="utf-8") as ads, source.open("w", encoding="utf-8") as out:
            out.writelines(islice(ads, texts))
    began = time.perf_counter()
    process = subprocess.Popen(
        [OSAAMO, "annotate", str(source), str(target), "--workers", str(workers)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    peaks: dict[int, int] = {}
    watcher = threading.Thread(target=watch, args=(process.pid, peaks))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    if process.returncode:
        raise SystemExit(f"osaamo annotate with {workers} workers failed; run it by hand to see why.")
    own = peaks.pop(process.pid, 0)
    return Run(
        texts, workers, seconds, usage.ru_utime + usage.ru_stime, own >> 20, max(peaks.values(), default=0) >> 20
    )


def watch(pid: int, peaks: dict[int, int]) -> None:
    """Note the peak memory of a process and of those it starts, in bytes by pid, until it ends."""
    while True:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return
            family = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for one in family:
            try:
                peaks[one.pid] = max(peaks.get(one.pid, 0), one.memory_info().rss)
            except psutil.NoSuchProcess:
                continue
        time.sleep(SAMPLE_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, nargs="*", default=[5000, 10_000, 20_000])
    parser.add_argument("--speedup", type=int, default=4000, help="texts of the runs with one and two workers; 0: none")
    parser.add_argument("--price", type=float, default=0.04, help="euros a core hour")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    plan = [(texts, 1) for texts in options.texts]
    plan += [
        (options.speedup, workers) for workers in (1, 2) if options.speedup and (options.speedup, workers) not in plan
    ]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        runs = [once(Path(folder), texts, workers) for texts, workers in plan]
    by = {(run.texts, run.workers): run for run in runs}
    speedup = by[options.speedup, 1].seconds / by[options.speedup, 2].seconds if options.speedup else None
    if options.json:
        print(json.dumps({"runs": [asdict(run) for run in runs], "speedup": speedup, "load": load}, indent=2))
        return
    table = Table(
        "texts", "workers", "seconds", "CPU s", "texts/s", "MB", "MB of a worker", "CPU h a million", "EUR a million"
    )
    for run in runs:
        hours, euros = run.million(options.price)
        table.add_row(
            str(run.texts), str(run.workers), f"{run.seconds:.0f}", f"{run.cpu:.0f}", f"{run.rate:.1f}",
            str(run.memory), str(run.worker_memory or "-"), f"{hours:.1f}", f"{euros:.2f}",
        )  # fmt: skip
    console = Console(width=120)
    console.print(table)
    if speedup:
        console.print(f"two workers are {speedup:.2f} times as fast as one ({options.speedup} texts)")
    console.print(
        f"load average {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end; {options.price} EUR a core hour"
    )


if __name__ == "__main__":
    main()
