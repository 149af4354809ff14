"""What holds for every test: no value kept in the process outlives the database it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    from osaamo.competence.keeping import forget_all  # noqa: PLC0415 - Django is set up when a test has run

    forget_all()
