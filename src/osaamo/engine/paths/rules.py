"""The limits read one by one: which of them keep a step out, and which a finished path breaks.

``blocks`` and ``broken`` say in plain Python what :mod:`osaamo.engine.paths.model` says to the solver. The tests hold
the two against each other; the faces use ``broken`` to warn when an offering changes under a saved path.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from osaamo.engine.paths.teaching import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.paths.limits import PathLimits, Period
    from osaamo.engine.records import Meeting, Step

ONLINE = "online"
_NUMBERS_KEPT = 4096


class Timed(Protocol):
    """Anything with dates and a timetable: a step on offer or a planned one."""

    @property
    def starts(self) -> str:
        """Its first day as an ISO date, or ``""``."""

    @property
    def ends(self) -> str:
        """Its last day as an ISO date, or ``""``."""

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Its meetings."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a path breaks (attribute name of the limits, or ``course-twice``) and the step ids concerned."""

    limit: str
    steps: tuple[str, ...]


def blocks(step: Step, limits: PathLimits) -> tuple[str, ...]:
    """The limits (by attribute name) that keep this step out by itself, in a fixed order; empty when none does."""
    found = {
        "passed": step.course in limits.passed,
        "avoid": step.id in limits.avoid or step.course in limits.avoid,
        "languages": bool(limits.languages) and not _meets(step.languages, limits.languages),
        "modes": bool(limits.modes) and not _meets((step.mode,), limits.modes),
        "campuses": bool(limits.campuses) and not is_online(step) and not _meets((step.campus,), limits.campuses),
        "institutions": bool(limits.institutions) and not _meets((step.institution,), limits.institutions),
        "audiences": bool(limits.audiences) and bool(step.audiences) and not _meets(step.audiences, limits.audiences),
        "seats": step.seats is not None and step.seats < limits.seats,
        "starts_from": bool(limits.starts_from and step.starts) and day(step.starts) < day(limits.starts_from),
        "ends_by": bool(limits.ends_by) and last_day(step) > day(limits.ends_by),
        "credits_max": limits.credits_max is not None and step.credits > limits.credits_max,
    }
    return tuple(name for name, blocked in found.items() if blocked)


def broken(steps: Sequence[Step], limits: PathLimits) -> tuple[Breach, ...]:
    """The limits that these steps together break; empty when the path keeps them all."""
    found = [Breach(name, (step.id,)) for step in steps for name in blocks(step, limits)]
    ids = tuple(step.id for step in steps)
    total = exact(sum(exact(step.credits) for step in steps))
    if limits.credits_max is not None and total > exact(limits.credits_max):
        found.append(Breach("credits_max", ids))
    if total < exact(limits.credits_min):
        found.append(Breach("credits_min", ids))
    if limits.steps_max is not None and len(steps) > limits.steps_max:
        found.append(Breach("steps_max", ids))
    taken = Counter(step.course for step in steps)
    found += [Breach("course-twice", (course,)) for course, count in taken.items() if count > 1]
    found += [Breach("must", (name,)) for name in limits.must if name not in ids and name not in taken]
    for period in limits.periods:
        if sum(load(step, period) for step in steps) > exact(period.credits_max):
            found.append(Breach("periods", (period.name,)))
    if limits.max_parallel is not None:
        found += [
            Breach("max_parallel", tuple(other.id for other in together))
            for step in steps
            if len(together := running(steps, first_day(step))) > limits.max_parallel
        ]
    if not limits.clashes:
        found += [
            Breach("clashes", (first.id, second.id))
            for at, first in enumerate(steps)
            for second in steps[at + 1 :]
            if clash(first, second)
        ]
    if limits.prerequisites:
        found += _too_soon(steps, limits)
    return tuple(found)


def is_online(step: Step) -> bool:
    """Whether the step needs no campus."""
    return step.mode.casefold() == ONLINE


def last_day(step: Timed) -> int:
    """The ordinal of the last known day; 0 for an always open step."""
    return day(step.ends) or day(step.starts)


def first_day(step: Timed) -> int:
    """The ordinal of the first known day; 0 for an always open step."""
    return day(step.starts) or day(step.ends)


def lacking(step: Step, limits: PathLimits) -> tuple[str, ...]:
    """The required courses that are not passed yet."""
    return tuple(dict.fromkeys(course for course in step.requires if course not in limits.passed))


def in_time(first: Timed, second: Timed) -> bool:
    """Whether ``first`` is over before ``second`` starts. An always open step can be done before and after anything."""
    over, begins = last_day(first), first_day(second)
    return not over or not begins or over < begins


def clash(first: Timed, second: Timed) -> bool:
    """Whether any two meetings overlap. One may start the minute another ends; one without length clashes with none."""
    mine, theirs = (sorted((m.start, m.end) for m in one.meetings if m.start < m.end) for one in (first, second))
    at = 0
    for start, end in mine:
        while at < len(theirs) and theirs[at][1] <= start:
            at += 1
        if at < len(theirs) and theirs[at][0] < end:
            return True
    return False


def running(steps: Sequence[Step], on: int) -> list[Step]:
    """The dated steps that run on the day with this ordinal (none for 0)."""
    return [step for step in steps if on and first_day(step) <= on <= last_day(step)]


def load(step: Step, period: Period) -> Fraction:
    """The credits of the step that fall in the period, spread evenly over its days; 0 without dates."""
    ends = last_day(step)
    if not ends:
        return Fraction(0)
    starts = first_day(step)
    shared = min(ends, day(period.ends)) - max(starts, day(period.starts)) + 1
    return exact(step.credits) * max(0, shared) / (ends - starts + 1)


@lru_cache(_NUMBERS_KEPT)
def exact(number: float | Fraction) -> Fraction:
    """The decimal number as written, so that 0.1 + 0.2 is 0.3."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def _too_soon(steps: Sequence[Step], limits: PathLimits) -> list[Breach]:
    """Steps taken without what they require. Steps that require each other in a circle can never begin."""
    done: list[Step] = []
    waiting = list(steps)
    while ready := [step for step in waiting if not _missing(step, done, limits)]:
        done += ready
        waiting = [step for step in waiting if step not in ready]
    return [Breach("prerequisites", (step.id, course)) for step in waiting for course in _missing(step, done, limits)]


def _missing(step: Step, done: Sequence[Step], limits: PathLimits) -> list[str]:
    return [
        course
        for course in lacking(step, limits)
        if not any(other.course == course and in_time(other, step) for other in done)
    ]


def _meets(mine: Sequence[str], wanted: Sequence[str]) -> bool:
    return bool({value.casefold() for value in mine if value} & {value.casefold() for value in wanted})
