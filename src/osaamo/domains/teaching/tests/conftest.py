"""The fake engine and its fake parts, for all tests here."""

import pytest
from django.core.cache import cache

from osaamo.competence.keeping import forget_all
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.teaching.queries import parts
from osaamo.domains.teaching.tests.fakes import FakeDesigner, FakeGoals


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    cache.clear()
    forget_all()
    monkeypatch.setattr(parts, "_designer", lambda _engine: FakeDesigner())
    monkeypatch.setattr(parts, "_goal_reader", lambda _engine: FakeGoals())
    fake = FakeEngine()
    with engine_replaced(fake):
        yield fake
    forget_all()
