"""Cold start of ``osaamo skills``: seconds from the shell's return key to the answer, and the memory it took.

Run: ``python bench/start.py [--repeats 5] [--json]``

"New machine" has an empty cache folder, so that Finnish forms outside the packaged table start the transducer; "again"
is the same text with the cache of the run before. Files are in the system's memory in both: one run before the first
measurement reads them in. "CPU" is the user and system time of "again", which other load on the machine changes less.
"Helper" is the peak of a process that the command starts, the transducer, which comes on top on a new machine. All
figures are medians of the repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

TEXTS = {
    "en": "We need Python, SQL and project management skills. You will plan budgets and talk with customers.",
    "fi": "Opintojaksolla perehdytään lämpöpumppulaitosten mitoittamiseen ja monikulttuurisen tiimin johtamiseen. "
    "Opiskelija osaa laatia kustannusarvion ja perustella valintansa asiakaslähtöisesti.",
    "sv": "Studenten kan planera och leda projekt, göra upp en budget och kommunicera med kunder på två språk.",
}
OSAAMO = str(Path(sys.executable).with_name("osaamo"))
EFFORTS = ("best", "fast")
SAMPLE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost: wall and CPU seconds, peak memory in MB of the command and of what it started."""

    wall: float
    cpu: float
    memory: int
    helper: int


def once(arguments: list[str], text: str, cache: Path) -> Run:
    """Run the command on ``text`` with ``cache`` as its cache folder."""
    helpers: dict[str, int] = {}
    done = threading.Event()
    began = time.perf_counter()
    process = subprocess.Popen(
        [OSAAMO, *arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "OSAAMO_CACHE_DIR": str(cache)},
    )  # fmt: skip
    watcher = threading.Thread(target=watch, args=(process.pid, helpers, done))
    watcher.start()
    process.stdin.write(text.encode())
    process.stdin.close()
    _, process.returncode, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"osaamo {' '.join(arguments)} failed: {process.stderr.read().decode()}")
    process.stderr.close()
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, sum(helpers.values()))


def watch(pid: int, peaks: dict[str, int], done: threading.Event) -> None:
    """Note the peak memory of the children of ``pid`` until ``done``."""
    while not done.wait(SAMPLE_SECONDS):
        try:
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                fields = dict(line.split(":", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines())
                # A process that has ended has no memory any more, but stays listed until its parent looks.
                peaks[child] = max(peaks.get(child, 0), int(fields.get("VmHWM", "0").split()[0]) // 1024)
        except OSError:
            continue  # it has just ended


def measure(arguments: list[str], text: str, repeats: int) -> dict[str, float]:
    """Medians of ``repeats`` runs on a new machine, each followed by one with its cache."""
    new, again = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            new.append(once(arguments, text, Path(folder)))
            again.append(once(arguments, text, Path(folder)))
    return {
        "new_machine_s": round(median(run.wall for run in new), 2),
        "again_s": round(median(run.wall for run in again), 2),
        "again_cpu_s": round(median(run.cpu for run in again), 2),
        "memory_mb": round(median(run.memory for run in new)),
        "helper_mb": round(median(run.helper for run in new)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cases = [(["--version"], "", {"command": "--version"})]
    for effort in EFFORTS:
        arguments = ["skills", "--json", "-", "--effort", effort]
        cases += [
            (arguments, text, {"command": f"skills --effort {effort}", "text": code}) for code, text in TEXTS.items()
        ]
    rows = []
    for arguments, text, names in cases:
        with tempfile.TemporaryDirectory() as folder:
            once(arguments, text, Path(folder))
        rows.append({**names, **measure(arguments, text, options.repeats)})
    load = os.getloadavg()[0]
    if options.json:
        print(json.dumps({"load": load, "repeats": options.repeats, "rows": rows}, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("osaamo", "text", "new machine s", "again s", "CPU s", "peak MB", "helper MB"):
        table.add_column(column, justify="left" if column in {"osaamo", "text"} else "right")
    for row in rows:
        seconds = (f"{row[key]:.2f}" for key in ("new_machine_s", "again_s", "again_cpu_s"))
        table.add_row(row["command"], row.get("text", ""), *seconds, str(row["memory_mb"]), str(row["helper_mb"] or ""))
    console = Console(highlight=False, width=100)
    console.print(table)
    console.print(f"medians of {options.repeats}; load of the machine at the end: {load:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
