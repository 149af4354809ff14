"""The fake engine, for all tests here."""

import pytest
from django.core.cache import cache

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine


@pytest.fixture(autouse=True)
def engine():
    cache.clear()
    fake = FakeEngine()
    with engine_replaced(fake):
        yield fake
