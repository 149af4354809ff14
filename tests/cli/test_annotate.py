"""Bulk extraction survives being killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow
TEXTS = 60


def command(folder) -> list[str]:
    program = "from osaamo.cli.main import main; main()"
    return [
        sys.executable, "-c", program, "annotate", str(folder / "in.jsonl"), str(folder / "out.parquet"), "--chunk", "2",
    ]  # fmt: skip


def test_a_killed_run_goes_on_and_neither_loses_nor_repeats(tmp_path) -> None:
    lines = [
        json.dumps({"id": f"t{n}", "text": f"Opiskelija osaa ohjelmoida Pythonilla, kerta {n}."}) for n in range(TEXTS)
    ]
    lines[7] = "{broken"
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    parts = tmp_path / "out.parquet.parts"
    first = subprocess.Popen(command(tmp_path), stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and len(list(parts.glob("*.parquet"))) < 3:
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    done = subprocess.run(command(tmp_path), capture_output=True, text=True, check=True)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["line"] for row in rows] == list(range(1, TEXTS + 1))
    assert [row["id"] for row in rows if not row["error"]] == [f"t{n}" for n in range(TEXTS) if n != 7]
    broken = [json.loads(line) for line in (tmp_path / "out.parquet.broken.jsonl").read_text("utf-8").splitlines()]
    assert [row["line"] for row in broken] == [8]
    assert "1 broken lines" in done.stderr
    assert not parts.exists()
