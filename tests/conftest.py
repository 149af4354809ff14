"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of third-party development data, or a skip that says so."""
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip("no shared data: ../shared is absent")
    return data


@pytest.fixture(scope="session")
def shared_specs() -> Path:
    """The folder of third-party schemas, or a skip that says so."""
    specs = SHARED / "specs"
    if not specs.is_dir():
        pytest.skip("no shared data: ../shared is absent")
    return specs
