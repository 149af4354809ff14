"""Bulk extraction: the same rows from any input to any output, and nothing lost or repeated when it is stopped."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
from types import SimpleNamespace

import click
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from distributed import LocalCluster
from distributed.scheduler import KilledWorker

from osaamo.cli import annotating, chunk_work
from osaamo.cli.annotating import refuse_others
from osaamo.cli.columns import table_of
from osaamo.cli.main import main
from osaamo.cli.parts import MANIFEST
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.engine import Extraction

TEXTS = 60


def lines(count: int = 11) -> list[str]:
    """Each text shows one skill; the seventh line is broken, the ninth has no text."""
    rows = [
        json.dumps({"id": f"t{n}", "text": f"The student uses Python, part {n}.", "lang": "en"}) for n in range(count)
    ]
    rows[6], rows[8] = "{broken", json.dumps({"id": "t8"})
    return rows


class Counting(FakeEngine):
    """Counts what it reads, and is stopped at a text."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.stop_at = ""

    def extract(self, text, **more):
        if self.stop_at and self.stop_at in text:
            raise Stopped
        self.read.append(text)
        return super().extract(text, **more)


class Stopped(Exception):
    """As good as a kill: nobody handles it."""


@pytest.fixture
def engine(monkeypatch):
    counting = Counting()
    monkeypatch.setattr(chunk_work, "engine_of", lambda _effort: counting)
    return counting


def annotate(*arguments):
    return CliRunner().invoke(main, ["annotate", *map(str, arguments), "--chunk", "3"])


def test_json_lines_and_parquet_in_and_out_give_the_same_rows(tmp_path, engine):
    (tmp_path / "in.jsonl").write_text("\n".join(lines()), "utf-8")
    with gzip.open(tmp_path / "in.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines()))
    whole = [json.loads(line) for at, line in enumerate(lines()) if at != 6]
    pq.write_table(pa.Table.from_pylist(whole), tmp_path / "in.parquet", row_group_size=4)

    done = annotate(tmp_path / "in.jsonl", tmp_path / "a.parquet")
    assert done.exit_code == 0, done.output
    assert "11 texts into a.parquet, 2 broken lines, 0 texts from an earlier run" in done.output
    rows = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert [row["line"] for row in rows] == list(range(1, 12))
    assert [row["id"] for row in rows] == ["t0", "t1", "t2", "t3", "t4", "t5", "", "t7", "", "t9", "t10"]
    assert [bool(row["error"]) for row in rows] == [at in (6, 8) for at in range(11)]
    skill = {"uri": f"{BASE}python", "confidence": pytest.approx(0.92), "start": 0, "end": 32}
    assert (rows[0]["language"], rows[0]["model"], rows[0]["skills"]) == ("en", "fake.v1", [skill])
    broken = [json.loads(line) for line in (tmp_path / "a.parquet.broken.jsonl").read_text("utf-8").splitlines()]
    assert [row["line"] for row in broken] == [7, 9]
    assert "needs a JSON object with a `text`" in broken[1]["error"]

    assert annotate(tmp_path / "in.jsonl.gz", tmp_path / "b.jsonl.gz").exit_code == 0
    with gzip.open(tmp_path / "b.jsonl.gz", "rt", encoding="utf-8") as file:
        assert [json.loads(line) for line in file] == rows

    assert annotate(tmp_path / "in.parquet", tmp_path / "c.jsonl").exit_code == 0
    from_parquet = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text("utf-8").splitlines()]
    assert [row["line"] for row in from_parquet] == list(range(1, 11))
    assert [row["skills"] for row in from_parquet if row["skills"]] == [row["skills"] for row in rows if row["skills"]]
    assert not list(tmp_path.glob("*.parts"))
    assert not list(tmp_path.glob("*.tmp"))


def test_a_stopped_run_goes_on_and_reads_nothing_twice(tmp_path, engine):
    source, target = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text("\n".join(lines(30)), "utf-8")
    engine.stop_at = "part 19."
    assert isinstance(annotate(source, target).exception, Stopped)
    assert MANIFEST in {path.name for path in target.iterdir()}
    kept = len(list(target.glob("part-*.parquet")))
    assert 1 <= kept <= 9
    engine.stop_at = ""
    read_before = len(engine.read)
    done = annotate(source, target)
    assert f"{3 * kept} texts from an earlier run" in done.output
    rows = [row for path in sorted(target.glob("part-*")) for row in pq.read_table(path).to_pylist()]
    assert [row["line"] for row in rows] == list(range(1, 31))
    assert len(engine.read) - read_before <= 30 - 3 * kept

    # Finished, it starts no worker; a damaged part is made again, and only that.
    engine.stop_at = "part"
    assert "30 texts from an earlier run" in annotate(source, target).output
    engine.stop_at = ""
    (target / "part-00000004.parquet").write_bytes(b"PAR1 damaged")
    engine.read.clear()
    assert annotate(source, target).exit_code == 0
    assert engine.read == [f"The student uses Python, part {n}." for n in (12, 13, 14)]


