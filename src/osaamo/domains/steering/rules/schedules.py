"""Schedules as the plan writes them, as days.

Kevät is 1 January to 31 July and Syksy 1 August to 31 December, the academic terms of Finnish universities of applied
sciences; a month lasts from its first to its last day. What is written again and again ("kerran kuukaudessa") lasts
the whole year of the plan.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SPRING = r"kev(?:ät|äällä|ään)|vår(?:en)?|spring"
_AUTUMN = r"syksy(?:llä|yn)?|höst(?:en)?|autumn"
_ALWAYS = (
    r"koko vuosi|hela året|whole year|kerran kuukaudessa|säännöllisesti|neljännesvuosittain|vuosittain|"
    r"varje månad|regelbundet|kvartalsvis|monthly|regularly|quarterly"
)
_TOKEN = re.compile(
    rf"(?P<day>\d{{1,2}}\.\d{{1,2}}\.\d{{4}})"
    rf"|(?P<months>\d{{1,2}}\s*[-–]\s*\d{{1,2}}\s*/\s*\d{{4}})"
    rf"|(?P<month>\d{{1,2}}\s*/\s*\d{{4}})"
    rf"|(?P<spring>(?:{_SPRING})\s+\d{{4}})"
    rf"|(?P<autumn>(?:{_AUTUMN})\s+\d{{4}})"
    rf"|(?P<always>(?:{_ALWAYS})(?:\s+\d{{4}})?)"
    rf"|(?P<years>\d{{4}}(?:\s*[-–]\s*\d{{4}})?)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s/;,+&]*(?:(?:ja|och|and)\b)?[\s/;,+&]*", re.IGNORECASE)


class BadSchedule(ValueError):
    """The words are no schedule; ``rest`` is the part that was not understood."""

    def __init__(self, rest: str) -> None:
        super().__init__(rest)
        self.rest = rest


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``starts`` to ``ends``, both included."""

    starts: date
    ends: date


def read_schedule(text: str, *, year: int) -> Span:
    """The first and the last day a schedule names; ``year`` is meant where it names none, as in "Koko vuosi".

    Raises:
        BadSchedule: it is empty, has words that are no time, months that are none, or ends before it starts.
    """
    spans, at = [], 0
    for found in _TOKEN.finditer(text):
        if not _BETWEEN.fullmatch(text[at : found.start()]):
            break
        try:
            spans.append(_READERS[found.lastgroup or ""](found.group(), year))
        except ValueError as error:
            raise BadSchedule(found.group()) from error
        at = found.end()
    if not spans or not _BETWEEN.fullmatch(text[at:]):
        raise BadSchedule(text[at:].strip() or text)
    return Span(min(span.starts for span in spans), max(span.ends for span in spans))


def write_months(span: Span) -> str:
    """A span of whole months of one year as the plan writes it ("4-6/2021", "9/2021").

    Raises:
        ValueError: the span is not made of whole months of one year.
    """
    first, last = span.starts, span.ends
    if first.year != last.year or first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        raise ValueError("not whole months of one year")
    months = str(first.month) if first.month == last.month else f"{first.month}-{last.month}"
    return f"{months}/{first.year}"


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _day(text: str, year: int) -> Span:  # noqa: ARG001 - one signature for all readers
    day, month, of = _numbers(text)
    return Span(date(of, month, day), date(of, month, day))


def _months(text: str, year: int) -> Span:  # noqa: ARG001 - as above
    *months, of = _numbers(text)
    first, last = months[0], months[-1]
    span = Span(date(of, first, 1), date(of, last, monthrange(of, last)[1]))
    if span.ends < span.starts:
        raise ValueError("ends before it starts")
    return span


def _spring(text: str, year: int) -> Span:  # noqa: ARG001 - as above
    (of,) = _numbers(text)
    return Span(date(of, 1, 1), date(of, 7, 31))


def _autumn(text: str, year: int) -> Span:  # noqa: ARG001 - as above
    (of,) = _numbers(text)
    return Span(date(of, 8, 1), date(of, 12, 31))


def _years(text: str, year: int) -> Span:
    numbers = _numbers(text) or [year]
    if numbers[-1] < numbers[0]:
        raise ValueError("ends before it starts")
    return Span(date(numbers[0], 1, 1), date(numbers[-1], 12, 31))


_READERS: dict[str, Callable[[str, int], Span]] = {
    "day": _day, "months": _months, "month": _months, "spring": _spring, "autumn": _autumn, "always": _years,
    "years": _years,
}  # fmt: skip
