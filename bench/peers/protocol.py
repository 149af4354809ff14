"""What every peer does: read texts, answer one by one on one core, and say what it cost. Standard library only."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

PROCESS = Path("/proc") / str(os.getpid())


def answer(start, **costs):
    """Call ``start()`` for a reader of texts, read the last-but-one argument, write the last.

    The reader takes a row and returns ``(what it shows, a function that ranks)``. Only the first is timed: ranking a
    hundred skills is for the measures. Seconds are by the clock and of the processor, the latter with those of helper
    processes. The last line written holds the costs, and with them whatever else is known about this start.
    """
    source, target = sys.argv[-2:]
    began = now()
    read = start()
    seconds, cpu = since(began)
    costs |= {"start_s": seconds, "start_cpu_s": cpu}
    helpers = {}
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        for line in lines:
            row = json.loads(line)
            began = now()
            shown, rank = read(row)
            seconds, cpu = since(began)
            kept = {"id": row["id"], "seconds": seconds, "cpu": cpu, "shown": shown, "ranking": rank()}
            out.write(json.dumps(kept) + "\n")
            helpers |= {child: size for child in children() if (size := peak(child))}
        memory = {"memory_mb": peak(PROCESS), "helpers_mb": sum(helpers.values())}
        out.write(json.dumps(costs | memory) + "\n")


def now():
    """Seconds of the clock and of the processor."""
    ended = os.times()
    helpers = ended.children_user + ended.children_system + sum(map(processor, children()))
    return time.perf_counter(), time.process_time() + helpers


def since(began):
    return [after - before for before, after in zip(began, now(), strict=True)]


def children():
    """The processes this one has started and that still run."""
    tasks = (PROCESS / "task").glob("*/children")
    return [Path("/proc") / child for task in tasks for child in task.read_text().split()]


def processor(process):
    """Seconds of the processor that another process has used."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(process):
    """Peak resident memory in MB; none is left of a process that has ended."""
    fields = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return int(fields.get("VmHWM", "0").split()[0]) // 1024
