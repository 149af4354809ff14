"""What to expect of enrolment on each module: its next run, from the runs there were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from osaamo.engine import EnrolmentTest, Expected, History, enrolment_backtest, enrolment_forecast
from osaamo.ports.enrolled import runs_of
from osaamo.ports.supply import taught

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from osaamo.ports.enrolled import Run
    from osaamo.ports.supply import Taught

ENOUGH_CASES = 20
"""With fewer known runs to try it on, a back-test says nothing."""

_FOR = 600
"""Seconds a forecast is good for; a run takes months."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A course or module, its runs so far, and its next run; ``None`` where there are too few to say."""

    taught: Taught
    runs: tuple[Run, ...]
    expected: Expected | None

    @property
    def seats(self) -> int | None:
        """The seats of the last run, where they were limited."""
        return self.runs[-1].seats


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Everything that had a run, in order of key, and how forecasts of the known runs would have done."""

    rows: Sequence[Outlook]
    tested: EnrolmentTest | None
    cases: int


def forget_outlooks() -> None:
    """Have the next look at enrolments read anew."""
    cache.delete(_kept())


def _kept() -> str:
    return f"foresight.enrolment:{timezone.localdate()}"


def outlooks() -> Outlooks:
    """The next run of all that is taught and had one. A run counts once it began."""
    today = timezone.localdate()
    found: Outlooks = cache.get_or_set(_kept(), lambda: _outlooks(today), _FOR)
    return found


def begun(runs: Sequence[Run], on: date) -> tuple[Run, ...]:
    """The runs that began by the day: what is still being enrolled on is not counted to its end."""
    return tuple(run for run in runs if run.starts <= on)


def _outlooks(today: date) -> Outlooks:
    items = {row.key: row for row in taught()}
    runs = {key: begun(of, today) for key, of in runs_of(list(items)).items()}
    known = {key: of for key, of in sorted(runs.items()) if of}
    histories = {key: History(items[key].kind, tuple(run.asked for run in of)) for key, of in known.items()}
    expected = enrolment_forecast(histories) if histories else {}
    tested = enrolment_backtest(histories)
    cases = tested.cases if tested else 0
    rows = [Outlook(items[key], of, expected[key]) for key, of in known.items()]
    return Outlooks(rows, tested if cases >= ENOUGH_CASES else None, cases)
