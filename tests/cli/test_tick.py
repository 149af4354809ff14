"""What `osaamo tick` prints, and the code it ends with."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from osaamo.cli.jobs import tick
from osaamo.kernel import periodic as module

pytestmark = pytest.mark.django_db


def test_each_task_gets_a_line_and_a_failure_a_code(monkeypatch):
    monkeypatch.setattr(module, "_tasks", {})
    module.periodic("t.a", every=timedelta(days=1))(lambda: "2 ads removed")
    done = CliRunner().invoke(tick)
    assert (done.exit_code, done.output) == (0, "t.a: done - 2 ads removed\n")
    module.periodic("t.b", every=timedelta(days=1))(lambda: 1 / 0)
    done = CliRunner().invoke(tick)
    assert done.exit_code == 1
    assert done.stdout == "t.a: not due\nt.b: failed - ZeroDivisionError\n"
