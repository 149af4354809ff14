"""Pages under load: the profile, gap and portal pages of a full database with eight people at once.

Run, once to fill it (some minutes) and then to measure:

    export OSAAMO_VAR=/some/empty/folder        # and DATABASE_URL for PostgreSQL
    osaamo migrate && osaamo manage seed_load
    python bench/load.py [--users 8] [--seconds 60] [--json]

The server is ``osaamo serve`` in a process of its own, warm; the callers are threads of this process that read whole
answers, each as another person for each page, and ask for the next page at once. Where other work disturbs the times,
the CPU of the server a page still tells what an idle machine would do.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

PAGES = {"profile": "/fi/me/", "gap": "/fi/me/gap/", "portal": "/fi/portal/"}
PORT = 8631
PEOPLE = 400


def sessions(count: int) -> list[str]:
    """Session keys of ``count`` seeded people drawn at random."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osaamo.web.settings.dev")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from osaamo.kernel.models import Person

    known = list(Person.objects.filter(email__startswith="load").values_list("pk", flat=True))
    keys = []
    for person in Person.objects.filter(pk__in=random.Random(3).sample(known, min(count, len(known)))):
        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.save()
        keys.append(store.session_key)
    return keys


def get(connection: http.client.HTTPConnection, path: str, key: str) -> tuple[float, int]:
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"sessionid={key}", "Accept-Language": "fi"})
    answer = connection.getresponse()
    answer.read()
    return time.perf_counter() - began, answer.status


def memory_of(pid: int) -> float:
    """Resident megabytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def cpu_of(pid: int) -> float:
    """Seconds of one core a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(pid: int) -> None:
    """Return once the process has little to do for two seconds: it answers before all is warm."""
    busy = 1.0
    while busy > 0.1:
        before = cpu_of(pid)
        time.sleep(2)
        busy = cpu_of(pid) - before


def calls(keys: list[str], until: float, seed: int, spent: dict[str, list[float]], faults: list[str]) -> None:
    rng = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    while time.perf_counter() < until:
        name = rng.choice(list(PAGES))
        seconds, status = get(connection, PAGES[name], rng.choice(keys))
        spent[name].append(seconds)
        if status != 200:
            faults.append(f"{name} {status}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--threads", type=int, default=4, help="of the server; 4 is what it has unless told otherwise")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    keys = sessions(PEOPLE)
    osaamo = str(Path(sys.executable).with_name("osaamo"))
    server = subprocess.Popen(
        [osaamo, "serve", "--port", str(PORT), "--threads", str(options.threads), "--no-jobs"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        warm: dict[str, float] = {}
        for _ in range(600):
            try:
                for name, path in PAGES.items():
                    warm[name] = get(http.client.HTTPConnection("127.0.0.1", PORT, timeout=300), path, keys[0])[0]
                break
            except OSError:
                time.sleep(0.5)
        wait_until_idle(server.pid)
        spent: dict[str, list[float]] = {name: [] for name in PAGES}
        faults: list[str] = []
        before, until = cpu_of(server.pid), time.perf_counter() + options.seconds
        threads = [
            threading.Thread(target=calls, args=(keys, until, seed, spent, faults)) for seed in range(options.users)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        memory, spent_cpu = memory_of(server.pid), cpu_of(server.pid) - before
    finally:
        server.terminate()
    rows = {
        name: {
            "calls": len(values),
            "median_ms": 1000 * statistics.median(values),
            "p95_ms": 1000 * sorted(values)[int(0.95 * len(values))],
            "first_ms": 1000 * warm[name],
        }
        for name, values in spent.items()
        if values
    }
    cpu = 1000 * spent_cpu / sum(row["calls"] for row in rows.values())
    if options.json:
        told = {"users": options.users, "threads": options.threads, "pages": rows, "faults": faults}
        print(json.dumps(told | {"cpu_ms_a_page": cpu, "server_mb": memory, "load": os.getloadavg()}, indent=1))
        return
    for name, row in rows.items():
        print(
            f"{name:<10}{row['calls']:>7} calls  median {row['median_ms']:.0f} ms  p95 {row['p95_ms']:.0f} ms  first {row['first_ms']:.0f} ms"
        )
    print(
        f"{sum(row['calls'] for row in rows.values()) / options.seconds:.0f} pages a second, {len(faults)} faults {faults[:3]}, {cpu:.1f} ms of CPU a page, server {memory:.0f} MB, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
