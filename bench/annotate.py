"""What ``osaamo annotate`` costs at volume: time and money for a million texts, memory by corpus size, speed-up.

Run: ``python bench/annotate.py [--texts 5000 10000 20000 37479] [--speedup 10000] [--input FILE ...] [--json]``

Input are job ads of ``../shared/data/hn_who_is_hiring`` in the order of the file, fast tier, chunks of 200. One run with
one worker reads as many as the largest of ``--texts``; a line of the table tells what it had taken when so many were
stored: seconds with the start of the engine, CPU seconds of all its processes, the peak memory so far, and the highest of
the last thousand texts. Flat memory is memory that does not grow from line to line. ``--thousands`` prints a line a
thousand. Then the first ``--speedup`` ads with one and with two worker processes (0: not); the largest worker and the
process that feeds them are told apart, and all of them together without counting what they share twice. ``--input`` reads
other files whole instead, such as those of ``thesis_abstracts``, one run each.

A million texts cost their CPU seconds at ``--price`` euros a core hour, a price of rented machines that is an assumption,
not a measurement. Other work on the machine lengthens the seconds a lot and the CPU seconds by a third or so, as cores
share their caches; the load average is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

ADS = Path(__file__).resolve().parents[2] / "shared" / "data" / "hn_who_is_hiring" / "ads_2011_2017.jsonl.gz"
OSAAMO = str(Path(sys.executable).with_name("osaamo"))
SAMPLE_SECONDS = 0.25
SHARED_EVERY = 20
"""Samples between two of the memory that processes share, which takes longer to read."""

THOUSAND, MILLION = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment of a run: texts stored, CPU seconds so far, MB of the process started and of the largest of its own."""

    texts: int
    seconds: float
    cpu: float
    memory: int
    worker_memory: int


@dataclass(slots=True)
class Run:
    """One run; ``together`` is the peak of all its processes in MB, shared memory counted once, and ``load`` the mean."""

    name: str
    workers: int
    samples: list[Sample] = field(default_factory=list)
    together: int = 0
    load: float = 0.0

    def at(self, texts: int) -> Sample:
        """The first moment at which so many texts were stored, else the last one."""
        return next((sample for sample in self.samples if sample.texts >= texts), self.samples[-1])

    def peak(self, since: int, until: int) -> tuple[int, int]:
        """The highest memory between two counts of texts, of both kinds."""
        some = [sample for sample in self.samples if since <= sample.texts <= until] or [self.at(until)]
        return max(sample.memory for sample in some), max(sample.worker_memory for sample in some)


