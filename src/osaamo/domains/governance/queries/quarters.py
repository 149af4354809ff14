"""Quarters of a year, and until when a report on one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from osaamo.ports.measures import Period

DUE_DAYS = 30
"""A report is due so many days after its quarter's end."""

IN_A_YEAR = 4
MONTHS = 3


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; ``number`` is 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in range(1, IN_A_YEAR + 1):
            raise ValueError(f"A quarter is 1 to {IN_A_YEAR}, not {self.number}.")

    @property
    def period(self) -> Period:
        """Its days, up to the first of the next."""
        after = self.after
        return Period(date(self.year, MONTHS * self.number - 2, 1), date(after.year, MONTHS * after.number - 2, 1))

    @property
    def before(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, IN_A_YEAR)

    @property
    def after(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.year, self.number + 1) if self.number < IN_A_YEAR else Quarter(self.year + 1, 1)

    @property
    def due(self) -> date:
        """The last day on which a report on it is in time."""
        return self.period.end - timedelta(days=1) + timedelta(days=DUE_DAYS)

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter in which the day lies."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)
