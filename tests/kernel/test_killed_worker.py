"""Kill -9 in the middle of a job: nothing is lost and nothing is done twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LOST_AFTER = 1.5
PATIENCE = 60
JOBS = "osaamo.kernel.tests.sample_jobs"

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.django_db]


@pytest.fixture
def start_worker(
    own_database: dict[str, str], osaamo_command: tuple[str, ...]
) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts another worker; all are gone after the test."""
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [*osaamo_command, "work", "--interval", "0.1", "--lost-after", str(LOST_AFTER)]
        started.append(subprocess.Popen(command, env=own_database, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def told(environment: dict[str, str], program: str) -> str:
    """What a Django program prints."""
    whole = f"import django; django.setup()\nfrom osaamo.kernel.jobs import enqueue, stored_jobs\n{program}"
    done = subprocess.run([sys.executable, "-c", whole], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def jobs(environment: dict[str, str]) -> list[tuple[str, str, int]]:
    """Name, status and number of attempts of every job, by name."""
    program = "import json; print(json.dumps([[j.task_path, j.status, len(j.worker_ids)] for j in stored_jobs()]))"
    return sorted(
        (path.rsplit(".", 1)[1], status, tries) for path, status, tries in json.loads(told(environment, program))
    )


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.05)


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []


def test_a_killed_workers_job_is_run_again_once_and_the_waiting_ones_once(own_database, start_worker, tmp_path) -> None:
    file, sign = tmp_path / "said", tmp_path / "sign"
    told(
        own_database,
        f"enqueue('{JOBS}.wait_for', {str(file)!r}, {str(sign)!r})\n"
        f"for n in range(20): enqueue('{JOBS}.write_line', {str(file)!r}, f'line {{n}}')",
    )
    first = start_worker()
    until(lambda: lines(file) == ["begun"])
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert ("wait_for", "RUNNING", 1) in jobs(own_database)

    others = [start_worker() for _ in range(3)]
    until(lambda: lines(file).count("begun") == 2)
    time.sleep(3 * LOST_AFTER)  # time enough for the living to take each other for dead, if they did
    sign.touch()
    until(lambda: "done" in lines(file))
    until(lambda: {status for _, status, _ in jobs(own_database)} == {"SUCCESSFUL"})
    assert sorted(lines(file)) == sorted(["begun", "begun", "done", *(f"line {n}" for n in range(20))])
    assert jobs(own_database) == [("wait_for", "SUCCESSFUL", 2), *[("write_line", "SUCCESSFUL", 1)] * 20]

    for worker in others:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(timeout=PATIENCE) for worker in others] == [0, 0, 0]


def test_a_worker_that_is_told_to_stop_finishes_its_job(own_database, start_worker, tmp_path) -> None:
    file, sign = tmp_path / "said", tmp_path / "sign"
    told(own_database, f"enqueue('{JOBS}.wait_for', {str(file)!r}, {str(sign)!r})")
    worker = start_worker()
    until(lambda: lines(file) == ["begun"])
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    sign.touch()
    assert worker.wait(timeout=PATIENCE) == 0
    assert lines(file) == ["begun", "done"]
    assert jobs(own_database) == [("wait_for", "SUCCESSFUL", 1)]


def test_a_job_that_kills_every_worker_is_given_up(own_database, start_worker, tmp_path) -> None:
    file = tmp_path / "said"
    told(own_database, f"enqueue('{JOBS}.kill_worker', {str(file)!r})")
    for attempt in range(1, 4):
        worker = start_worker()
        assert worker.wait(timeout=PATIENCE) == -signal.SIGKILL
        assert lines(file) == ["begun"] * attempt
    last = start_worker()
    until(lambda: jobs(own_database) == [("kill_worker", "FAILED", 3)])
    assert last.poll() is None
    assert lines(file) == ["begun"] * 3
