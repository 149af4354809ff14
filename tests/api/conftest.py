"""The fake engine for every test here."""

import pytest
from django.core.cache import cache

from osaamo import engine as door
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine, fake_search


@pytest.fixture(autouse=True)
def _fake_engine(monkeypatch):
    cache.clear()
    monkeypatch.setattr(door, "search", fake_search)
    with engine_replaced(FakeEngine()):
        yield
