"""The fake engine, with two occupations."""

import pytest
from django.core.cache import cache

from osaamo.competence.services import engine_replaced
from osaamo.domains.profiles.tests.fakes import FakeEngineWithOccupations


@pytest.fixture(autouse=True)
def engine():
    cache.clear()
    fake = FakeEngineWithOccupations()
    with engine_replaced(fake):
        yield fake
