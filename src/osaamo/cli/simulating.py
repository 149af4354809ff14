"""The command that plays three schools against each other: ``osaamo simulate crossstudy``."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from osaamo.cli.simulated_school import Plan, School

SCHOOLS = (("haaga-helia", "10056"), ("laurea", "10066"), ("metropolia", "10065"))
QUIET_LOOKS = 4
"""So many looks in a row at three databases in which nothing happens any more, and it is over."""

KILLED_SHARE = 20
"""Of so many faults, one is a process killed from outside; the others happen on the network."""


@click.group()
def simulate() -> None:
    """Play what happens between systems, with faults, and check what came of it."""


@simulate.command()
@click.option("--enrolments", default=5000, show_default=True, type=click.IntRange(3, 100_000), help="How many.")
@click.option("--faults", default=200, show_default=True, type=click.IntRange(0, 10_000), help="How many.")
@click.option("--seats", default=20, show_default=True, type=click.IntRange(1, 1000), help="Seats of each course.")
@click.option("--seed", default=1, show_default=True, help="Who wants what, and who is killed when.")
@click.option("--minutes", default=20.0, show_default=True, help="Give up after so long.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the databases and logs in this new folder.")
def crossstudy(enrolments: int, faults: int, seats: int, seed: int, minutes: float, keep: Path | None) -> None:
    """Three schools enrol students at each other while messages and processes fail; prints what holds afterwards.

    Each school is a process with a database of its own; they speak RIPA v9 over HTTP. Messages are lost, doubled,
    delayed and reordered, and processes killed. Ends with code 1 where something was lost, doubled or over-full.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch) / "simulation"
        folder.mkdir(parents=True)
        killed = -(-faults // KILLED_SHARE) if faults else 0
        plan = Plan(
            tuple(School(code, tk_code, port) for (code, tk_code), port in zip(SCHOOLS, _free_ports(), strict=True)),
            enrolments, faults - killed, seats, seed,
        )  # fmt: skip
        run = Run(folder, plan, killed)
        try:
            run.play(minutes)
            rows = run.checked()
        finally:
            run.stop()
    _show(rows)
    if not all(holds for _, holds, _ in rows):
        raise SystemExit(1)


class Run:
    """One play: three processes, their databases, and the hand that kills them."""

    def __init__(self, folder: Path, plan: Plan, kills: int) -> None:
        self.folder, self.plan, self.kills = folder, plan, kills
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.chance = random.Random(plan.seed)  # noqa: S311 - a play, not a secret
        self.killed = self.died = 0
        self.seconds = 0.0
        self.is_over = False
        (folder / "plan.json").write_text(json.dumps(asdict(plan)), "utf-8")

    def play(self, minutes: float) -> None:
        """Start the schools and let them live until nothing happens any more, or the time is up."""
        self._found()
        began = time.monotonic()
        for number in range(len(self.plan.schools)):
            self._start(number)
        quiet, last = 0, None
        while quiet < QUIET_LOOKS and time.monotonic() - began < minutes * 60:
            time.sleep(0.4)
            self._raise_the_dead()
            asked, waiting, events = self._look()
            self._kill_on_time(asked)
            done = (
                asked >= self.plan.enrolments and not waiting and self.killed == self.kills and not self._faults_left()
            )
            quiet = quiet + 1 if done and events == last else 0
            last = events
        self.seconds = time.monotonic() - began
        self.is_over = quiet >= QUIET_LOOKS

    def checked(self) -> list[tuple[str, bool, str]]:
        """What should hold, whether it does, and the figures."""
        self.stop()
        found = [self._audit(number) for number in range(len(self.plan.schools))]
        home = {key: row for one in found for key, row in one["home"].items()}
        host = {key: row for one in found for key, row in one["host"].items()}
        faults = Counter(line for file in self.folder.glob("faults-*") for line in file.read_text().splitlines())
        faults["killed from outside"] = self.killed
        wanted = self.plan.network_faults + self.kills
        both = home.keys() & host.keys()
        unlike = [key for key in both if home[key] != host[key]]
        states = Counter(row["state"] for row in home.values())
        sent = sum(one["messages"] for one in found)
        graded = [row for row in host.values() if row["grade"]]
        return [
            ("Everything came to rest", self.is_over, f"{self.seconds:.0f} s, {self.died} restarts"),
            ("Faults happened as ordered", sum(faults.values()) == wanted,
             ", ".join(f"{count} {kind}" for kind, count in sorted(faults.items()))),
            ("Every enrolment was asked for once", len(home) == self.plan.enrolments, f"{len(home)} at home"),
            ("Nothing lost between the schools", not home.keys() - host.keys(), f"{len(host)} at hosts"),
            ("Nothing doubled", not host.keys() - home.keys() and sum(one["doubled"] for one in found) == 0,
             f"{sent} messages, {sum(one['attempts'] for one in found)} sendings"),
            ("Both sides say the same", not unlike, ", ".join(f"{n} {s}" for s, n in sorted(states.items()))),
            ("Every credit is recognised at home", all(one["unrecognised"] == 0 for one in found),
             f"{len(graded)} credits"),
            ("No course is over-full", all(one["full"] <= self.plan.seats and not one["pools"] for one in found),
             f"at most {max(one['full'] for one in found)} of {self.plan.seats} seats"),
            ("Nobody waits where a seat is free", sum(one["idle"] for one in found) == 0,
             f"{sum(one['queued'] for one in found)} in queues"),
            ("Every message arrived", sum(one["undelivered"] for one in found) == 0,
             f"{sum(one['early'] for one in found)} wait for their turn"),
            ("Every message was heard", all(one["unheard"] == 0 for one in found), "numbers sent = numbers heard"),
            ("Every audit trail is whole", not any(one["broken"] for one in found),
             f"{sum(one['trail'] for one in found)} entries"),
        ]  # fmt: skip

    def stop(self) -> None:
        """No process is left."""
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.processes.clear()

    def _environment(self, number: int) -> dict[str, str]:
        keys = ",".join(f"{school.tk_code}=simulation" for school in self.plan.schools)
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.simulation",
            "DATABASE_URL": f"sqlite:///{self.folder}/{number}.sqlite3",
            "OSAAMO_VAR": str(self.folder),
            "OSAAMO_PARTY_KEYS": keys,
        }

    def _found(self) -> None:
        """A database with its tables for each school: made once and copied."""
        command = [sys.executable, "-m", "django", "migrate", "--run-syncdb"]
        subprocess.run(command, env=self._environment(0), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        with closing(sqlite3.connect(self.folder / "0.sqlite3")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(1, len(self.plan.schools)):
            shutil.copy(self.folder / "0.sqlite3", self.folder / f"{number}.sqlite3")

    def _start(self, number: int) -> None:
        command = [sys.executable, "-m", "osaamo.cli.simulated_school", str(self.folder), str(number)]
        with (self.folder / f"log-{number}").open("ab") as log:
            self.processes[number] = subprocess.Popen(  # noqa: S603 - our own
                command, env=self._environment(number), stdout=log, stderr=log
            )

    def _raise_the_dead(self) -> None:
        for number, process in list(self.processes.items()):
            if process.poll() is not None:
                self.died += 1
                self._start(number)

    def _kill_on_time(self, asked: int) -> None:
        """Kill a process each time another share of the enrolments was asked for."""
        if self.killed < self.kills and asked * (self.kills + 1) >= self.plan.enrolments * (self.killed + 1):
            victim = self.processes[self.chance.choice(list(self.processes))]
            if victim.poll() is None:
                victim.kill()
                self.killed += 1

    def _faults_left(self) -> int:
        happened = sum(len(file.read_text().splitlines()) for file in self.folder.glob("faults-*"))
        return self.plan.network_faults - happened

    def _look(self) -> tuple[int, int, int]:
        """Enrolments asked for, messages under way, and everything that ever happened, in all databases."""
        asked = waiting = events = 0
        for number in range(len(self.plan.schools)):
            with suppress(sqlite3.Error), closing(sqlite3.connect(self.folder / f"{number}.sqlite3", timeout=5)) as one:
                asked += _count(one, "crossstudy_enrolment WHERE side = 'home'")
                waiting += _count(one, "crossstudy_outgoing WHERE delivery IN ('waiting', 'failed')")
                waiting += _count(one, "crossstudy_incoming WHERE intake = 'early'")
                events += _count(one, "kernel_auditentry")
        return asked, waiting, events

    def _audit(self, number: int) -> dict[str, Any]:
        command = [sys.executable, "-m", "osaamo.cli.simulated_audit"]
        done = subprocess.run(command, env=self._environment(number), check=True, capture_output=True)  # noqa: S603 - our own
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def _count(database: sqlite3.Connection, what: str) -> int:
    """How many rows; ``what`` is a constant of this file."""
    return int(database.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])  # noqa: S608 - a constant


def _free_ports() -> list[int]:
    sockets = [socket.socket() for _ in SCHOOLS]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _show(rows: list[tuple[str, bool, str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Check", "Holds", "Figures")
    for what, holds, figures in rows:
        table.add_row(what, "yes" if holds else "NO", figures)
    Console(width=110).print(table)
