"""All the real input at once: offerings, theses and job ads into a fresh database, by the product's own commands.

Run: ``python bench/real_input.py [--folder DIR] [--lines N] [--read]``

Loads ``aalto_courses``, ``haaga_helia_offering_2018``, ``thesis_abstracts`` and ``hn_who_is_hiring`` of
``../shared/data``, each by the command that an administrator uses, and prints for each step what the command said, the
seconds, CPU seconds and the peak memory of its process. The database is SQLite in ``--folder`` (a new one otherwise), or the one of
``DATABASE_URL`` with ``--here``. ``--lines`` takes so many lines of each file, for a trial. Without ``--read`` the
texts are stored and counted but not read for skills; ``bench/annotate.py`` says at what rate that goes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
OSAAMO = str(Path(sys.executable).with_name("osaamo"))
FILES = {
    "aalto": "aalto_courses/courses",
    "haaga courses": "haaga_helia_offering_2018/courses",
    "haaga runs": "haaga_helia_offering_2018/implementations",
    "theses fi": "thesis_abstracts/abstracts_fi",
    "theses sv": "thesis_abstracts/abstracts_sv",
    "theses en": "thesis_abstracts/abstracts_en",
    "ads": "hn_who_is_hiring/ads_2011_2017",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a command said, and what it cost: seconds, CPU seconds, and the peak memory of its process in MB."""

    name: str
    said: str
    seconds: float
    cpu: float
    memory: int


def unpacked(folder: Path, name: str, lines: int | None) -> str:
    """A file of the data without its packing: the offering is taken as a school gives it."""
    target = folder / f"{name.replace('/', '-')}.jsonl"
    with gzip.open(DATA / f"{name}.jsonl.gz") as packed, target.open("wb") as out:
        if lines is None:
            shutil.copyfileobj(packed, out)
        else:
            out.writelines(islice(packed, lines))
    return str(target)


def step(name: str, arguments: list[str], environment: dict[str, str]) -> Step:
    """Run ``osaamo`` with the arguments.

    Raises:
        SystemExit: the command failed; what it said is shown.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.perf_counter()
        process = subprocess.Popen([OSAAMO, *arguments], stdout=output, stderr=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = [line.strip() for line in output if line.strip()]
    if process.returncode:
        raise SystemExit(f"osaamo {' '.join(arguments)} failed:\n" + "\n".join(said[-20:]))
    told = [line for line in said if " = " in line or "counted" in line] or said[-1:]
    return Step(name, "; ".join(told), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def steps(files: dict[str, str], *, read: bool) -> list[tuple[str, list[str]]]:
    """Names and arguments of the commands in order."""
    store = [] if read else ["--no-read"]
    return [
        ("empty database", ["migrate"]),
        ("aalto_courses", ["manage", "load_offering", "aalto", files["aalto"], "--name", "Aalto-yliopisto"]),
        (
            "haaga_helia_offering_2018",
            ["manage", "load_offering", "haaga-helia-2018", files["haaga courses"], files["haaga runs"],
             "--name", "Haaga-Helia 2018"],
        ),
        *(
            (f"thesis_abstracts, {language}", ["manage", "load_theses", files[f"theses {language}"], *store])
            for language in ("fi", "sv", "en")
        ),
        ("hn_who_is_hiring", ["manage", "load_ads", files["ads"], "--corpus", "hn", *store]),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="keep the database and the unpacked files here")
    parser.add_argument("--here", action="store_true", help="use DATABASE_URL as it is")
    parser.add_argument("--lines", type=int)
    parser.add_argument("--read", action="store_true", help="read the skills of all texts, too")
    options = parser.parse_args()
    console = Console(width=150)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        environment = dict(os.environ)
        if not options.here:
            database = folder / "real_input.sqlite3"
            if database.exists():
                raise SystemExit(f"{database} is there already; give another --folder.")
            environment["DATABASE_URL"] = f"sqlite:///{database}"
        files = {key: unpacked(folder, name, options.lines) for key, name in FILES.items()}
        table = Table("step", "seconds", "CPU s", "peak MB", "what came")
        done = []
        for name, arguments in steps(files, read=options.read):
            done.append(step(name, arguments, environment))
            console.print(f"{name}: {done[-1].seconds:.1f} s, {done[-1].said}")
        for one in done:
            table.add_row(one.name, f"{one.seconds:.1f}", f"{one.cpu:.1f}", str(one.memory), one.said)
        table.add_row("all", f"{sum(one.seconds for one in done):.1f}", f"{sum(one.cpu for one in done):.1f}",
                      str(max(one.memory for one in done)), "")  # fmt: skip
        console.print(table)
        console.print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