def test_rows_become_the_table_that_arrow_makes_of_them():
    skills = [
        {"uri": "ä€", "confidence": 0.1, "start": 0, "end": 3},
        {"uri": "", "confidence": 1, "start": 5, "end": 8},
    ]
    plain = {"language": "en", "model": "m", "error": ""}
    rows = [{"line": 1, "id": "", "skills": [], **plain}, {"line": 2, "id": "å", "skills": skills, **plain}]
    for some in (rows, rows[:1], []):
        table = table_of(some, chunk_work.schema())
        table.validate(full=True)
        assert table.equals(pa.Table.from_pylist(some, schema=chunk_work.schema()))
    odd = table_of([rows[0] | {"id": "half a sign: \ud800"}], chunk_work.schema())
    assert odd.column("id").to_pylist() == ["half a sign: ?"]


def test_only_who_reads_many_texts_prepares_for_every_language(monkeypatch):
    prepared = []
    monkeypatch.setattr(chunk_work, "engine_of", lambda _effort: Blind())
    monkeypatch.setattr(chunk_work, "prepared", prepared.append)
    rows = [(at, '{"text": "Python"}') for at in range(chunk_work.MANY)]
    chunk_work.annotate_chunk(rows[1:], "fast", None)
    assert prepared == []
    chunk_work.annotate_chunk(rows, "fast", None)
    assert prepared == ["fast"]


class Blind:
    """Finds nothing, at once."""

    def extract(self, _text, **_more):
        return Extraction("en", "blind.v1", "v", (), ())


def test_memory_does_not_grow_with_the_input(tmp_path, monkeypatch):
    monkeypatch.setattr(chunk_work, "engine_of", lambda _effort: Blind())
    text = "word " * 8_000
    with (tmp_path / "in.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": str(n), "text": text}) + "\n" for n in range(400))
    tracemalloc.start()
    try:
        done = annotate(tmp_path / "in.jsonl", tmp_path / "out.parquet")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "400 texts into out.parquet, 0 broken lines" in done.output
    assert peak < (tmp_path / "in.jsonl").stat().st_size


def test_a_manifest_cut_off_by_a_kill_costs_one_part(tmp_path, engine):
    source, target = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text("\n".join(lines()), "utf-8")
    assert annotate(source, target).exit_code == 0
    manifest = target / MANIFEST
    manifest.write_text(manifest.read_text("utf-8")[:-5], "utf-8")
    assert "9 texts from an earlier run" in annotate(source, target).output
    assert "11 texts from an earlier run" in annotate(source, target).output


def test_what_others_wrote_is_never_thrown_away(tmp_path, engine):
    source, target = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text("\n".join(lines()), "utf-8")
    target.mkdir()
    (target / "mine.txt").write_text("mine", "utf-8")
    refused = annotate(source, target)
    assert (refused.exit_code, (target / "mine.txt").read_text("utf-8")) == (1, "mine")
    assert "holds files of others" in refused.output

    (target / "mine.txt").unlink()
    assert annotate(source, target).exit_code == 0
    source.write_text("\n".join(lines(12)), "utf-8")
    refused = annotate(source, target)
    assert "another input" in refused.output
    assert len(list(target.glob("part-*"))) == 4


def test_a_table_without_texts_is_refused_by_name(tmp_path, engine):
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "in.parquet")
    refused = annotate(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert refused.exit_code == 1
    assert "in.parquet has no column `text`; its columns are body." in refused.output


def test_a_cluster_somebody_else_started_does_the_same(tmp_path, engine):
    (tmp_path / "in.jsonl").write_text("\n".join(lines()), "utf-8")
    assert annotate(tmp_path / "in.jsonl", tmp_path / "own.jsonl").exit_code == 0
    local = "127.0.0.1:0"
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=local, worker_dashboard_address=local
    ) as cluster:
        done = annotate(tmp_path / "in.jsonl", tmp_path / "theirs.jsonl", "--scheduler", cluster.scheduler_address)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "theirs.jsonl").read_text("utf-8") == (tmp_path / "own.jsonl").read_text("utf-8")


