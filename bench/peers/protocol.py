"""What every peer does: read texts, answer one by one on one core, and say what it cost. Standard library only."""

from __future__ import annotations

import json
import resource
import sys
import time


def answer(start):
    """Call ``start()`` for a reader of texts, read the last-but-one argument, write the last.

    The reader takes a row and returns ``(what it shows, a function that ranks)``. Only the first is timed: ranking a
    hundred skills is for the measures.
    """
    source, target = sys.argv[-2:]
    began = time.perf_counter()
    read = start()
    started = time.perf_counter() - began
    with open(source, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    seconds = 0.0
    with open(target, "w", encoding="utf-8") as out:
        for row in rows:
            began = time.perf_counter()
            shown, rank = read(row)
            seconds += time.perf_counter() - began
            out.write(json.dumps({"id": row["id"], "shown": shown, "ranking": rank()}) + "\n")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        out.write(json.dumps({"start_s": started, "texts_s": len(rows) / seconds, "memory_mb": peak}) + "\n")
