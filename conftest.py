"""What holds for every test: where its database comes from, and that no value kept in the process outlives it.

A run migrates no database: each worker copies one that was migrated before (tests/databases.py). After a test that
commits (``django_db(transaction=True)``, the browser tests) a SQLite database is copied anew, which takes milliseconds
where emptying every table takes a second. ``pytest --create-db`` migrates another template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first in each half, which is what each of two workers gets: neither ends long after the other."""
    long = [item for item in items if item.get_closest_marker("browser") or item.get_closest_marker("slow")]
    chosen = set(long)
    short = [item for item in items if item not in chosen]
    half = len(short) // 2
    items[:] = [*long[::2], *short[:half], *long[1::2], *short[half:]]


# A busy machine is no fault of a rule. What Hypothesis takes from the environment (on CI the same examples) stays.
settings.register_profile("osaamo", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("osaamo")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,  # noqa: ARG001 - what must be there first
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,  # noqa: ARG001 - same
) -> Iterator[None]:
    """The database of this worker, in place of pytest-django's fixture of the same name."""
    from django.db import connection  # noqa: PLC0415 - Django is set up when a test has run
    from django.test import TransactionTestCase  # noqa: PLC0415 - same

    with django_db_blocker.unblock():
        before = databases.set_up(connection, anew=request.config.getvalue("create_db"))
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: databases.restore(connection))
        yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(before, verbosity=0)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    from osaamo.competence.keeping import forget_all  # noqa: PLC0415 - Django is set up when a test has run

    forget_all()
