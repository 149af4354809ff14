"""Four hundred people ask for twenty seats at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

ASKERS, SEATS, PROCESSES, THREADS = 400, 20, 2, 8
PATIENCE = 120
POOL = "t.pool:1"

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.django_db]

START = f"""
import django; django.setup()
import json, sys
from concurrent.futures import ThreadPoolExecutor
from django.core.management import call_command
from django.db import connection
from osaamo.kernel import capacity
from osaamo.kernel.models import Ticket

def at_once(work, things):
    def closing(thing):
        try:
            work(thing)
        finally:
            connection.close()
    with ThreadPoolExecutor({THREADS}) as threads:
        list(threads.map(closing, things))
"""

RUSH = f"""{START}
def ask(number):
    # Every other request comes twice, as impatient people and networks send them.
    for _ in range(1 + number % 2):
        capacity.ask(pool={POOL!r}, holder=f"t.holder:{{number}}", idempotency_key=f"request {{number}}")

print("ready", flush=True)
sys.stdin.readline()
capacity.open_pool(pool={POOL!r}, size={SEATS})
at_once(ask, range(int(sys.argv[1]), {ASKERS}, {PROCESSES}))
"""

LEAVE = f"""{START}
def tell():
    print(json.dumps([[t.holder_ref, t.number, t.state, t.joined_at.isoformat()] for t in Ticket.objects.all()]))

tell()
at_once(lambda ticket: capacity.release(ticket=ticket), list(Ticket.objects.filter(state="held")))
tell()
call_command("check_capacity")
"""


def rush(environment: dict[str, str]) -> None:
    """Start the processes, wait until all are ready, and let them go at the same time."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RUSH, str(number)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for process in started:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors


def leave(environment: dict[str, str]) -> tuple[list, list, str]:
    """The tickets before and after all who were admitted leave at once, and what the auditor says then."""
    done = subprocess.run(
        [sys.executable, "-c", LEAVE], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    before, after, checked = done.stdout.splitlines()
    return json.loads(before), json.loads(after), checked


def test_exactly_the_seats_are_given_and_the_rest_wait_in_order(own_database) -> None:
    rush(own_database)
    tickets, after, checked = leave(own_database)
    assert sorted(holder for holder, *_ in tickets) == sorted(f"t.holder:{number}" for number in range(ASKERS))
    assert [number for _, number, *_ in tickets] == list(range(1, ASKERS + 1))
    assert [state for _, _, state, _ in tickets] == ["held"] * SEATS + ["waiting"] * (ASKERS - SEATS)
    joined = [at for *_, at in tickets]
    assert joined == sorted(joined)

    assert [state for _, _, state, _ in after] == (
        ["released"] * SEATS + ["offered"] * SEATS + ["waiting"] * (ASKERS - 2 * SEATS)
    )
    assert checked == "Every pool is in order."
