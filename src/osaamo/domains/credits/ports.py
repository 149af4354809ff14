"""What credits offer and hear through ports: tutoring is an attainment, and a person may be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.credits import queries, services
from osaamo.ports import attainments, erasing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from osaamo.ports.attainments import Attainment


@attainments.attainments("credits.tutoring")
def tutoring(start: date, end: date) -> Iterator[Attainment]:
    """Tutoring whose hours a student union approved."""
    found = [queries.attainment_of(work) for work in queries.completed_works(start, end)]
    yield from sorted(found, key=lambda one: one.ref)


erasing.register(
    erasing.Eraser(
        "credits.rows",
        models=("credits.TutoringWork", "credits.DiaryEntry", "credits.SchoolRow"),
        erase=services.erase,
        held=services.held,
    )
)
