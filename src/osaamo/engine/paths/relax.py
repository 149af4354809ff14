"""Why nothing fits, and the smallest change that helps: each limit lifted alone, else as few together as it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

from osaamo.engine.gap import Reason
from osaamo.engine.paths.limits import PathLimits
from osaamo.engine.paths.model import CREDITS, FINISH, FIRST_DAY, LOAD, PARALLEL, STEPS, Goal, PathModel
from osaamo.engine.paths.problem import prepare
from osaamo.engine.paths.results import Relaxation
from osaamo.engine.paths.rules import broken, exact, first_day, is_online, lacking, last_day, load, running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.paths.teaching import Teaching
    from osaamo.engine.records import Step

_SETS = {"languages": "language", "modes": "mode", "campuses": "campus", "institutions": "institution"}

MOST_TRIES = 60


@dataclass(frozen=True, slots=True)
class _Lifted:
    """A limit taken away: its attribute, the item of it (a period, a fixed choice), what to keep small instead."""

    limit: str
    item: str = ""
    goal: Goal | None = None


def relaxations(teaching: Teaching, limits: PathLimits, *, effort: float) -> tuple[Relaxation, ...]:
    """What to change so that some path fits and brings something; empty when no change of limits would.

    Each limit that alone makes the difference is a group of its own. Where none does, the one group returned holds as
    few limits as it takes.
    """
    return _Relaxer(teaching, limits, effort).find()


class _Relaxer:
    def __init__(self, teaching: Teaching, limits: PathLimits, effort: float) -> None:
        self._teaching = teaching
        self._limits = limits
        self._effort = effort

    def find(self) -> tuple[Relaxation, ...]:
        lifted = _liftable(self._limits)
        alone = [found for group, one in enumerate(lifted) if (found := self._attempt([one], group))]
        if alone:
            return tuple(entry for found in alone for entry in found)
        if not self._helps(lifted):
            return ()
        return tuple(self._attempt(self._fewest(lifted)) or ())

    def _fewest(self, lifted: Sequence[_Lifted]) -> list[_Lifted]:
        """The smallest set of limits without which some path fits, of those the one that comes first in order.

        Past ``MOST_TRIES`` sets, one of which no member can be left out, the last limits in order left out first.
        """
        vital = [one for one in lifted if not self._helps([other for other in lifted if other != one])]
        rest = [one for one in lifted if one not in vital]
        sets = (extra for size in range(len(rest) + 1) for extra in combinations(rest, size))
        for extra in islice(sets, MOST_TRIES):
            tried = [one for one in lifted if one in vital or one in extra]
            if self._helps(tried):
                return tried
        needed = list(lifted)
        for one in reversed(rest):
            fewer = [other for other in needed if other != one]
            if self._helps(fewer):
                needed = fewer
        return needed

    def _helps(self, lifted: Sequence[_Lifted]) -> bool:
        loose = self._limits
        for one in lifted:
            loose = _without(loose, one)
        return self._solve(loose, ()) is not None

    def _attempt(self, lifted: Sequence[_Lifted], group: int = 0) -> list[Relaxation] | None:
        """The relaxations that a path without these limits needs, or ``None`` when there is no such path."""
        loose = self._limits
        for one in lifted:
            loose = _without(loose, one)
        goals = [one.goal for one in lifted if one.goal]
        chosen = self._solve(loose, goals)
        if chosen is None:
            return None
        for one in lifted:
            if one.limit in _SETS:
                loose, chosen = self._narrowed(loose, one.limit, chosen, goals)
        steps = [self._teaching.steps[index] for index in chosen]
        return [_tell(one, self._limits, steps, group) for one in lifted]

    def _solve(self, limits: PathLimits, goals: Sequence[Goal]) -> tuple[int, ...] | None:
        model = PathModel(prepare(self._teaching, limits), at_least=1 if any(self._teaching.lifts) else 0)
        solution = model.solve([*goals, Goal(CREDITS)], effort=self._effort)
        return solution.chosen if solution else None

    def _narrowed(
        self, loose: PathLimits, name: str, chosen: tuple[int, ...], goals: Sequence[Goal]
    ) -> tuple[PathLimits, tuple[int, ...]]:
        """The limits with one value added instead of none set, where a single value is enough."""
        counts = Counter(value for step in self._teaching.steps for value in _values(step, name) if value)
        old = getattr(self._limits, name)
        for value, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
            if value in old:
                continue
            tight = _with(loose, name, (*old, value))
            found = self._solve(tight, goals)
            if found is not None:
                return tight, found
        return loose, chosen


def _liftable(limits: PathLimits) -> list[_Lifted]:
    found = []
    if limits.credits_max is not None:
        found.append(_Lifted("credits_max", goal=Goal(CREDITS)))
    if limits.credits_min:
        found.append(_Lifted("credits_min", goal=Goal(CREDITS, sense=1)))
    if limits.steps_max is not None:
        found.append(_Lifted("steps_max", goal=Goal(STEPS)))
    found += [_Lifted("periods", period.name, Goal(LOAD, period=at)) for at, period in enumerate(limits.periods)]
    if limits.starts_from:
        found.append(_Lifted("starts_from", goal=Goal(FIRST_DAY)))
    if limits.ends_by:
        found.append(_Lifted("ends_by", goal=Goal(FINISH)))
    found += [_Lifted(name) for name in (*_SETS, "audiences") if getattr(limits, name)]
    if limits.seats:
        found.append(_Lifted("seats"))
    if limits.max_parallel is not None:
        found.append(_Lifted("max_parallel", goal=Goal(PARALLEL)))
    if not limits.clashes:
        found.append(_Lifted("clashes"))
    if limits.prerequisites:
        found.append(_Lifted("prerequisites"))
    found += [_Lifted(name, item) for name in ("must", "avoid") for item in getattr(limits, name)]
    return found


def _without(limits: PathLimits, one: _Lifted) -> PathLimits:
    defaults = PathLimits(seats=0, clashes=True, prerequisites=False)
    if one.limit == "periods":
        # The period stays, without a ceiling, so that its load can still be measured and kept small.
        periods = tuple(
            replace(period, credits_max=1e6) if period.name == one.item else period for period in limits.periods
        )
        return replace(limits, periods=periods)
    if one.limit in ("must", "avoid"):
        return _with(limits, one.limit, tuple(name for name in getattr(limits, one.limit) if name != one.item))
    return _with(limits, one.limit, getattr(defaults, one.limit))


def _with(limits: PathLimits, name: str, value: Any) -> PathLimits:
    change: dict[str, Any] = {name: value}
    return replace(limits, **change)


def _values(step: Step, name: str) -> tuple[str, ...]:
    if name == "languages":
        return step.languages
    if name == "campuses":
        return () if is_online(step) else (step.campus,)
    return (step.mode,) if name == "modes" else (step.institution,)


def _tell(one: _Lifted, limits: PathLimits, steps: Sequence[Step], group: int) -> Relaxation:
    """The relaxation that these steps need of the limit."""
    name = one.limit
    if name in _SETS:
        now, needed, text = _tell_set(name, limits, steps)
    elif name in ("starts_from", "ends_by"):
        now, needed, text = _tell_date(name, limits, steps)
    elif one.goal:
        now, needed, text = _tell_number(one, limits, steps)
    else:
        now, needed, text = _tell_choice(one, limits, steps)
    why = Reason(f"relax-{name.replace('_', '-')}", text, {"now": now, "needed": needed})
    return Relaxation(name, now, needed, why, group)


def _tell_number(one: _Lifted, limits: PathLimits, steps: Sequence[Step]) -> tuple[object, object, str]:
    now: Any = getattr(limits, one.limit)
    needed: Any
    if one.limit == "periods":
        period = next(period for period in limits.periods if period.name == one.item)
        now, needed = period.credits_max, float(sum(load(step, period) for step in steps))
        text = f"Raise the credits of {period.name} from {now:g} to {needed:g}."
        return {period.name: now}, {period.name: needed}, text
    if one.limit == "steps_max":
        return now, len(steps), f"Raise the number of steps from {now} to {len(steps)}."
    if one.limit == "max_parallel":
        needed = max((len(running(steps, first_day(step))) for step in steps), default=0)
        return now, needed, f"Allow {needed} steps at the same time instead of {now}."
    needed = float(sum(exact(step.credits) for step in steps))
    if one.limit == "credits_max":
        return now, needed, f"Raise the total credits from {now:g} to {needed:g}."
    return now, needed, f"Lower the least credits from {now:g} to {needed:g}."


def _tell_date(name: str, limits: PathLimits, steps: Sequence[Step]) -> tuple[object, object, str]:
    now = getattr(limits, name)
    days = [first_day(step) if name == "starts_from" else last_day(step) for step in steps]
    dated = [on for on in days if on]
    on = (min(dated) if name == "starts_from" else max(dated)) if dated else 0
    needed = dt.date.fromordinal(on).isoformat() if on else now
    verb = "Start on" if name == "starts_from" else "Finish by"
    return now, needed, f"{verb} {needed} instead of {now}."


def _tell_set(name: str, limits: PathLimits, steps: Sequence[Step]) -> tuple[object, object, str]:
    now = getattr(limits, name)
    allowed = {value.casefold() for value in now}
    kept_out = [values for step in steps if (values := _values(step, name)) and not _any_in(values, allowed)]
    added = tuple(sorted({values[0] for values in kept_out if values[0]}))
    if not added:
        return now, (), f"Allow any {_SETS[name]}, also where none is stated."
    return now, (*now, *added), f"Also allow the {_SETS[name]} {', '.join(added)}."


def _tell_choice(one: _Lifted, limits: PathLimits, steps: Sequence[Step]) -> tuple[object, object, str]:
    name = one.limit
    now = getattr(limits, name)
    ids = tuple(dict.fromkeys(i for breach in broken(steps, limits) if breach.limit == name for i in breach.steps))
    if name in ("must", "avoid"):
        verb = "Give up" if name == "must" else "Allow"
        return now, tuple(item for item in now if item != one.item), f"{verb} {one.item}."
    if name == "audiences":
        open_to = tuple(sorted({audience for step in steps for audience in step.audiences}))
        return now, open_to, f"Get the right to study as {' or '.join(open_to)}."
    if name == "seats":
        return now, 0, f"Queue for a place on {', '.join(ids)}, which is full."
    if name == "clashes":
        return now, True, f"Accept overlapping meetings of {' and '.join(ids)}."
    courses = tuple(dict.fromkeys(course for step in steps for course in lacking(step, limits)))
    return now, courses, f"Pass {', '.join(courses)} first, or have earlier learning recognised as it."


def _any_in(values: Sequence[str], allowed: set[str]) -> bool:
    return any(value.casefold() in allowed for value in values)