def test_workers_of_another_version_and_a_cluster_without_workers_are_refused():
    refuse_others(["1.0", "1.0"], "1.0")
    with pytest.raises(click.ClickException, match=re.escape("Workers run osaamo 1.1, 2.0; install 1.0 there.")):
        refuse_others(["2.0", "1.0", "1.1"], "1.0")
    with pytest.raises(click.ClickException, match="no worker yet"):
        refuse_others([], "1.0")


def test_texts_that_kill_workers_are_named(tmp_path, engine, monkeypatch):
    def dies(*_arguments):
        raise KilledWorker("chunk", SimpleNamespace(address="tcp://127.0.0.1:1"), 3)

    monkeypatch.setattr(annotating, "annotate_chunk", dies)
    (tmp_path / "in.jsonl").write_text("\n".join(lines()), "utf-8")
    refused = annotate(tmp_path / "in.jsonl", tmp_path / "out.parquet")
    assert refused.exit_code == 1
    assert re.search(r"Workers die over one of the texts in lines (1 to 3|4 to 6)\.", refused.output)


@pytest.mark.slow
def test_the_engine_itself_reads_the_texts(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "text": "You write Python and SQL."}), "utf-8")
    done = annotate(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert done.exit_code == 0, done.output
    row = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert (row["line"], row["id"], row["language"], row["error"]) == (1, "a", "en", "")
    assert len(row["skills"]) >= 2


PRELOAD = """
import time
import tracemalloc
from types import SimpleNamespace
from osaamo.cli import chunk_work
from osaamo.competence.tests.fake_engine import FakeEngine

class Slow(FakeEngine):
    def extract(self, text, **more):
        time.sleep(0.02)
        return super().extract(text, **more)

engine = Slow()
chunk_work.engine_of = lambda effort: engine
"""


@pytest.mark.slow
def test_a_run_whose_worker_and_then_all_of_it_is_killed_neither_loses_nor_repeats(tmp_path):
    rows = [json.dumps({"id": f"t{n}", "text": f"The student uses Python, part {n}."}) for n in range(TEXTS)]
    rows[7] = "{broken"
    (tmp_path / "in.jsonl").write_text("\n".join(rows), "utf-8")
    (tmp_path / "fake_worker.py").write_text(PRELOAD, "utf-8")
    environment = os.environ | {"DASK_DISTRIBUTED__WORKER__PRELOAD": json.dumps([str(tmp_path / "fake_worker.py")])}
    parts = tmp_path / "out.parquet.parts"

    def command(workers: int) -> list[str]:
        program = "from osaamo.cli.main import main; main()"
        arguments = [str(tmp_path / "in.jsonl"), str(tmp_path / "out.parquet"), "--chunk", "2"]
        return [sys.executable, "-c", program, "annotate", *arguments, "--workers", str(workers)]

    def until(count: int) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and len(list(parts.glob("*.parquet"))) < count:
            time.sleep(0.01)

    first = subprocess.Popen(command(2), env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    until(1)
    children = psutil.Process(first.pid).children(recursive=True)
    started = [child for child in children if {"spawn_main", "forkserver"} & set(re.split(r"\W", str(child.cmdline())))]
    workers = [child for child in started if not child.children()]
    assert len(workers) == 2
    workers[0].kill()
    until(6)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    finished = len(list(parts.glob("*.parquet")))
    assert 6 <= finished < TEXTS // 2

    done = subprocess.run(command(1), env=environment, capture_output=True, text=True, check=True)
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["line"] for row in found] == list(range(1, TEXTS + 1))
    assert [row["id"] for row in found if not row["error"]] == [f"t{n}" for n in range(TEXTS) if n != 7]
    assert {row["model"] for row in found if not row["error"]} == {"fake.v1"}
    broken = [json.loads(line) for line in (tmp_path / "out.parquet.broken.jsonl").read_text("utf-8").splitlines()]
    assert [row["line"] for row in broken] == [8]
    resumed = int(re.search(r"(\d+) texts from an earlier run", done.stderr)[1])
    assert 2 * finished - 2 <= resumed <= 2 * finished
    assert not parts.exists()
