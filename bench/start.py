"""Cold start of ``osaamo skills``: seconds from the shell's return key to the answer, and the memory it took.

Run: ``python bench/start.py [--repeats 5] [--json]``

"new machine" has an empty cache, so that Finnish forms outside the packaged table start the transducer; "again" is the
same text with the cache of the run before. Memory is the peak of the command itself; the transducer's own process
(about 830 MB, ends by itself) comes on top on a new machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

TEXTS = {
    "en": "We need Python, SQL and project management skills. You will plan budgets and talk with customers.",
    "fi": "Opintojaksolla perehdytään lämpöpumppulaitosten mitoittamiseen ja monikulttuurisen tiimin johtamiseen. "
    "Opiskelija osaa laatia kustannusarvion ja perustella valintansa asiakaslähtöisesti.",
    "sv": "Studenten kan planera och leda projekt, göra upp en budget och kommunicera med kunder på två språk.",
}
COMMAND = [str(Path(sys.executable).with_name("osaamo")), "skills", "--json", "-"]


def once(text: str, effort: str, cache: Path) -> tuple[float, int]:
    """Seconds and the peak of resident memory in MB of one run."""
    environment = {**os.environ, "OSAAMO_CACHE_DIR": str(cache)}
    measured = (
        "import resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[2:], input=sys.argv[1], text=True, capture_output=True)\n"
        "print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", measured, text, *COMMAND, "--effort", effort],
        capture_output=True, text=True, check=True, env=environment,
    ).stdout.split()  # fmt: skip
    if out[2] != "0":
        raise SystemExit("osaamo skills failed")
    return float(out[0]), int(out[1]) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for effort in ("best", "fast"):
        for language, text in TEXTS.items():
            new, again, memory = [], [], []
            for _ in range(options.repeats):
                with tempfile.TemporaryDirectory() as folder:
                    new.append(once(text, effort, Path(folder))[0])
                    seconds, peak = once(text, effort, Path(folder))
                    again.append(seconds)
                    memory.append(peak)
            rows.append(
                {
                    "effort": effort,
                    "language": language,
                    "new_machine_s": round(statistics.median(new), 2),
                    "again_s": round(statistics.median(again), 2),
                    "memory_mb": max(memory),
                }
            )
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print("effort  language  new machine  again   memory")
    for row in rows:
        print(
            f"{row['effort']:<8}{row['language']:<10}{row['new_machine_s']:>8.2f} s{row['again_s']:>8.2f} s"
            f"{row['memory_mb']:>7} MB"
        )


if __name__ == "__main__":
    main()
