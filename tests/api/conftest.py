"""The fake engine for every test here."""

import pytest
from django.core.cache import cache

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine


@pytest.fixture(autouse=True)
def _fake_engine():
    cache.clear()
    with engine_replaced(FakeEngine()):
        yield
