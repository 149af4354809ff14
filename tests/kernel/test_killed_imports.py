"""Kill -9 in the middle of any import: started again, nothing is lost and nothing doubled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.django_db]

DRIVER = Path(__file__).with_name("killed_imports.py")
KINDS = {"offering", "theses", "ads", "profile", "vocabulary"}


def test_killed_imports_end_as_undisturbed_ones(own_database: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(tmp_path)], env=own_database, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout)
    assert set(told) == KINDS
    for name, case in told.items():
        assert case["killed"] == 3, name
        assert case["strange"] == [], f"{name}: half an import, or something twice"
        assert all(case["expected"].values()), f"{name}: nothing was imported at all"
        assert case["found"] == case["expected"], name
