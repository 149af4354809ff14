"""The judged Finnish and Swedish course texts: the file, how agreement and F1 are counted, and the texts behind the ids."""

import csv
import importlib.util
import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def bench():
    """``bench/sdg_courses.py`` as a module."""
    spec = importlib.util.spec_from_file_location("sdg_courses", ROOT / "bench" / "sdg_courses.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["sdg_courses"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["sdg_courses"]


def test_the_file_holds_ids_digests_and_goals_and_no_text(bench):
    with bench.GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert list(rows[0]) == ["id", "language", "sha256", "drawn", "reading_a", "reading_b"]
    assert [sum(row["language"] == language for row in rows) for language in ("fi", "sv")] == [60, 30]
    assert len({row["id"] for row in rows}) == 90
    assert {row["drawn"] for row in rows} == {"top", "middle", "random"}
    assert all(len(row["sha256"]) == 64 for row in rows)
    named = [int(goal) for row in rows for side in ("reading_a", "reading_b") for goal in row[side].split(",") if goal]
    assert (min(named), max(named), len(named)) == (3, 15, 89)


def test_the_development_set_holds_no_judged_course_and_no_text(bench):
    with bench.GOLD.with_name("sdg_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    with bench.GOLD.open(encoding="utf-8", newline="") as file:
        judged = {row["id"] for row in csv.DictReader(file, delimiter="\t")}
    assert list(rows[0]) == ["id", "language", "kind", "sha256", "drawn", "goals"]
    assert len({row["id"] for row in rows}) == len(rows) == 213
    assert not judged & {row["id"] for row in rows}


def test_agreement_by_hand(bench):
    one, other = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], bool), np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 0], bool)
    # Both .2 named: seen .8, by chance .04 + .64 = .68.
    assert bench.kappa(one, other) == pytest.approx((0.8 - 0.68) / (1 - 0.68))
    # 4 of 20 values named: chance of a differing pair 2 * 4 * 16 / (20 * 19).
    assert bench.alpha(one, other) == pytest.approx(1 - 0.2 / (128 / 380))
    assert bench.kappa(one, one) == bench.alpha(one, one) == 1
    nothing = np.zeros(4, bool)
    assert math.isnan(bench.kappa(nothing, nothing))
    assert math.isnan(bench.alpha(nothing, nothing))


def test_f1_by_hand_leaves_out_what_does_not_count_and_goals_nobody_named(bench):
    said = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 0]], bool)
    true = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0]], bool)
    counted = np.ones_like(said)
    # Goal 1: 1 hit, 2 named, 1 true; goal 2: 1 hit, 2 named, 1 true; goal 3: nowhere true.
    assert bench.f1(said, true, counted) == pytest.approx((0.5, 1, 2 / 3, 2 / 3))
    counted[2, 0] = False
    assert bench.f1(said, true, counted) == pytest.approx((2 / 3, 1, 0.8, (1 + 2 / 3) / 2))


def test_agreement_of_three_by_hand(bench):
    one, other = np.array([1, 1, 0, 0], bool), np.array([1, 0, 0, 0], bool)
    # Pairs of readings differ on 1/4, 1/4 and 0 of the four: a sixth; 1/3 is named, so by chance 1/9 + 4/9 agree.
    assert bench.fleiss(one, other, other) == pytest.approx((5 / 6 - 5 / 9) / (1 - 5 / 9))
    # 4 of 12 values named: chance of a differing pair 2 * 4 * 8 / (12 * 11).
    assert bench.alpha(one, other, other) == pytest.approx(1 - (1 / 6) / (64 / 132))
    assert bench.fleiss(one, one, one) == 1
    assert math.isnan(bench.fleiss(*[np.zeros(4, bool)] * 3))
    found = bench.agreement_of_three(one.reshape(1, 4), other.reshape(1, 4), other.reshape(1, 4))
    assert (found["named"], found["by_all"], found["by_most"], list(found["by_goal"])) == ([2, 1, 1], 1, 1, [1, 2])


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("b\tfi\t3,13\na\tsv\t\n", None),
        ("b\tfi\t3\n", "'a'"),
        ("a\tfi\t\na\tfi\t\nb\tfi\t\n", "twice"),
        ("a\tfi\t\nb\tfi\t18\n", "'18'"),
        ("a\tfi\t\nb\tfi\tx\n", "'x'"),
    ],
)
def test_a_third_reading_holds_every_judged_text_once(bench, tmp_path, lines, told):
    nothing = np.zeros(17, bool)
    rows = [bench.Judged(name, "fi", "random", "text", "", nothing, nothing) for name in "ab"]
    path = tmp_path / "third.tsv"
    path.write_text("id\tlanguage\treading_c\n" + lines, "utf-8")
    if told:
        with pytest.raises(ValueError, match=told):
            bench.third_reading(rows, path)
    else:
        assert np.argwhere(bench.third_reading(rows, path)).tolist() == [[1, 2], [1, 12]]


def test_the_texts_for_a_blind_reader_tell_nothing_else(bench, tmp_path):
    nothing = np.zeros(17, bool)
    rows = [bench.Judged(f"{at}", "sv", "top", f"text {at}", "english", nothing, ~nothing) for at in range(9)]
    bench.write_texts(rows, tmp_path / "texts.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "texts.jsonl").read_text("utf-8").splitlines()]
    assert {tuple(line) for line in lines} == {("id", "language", "text")}
    assert sorted(line["id"] for line in lines) == [row.id for row in rows] != [line["id"] for line in lines]


@pytest.mark.shared
def test_every_judged_text_is_the_one_that_was_read(bench, shared_data):
    rows, changed = bench.judged(courses=shared_data / "aalto_courses" / "courses.jsonl.gz")
    assert (len(rows), changed) == (90, 0)
    assert all(200 <= len(row.text) <= 2500 for row in rows)
