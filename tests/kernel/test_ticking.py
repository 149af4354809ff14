"""`osaamo tick` as the machine's timer calls it."""

from __future__ import annotations

import subprocess

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.django_db]
TASKS = ("kernel.clear-jobs", "kernel.clear-sessions")


def outcomes(printed: str) -> dict[str, str]:
    told = dict(line.split(": ", 1) for line in printed.splitlines())
    return {name: told[name].split(" - ")[0] for name in TASKS}


def test_of_ticks_at_the_same_time_one_does_each_task(own_database, osaamo_command) -> None:
    ticks = [
        subprocess.Popen([*osaamo_command, "tick"], env=own_database, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    printed = [outcomes(tick.communicate(timeout=60)[0]) for tick in ticks]
    assert [tick.returncode for tick in ticks] == [0, 0, 0]
    for name in TASKS:
        assert sorted(each[name] for each in printed) == ["done", "not due", "not due"]
