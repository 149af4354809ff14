"""The limits of a path read once more from their description, in no way by the planner's own code.

``faults`` takes plain steps and limits and knows no module of ``osaamo.engine.paths`` but the record of the limits.
"""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction


def date(iso):
    return dt.date.fromisoformat(iso[:10]) if iso else None


def last(step):
    return date(step.ends or step.starts)


def first(step):
    return date(step.starts or step.ends)


def number(value):
    return Fraction(Decimal(str(value)))


def alike(mine, wanted):
    return any(one.lower() == other.lower() for one in mine if one for other in wanted)


def faults(steps, limits):
    """What is wrong with the path of these steps, in words; an empty list when nothing is."""
    found = []
    for step in steps:
        found += [f"{step.id}: {fault}" for fault in alone(step, limits)]
    courses = [step.course for step in steps]
    ids = [step.id for step in steps]
    total = sum(number(step.credits) for step in steps)
    if len(set(courses)) < len(courses):
        found.append("a course twice")
    if limits.credits_max is not None and total > number(limits.credits_max):
        found.append("too many credits")
    if total < number(limits.credits_min):
        found.append("too few credits")
    if limits.steps_max is not None and len(steps) > limits.steps_max:
        found.append("too many steps")
    if any(name not in ids and name not in courses for name in limits.must):
        found.append("a fixed choice is missing")
    found += [f"too much work in {period.name}" for period in limits.periods if work(steps, period) > exactly(period)]
    found += in_parallel(steps, limits)
    if not limits.clashes:
        found += [f"{one.id} and {two.id} clash" for one, two in itertools.combinations(steps, 2) if overlap(one, two)]
    if limits.prerequisites:
        found += unready(steps, limits)
    return found


def alone(step, limits):
    """What keeps one step out by itself."""
    campus = step.mode.lower() != "online"
    return [
        fault
        for fault, found in {
            "passed already": step.course in limits.passed,
            "to be avoided": {step.id, step.course} & set(limits.avoid),
            "wrong language": limits.languages and not alike(step.languages, limits.languages),
            "wrong mode": limits.modes and not alike([step.mode], limits.modes),
            "wrong campus": limits.campuses and campus and not alike([step.campus], limits.campuses),
            "wrong institution": limits.institutions and not alike([step.institution], limits.institutions),
            "closed to the learner": limits.audiences
            and step.audiences
            and not alike(step.audiences, limits.audiences),
            "full": step.seats is not None and step.seats < limits.seats,
            "too early": limits.starts_from and step.starts and date(step.starts) < date(limits.starts_from),
            "too late": limits.ends_by and last(step) and last(step) > date(limits.ends_by),
        }.items()
        if found
    ]


def exactly(period):
    return number(period.credits_max)


def work(steps, period):
    """The credits in the period, counted day by day."""
    total = Fraction(0)
    for step in steps:
        if not last(step):
            continue
        days = [first(step) + dt.timedelta(days=at) for at in range((last(step) - first(step)).days + 1)]
        inside = sum(date(period.starts) <= day <= date(period.ends) for day in days)
        total += number(step.credits) * inside / len(days)
    return total


def in_parallel(steps, limits):
    if limits.max_parallel is None:
        return []
    days = {first(step) for step in steps if first(step)}
    busiest = max((sum(bool(first(s)) and first(s) <= day <= last(s) for s in steps) for day in days), default=0)
    return ["too many at once"] if busiest > limits.max_parallel else []


def overlap(one, two):
    """Whether some minute belongs to meetings of both."""
    return any(
        max(mine.start, other.start) < min(mine.end, other.end) for mine in one.meetings for other in two.meetings
    )


def unready(steps, limits):
    """Steps for which no order exists in which each comes after what it requires."""
    ready: set[str] = set()
    done: list = []
    left = list(steps)
    while left:
        now = [
            step
            for step in left
            if all(
                course in limits.passed
                or any(
                    other.course == course and (not last(other) or not first(step) or last(other) < first(step))
                    for other in done
                )
                for course in step.requires
            )
        ]
        if not now:
            return [f"{step.id} without what it requires" for step in left]
        ready.update(step.id for step in now)
        done += now
        left = [step for step in left if step.id not in ready]
    return []
