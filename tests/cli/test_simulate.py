"""Three schools as processes that are killed, over a network that fails: nothing is lost, doubled or over-full."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from osaamo.cli.main import main
from osaamo.cli.simulated_school import Plan, School

SCHOOLS = tuple(School(code, code, 1) for code in ("a", "b", "c"))


@pytest.mark.slow
@pytest.mark.processes
def test_what_three_schools_hold_agrees_after_every_fault(tmp_path):
    folder = tmp_path / "run"
    options = ["--enrolments", "60", "--faults", "9", "--seats", "4", "--minutes", "3", "--keep", str(folder)]
    done = CliRunner().invoke(main, ["simulate", "crossstudy", *options])
    assert done.exit_code == 0, done.output
    assert "NO" not in done.output
    # The table did not look at nothing: the databases hold what it counts.
    at_home = seated = 0
    for number in range(3):
        with closing(sqlite3.connect(folder / f"{number}.sqlite3")) as one:
            at_home += one.execute("SELECT COUNT(*) FROM crossstudy_enrolment WHERE side = 'home'").fetchone()[0]
            seated += one.execute("SELECT COUNT(*) FROM kernel_ticket WHERE state IN ('held', 'offered')").fetchone()[0]
    assert at_home == 60
    assert 20 < seated <= 4 * 3 * Plan(SCHOOLS, 60, 0, 4, 1).offers_each


def test_the_plan_shares_out_everything_and_nobody_wants_the_same_twice():
    plan = Plan(SCHOOLS, 100, 7, 5, seed=1)
    assert sum(plan.share(7, number) for number in range(3)) == 7
    wanted = [(number, *one) for number in range(3) for one in plan.wanted(number)]
    assert len(wanted) == len(set(wanted)) == 100
    assert not any(key.startswith(SCHOOLS[number].code) for number, _, key in wanted)
    assert wanted == [(number, *one) for number in range(3) for one in plan.wanted(number)]