class Family:
    """A process and all that it starts: their memory and what processor time they have used."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._cpu: dict[int, float] = {}
        self.memory = self.largest = self.together = 0

    @property
    def cpu(self) -> float:
        """Seconds of processor time of all processes so far, of those that ended, too."""
        return sum(self._cpu.values())

    def look(self, *, at_shared: bool) -> None:
        """Measure now: MB."""
        memory, together = {}, 0
        try:
            first = psutil.Process(self._pid)
            members = [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for one in members:
            try:
                if one.status() == psutil.STATUS_ZOMBIE:
                    continue
                used = one.cpu_times()
                self._cpu[one.pid] = used.user + used.system
                memory[one.pid] = one.memory_info().rss >> 20
                together += one.memory_full_info().pss if at_shared else 0
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        self.memory = memory.pop(self._pid, self.memory)
        self.largest = max(memory.values(), default=0)
        self.together = max(self.together, together >> 20)


def annotated(source: Path, target: Path, workers: int, name: str) -> Run:
    """Annotate a file with ``workers`` processes.

    Raises:
        SystemExit: the command failed.
    """
    run, began = Run(name, workers), time.perf_counter()
    command = [OSAAMO, "annotate", str(source), str(target), "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    family, manifest = Family(process.pid), target.with_name(target.name + ".parts") / "_manifest.jsonl"
    loads, texts = [], 0
    while process.poll() is None:
        family.look(at_shared=len(loads) % SHARED_EVERY == 0)
        texts = max(texts, stored(manifest))
        run.samples.append(Sample(texts, time.perf_counter() - began, family.cpu, family.memory, family.largest))
        loads.append(os.getloadavg()[0])
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        raise SystemExit(f"osaamo annotate with {workers} workers failed; run it by hand to see why.")
    run.together, run.load = family.together, sum(loads) / len(loads)
    return run


def stored(manifest: Path) -> int:
    """Texts of the parts that a run has finished."""
    try:
        lines = manifest.read_text("utf-8").splitlines()
        return sum(json.loads(line).get("rows", 0) for line in lines if line)
    except (OSError, ValueError):
        # Not there yet, not there any more, or a line is just being written.
        return 0


def first_ads(folder: Path, count: int) -> Path:
    """A file of the first ads."""
    source = folder / f"{count}.jsonl"
    with gzip.open(ADS, "rt", encoding="utf-8") as ads, source.open("w", encoding="utf-8") as out:
        out.writelines(islice(ads, count))
    return source


def table_of(runs: list[tuple[Run, list[int]]], price: float) -> Table:
    """A line for each count of texts of each run."""
    table = Table(
        "input", "workers", "texts", "seconds", "CPU s", "texts/s", "peak MB", "last 1000", "a worker", "together",
        "CPU h/million", "EUR", "load",
    )  # fmt: skip
    for run, marks in runs:
        for mark in marks:
            sample = run.at(mark)
            hours = sample.cpu / max(sample.texts, 1) * MILLION / 3600
            peak, worker = run.peak(0, sample.texts)
            last, last_worker = run.peak(sample.texts - THOUSAND, sample.texts)
            table.add_row(
                run.name, str(run.workers), str(sample.texts), f"{sample.seconds:.0f}", f"{sample.cpu:.0f}",
                f"{sample.texts / sample.seconds:.1f}", str(peak), str(max(last, last_worker)), str(worker or "-"),
                str(run.together), f"{hours:.2f}", f"{hours * price:.3f}", f"{run.load:.1f}",
            )  # fmt: skip
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, nargs="*", default=[5000, 10_000, 20_000, 37_479])
    parser.add_argument("--thousands", action="store_true", help="a line for every thousand texts")
    parser.add_argument("--speedup", type=int, default=10_000, help="texts of the runs with one and two workers")
    parser.add_argument("--input", type=Path, nargs="*", default=[], help="read these files instead")
    parser.add_argument("--price", type=float, default=0.04, help="euros a core hour")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    runs: list[tuple[Run, list[int]]] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for source in options.input:
            run = annotated(source, folder / f"{source.name}.parquet", 1, source.name.split(".")[0])
            runs.append((run, [run.samples[-1].texts]))
        if options.texts and not options.input:
            run = annotated(first_ads(folder, max(options.texts)), folder / "all.parquet", 1, "ads")
            each = range(THOUSAND, max(options.texts) + THOUSAND, THOUSAND)
            runs.append((run, list(each) if options.thousands else sorted(options.texts)))
        if options.speedup and not options.input:
            source = first_ads(folder, options.speedup)
            for workers in (1, 2):
                run = annotated(source, folder / f"{workers}.parquet", workers, "ads")
                runs.append((run, [options.speedup]))
    if options.json:
        print(json.dumps([asdict(run) for run, _ in runs]))
        return
    console = Console(width=130)
    console.print(table_of(runs, options.price))
    pair = [run.samples[-1] for run, _ in runs[-2:]] if options.speedup and not options.input else []
    if pair:
        one, two = pair
        console.print(
            f"two workers are {one.seconds / two.seconds:.2f} times as fast as one, with {two.cpu / one.cpu:.2f} times "
            f"the CPU seconds ({options.speedup} texts)"
        )
    console.print(f"{options.price} EUR a core hour")


if __name__ == "__main__":
    main()
