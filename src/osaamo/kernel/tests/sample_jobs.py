"""Jobs that tests give to real workers; they speak through files."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from django_tasks import task

from osaamo.kernel.models import Organisation


def say(file: str, line: str) -> None:
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(line + "\n")


@task()
def write_line(file: str, line: str) -> None:
    say(file, line)


@task()
def wait_for(file: str, sign: str) -> None:
    say(file, "begun")
    while not Path(sign).exists():
        time.sleep(0.05)
    say(file, "done")


@task()
def kill_worker(file: str) -> None:
    say(file, "begun")
    os.kill(os.getpid(), signal.SIGKILL)


@task()
def count_organisations() -> int:
    return Organisation.objects.count()


@task()
def fail() -> None:
    raise ValueError("Aino Virtanen")
