"""How an indicator stands, as plain functions of its numbers; and who may change what is said of it.

The rule, as the pages tell it too: between its start (the baseline, or the target before) and a target the value is
expected to move evenly. A year is judged when it is over, unless it reaches the target earlier. At most a tenth of the
way behind is on track, up to 35 hundredths behind is at risk, more is late. Without a new record in the expected time
it is late.

When the year of the last target is over, nothing can be late or on its way any more as far as that target goes: the
value of its own year is compared with it, and it was reached or not; what is reached later counts, and is told. While
the plan's period goes on, what was not
reached is late, since it can still be made up for; after the period it is not reached. Where the year has nothing
recorded at all, nobody knows whether it is 0, and there is no data. An indicator without a number to aim at is judged
by the last year of the period in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rules.predicates import predicate

from osaamo.domains.indicators.enums import Direction, Form, Kind, Status, Why
from osaamo.domains.indicators.models import Indicator
from osaamo.kernel.access import allow, anyone
from osaamo.kernel.models import Person, Role
from osaamo.kernel.queries import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.domains.indicators.models import Baseline, Target

SLACK = Decimal("0.10")
"""So far behind the even way one is still on track."""
RISK = Decimal("0.35")
"""So far behind it one is at risk."""
NUMBERS = (Form.VALUE, Form.COMMITMENT, Form.RANGE)


@dataclass(frozen=True, slots=True)
class Point:
    """A value at the end of a year."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Aim:
    """What is asked by the end of a year: at least ``low``; ``high`` is the upper end of a range."""

    year: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, by a code and the numbers its sentence tells."""

    why: Why
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status and the reasons for it; ``judged`` is the year whose value decided once time was over."""

    status: Status
    reasons: tuple[Reason, ...]
    judged: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a status is judged by.

    Attributes:
        direction: which way is good.
        kind: what the plan says of the indicator.
        values: by year up to the running one; a year without a known value is missing.
        on: the day of judgement.
        has_source: somebody tells the value; else nothing is known.
        baseline: where it begins, if that is known.
        aims: in order of year.
        words_only: there are targets, but none of them is a number.
        as_of_now: the running year's value holds today (a stock, or all years counted together) and need not wait for
            the year's end.
        fresh: a row, or an entered value, came within the expected time.
        last_year: with its end the plan's period is over; ``None`` where it has no end.
        silent: years whose value is 0 because nothing at all is recorded of them.
        adds_up: years are counted together, so that a later value is never below an earlier one.
    """

    direction: Direction
    kind: Kind
    values: Mapping[int, Decimal]
    on: date
    has_source: bool = True
    baseline: Point | None = None
    aims: tuple[Aim, ...] = ()
    words_only: bool = False
    as_of_now: bool = False
    fresh: bool = True
    last_year: int | None = None
    silent: frozenset[int] = frozenset()
    adds_up: bool = False

    @property
    def end(self) -> int | None:
        """The last year that is aimed at or planned for."""
        return None if self.last_year is None else max([self.last_year, *(aim.year for aim in self.aims)])

    @property
    def is_over(self) -> bool:
        """Whether the plan's period is over, and all targets with it."""
        return self.end is not None and self.on.year > self.end

    def recorded(self, year: int) -> Decimal | None:
        """The value of a year; ``None`` where none is known, or nothing at all is recorded of it."""
        return None if year in self.silent else self.values.get(year)

    @property
    def running(self) -> Decimal | None:
        """The value of the running year so far."""
        return self.values.get(self.on.year)

    @property
    def last(self) -> Point | None:
        """The newest year that is over and has a value."""
        years = [year for year in self.values if year < self.on.year]
        return Point(max(years), self.values[max(years)]) if years else None


def aims_of(targets: Iterable[Target], baseline: Point | None, times: int = 1) -> tuple[Aim, ...]:
    """The numbers aimed at, one a year: as given, else as growth from the baseline where that is known.

    A number written for each of several counts as many ``times``.
    """
    found: dict[int, Aim] = {}
    for target in sorted(targets, key=lambda one: one.form not in NUMBERS):
        if target.form in NUMBERS and target.low is not None:
            found.setdefault(target.year, Aim(target.year, target.low * times, (target.high or target.low) * times))
        elif target.form == Form.GROWTH and target.growth is not None and baseline is not None:
            grown = baseline.value * (1 + target.growth)
            found.setdefault(target.year, Aim(target.year, grown, grown))
    return tuple(found[year] for year in sorted(found))


def start_of(baselines: Iterable[Baseline]) -> Point | None:
    """The baseline that is used: the first with a number; one without a year stands at the end of 2020."""
    return next((Point(one.year or 2020, one.value) for one in baselines if one.value is not None), None)


def aim_on(aims: Sequence[Aim], on: date) -> Aim | None:
    """The aim a day is judged by: the nearest ahead, the running year's included, else the last one."""
    return next((aim for aim in aims if aim.year >= on.year), aims[-1] if aims else None)


def judge(facts: Facts) -> Standing:
    """How it stands, with the reasons."""
    if not facts.has_source:
        return Standing(Status.NO_DATA, (Reason(Why.NO_SOURCE),))
    if facts.running is None and facts.last is None:
        return Standing(Status.NO_DATA, (Reason(Why.NO_VALUE_YET),))
    aim = aim_on(facts.aims, facts.on)
    if facts.kind == Kind.CONTEXT or facts.direction == Direction.NONE:
        found = Standing(Status.FOLLOWED, (Reason(Why.NO_AIM),))
    elif aim is None:
        found = _without_aim(facts)
    elif facts.direction == Direction.NOT_ABOVE:
        found = _within_limit(facts, aim)
    else:
        found = _towards(facts, aim)
    # What was reached for good does not grow old, nor what is judged by a year that is over.
    for_good = facts.as_of_now and found.reasons[0].why == Why.REACHED
    if facts.fresh or for_good or found.status == Status.FOLLOWED or found.judged is not None:
        return found
    return Standing(Status.LATE, (*found.reasons, Reason(Why.STALE)))


def years_judged(facts: Facts) -> tuple[int, ...]:
    """The years over whose values alone decide: of the targets that are over, and of the period's end."""
    end = (facts.end,) if facts.is_over and facts.end is not None else ()
    return tuple(sorted({*(aim.year for aim in facts.aims if aim.year < facts.on.year), *end}))


def verdict(facts: Facts, aim: Aim) -> Status | None:
    """How it went with a target whose year is over: reached, not reached, or no data; ``None`` before that."""
    if aim.year >= facts.on.year:
        return None
    value = facts.recorded(aim.year)
    if value is None:
        return Status.NO_DATA
    good = value <= aim.high if facts.direction == Direction.NOT_ABOVE else value >= aim.low
    return Status.REACHED if good else Status.MISSED


def expected(start: Point, aim: Aim, day: date) -> tuple[Decimal, Decimal]:
    """How much of the time from the start to the aim has gone by on the day (0 to 1), and the value expected then."""
    begin, end = _end_of(start.year), _end_of(aim.year)
    share = Decimal((day - begin).days) / Decimal(max(1, (end - begin).days))
    share = min(Decimal(1), max(Decimal(0), share))
    return share, start.value + (aim.low - start.value) * share


def _towards(facts: Facts, aim: Aim) -> Standing:
    asked = {"aim": aim.low, "year": aim.year}
    if aim.year < facts.on.year:
        return _after(facts, aim)
    if facts.running is not None and facts.running >= aim.low:
        return Standing(Status.ON_TRACK, (Reason(Why.REACHED, asked | {"value": facts.running}),))
    judged, day = _judged(facts)
    start, zero = _start(facts, aim)
    if facts.direction == Direction.HOLD or aim.low <= start.value:
        return _keeps(judged, aim.low, asked)
    return _on_the_way(judged, day, start, aim, zero=zero)


def _judged(facts: Facts) -> tuple[Point, date]:
    """The value that is judged, and the day it holds: of the newest full year, or of today where that holds now."""
    if facts.last is not None and not (facts.as_of_now and facts.running is not None):
        return facts.last, _end_of(facts.last.year)
    return Point(facts.on.year, facts.running or Decimal(0)), facts.on


def _on_the_way(judged: Point, day: date, start: Point, aim: Aim, *, zero: bool) -> Standing:
    asked = {"aim": aim.low, "year": aim.year}
    time, value = expected(start, aim, day)
    way = (judged.value - start.value) / (aim.low - start.value)
    told = asked | {"value": judged.value, "of": judged.year, "way": way, "time": time, "expected": value}
    reasons = (Reason(Why.ZERO_START, {"year": start.year}),) if zero else ()
    if way >= time - SLACK:
        return Standing(Status.ON_TRACK, (Reason(Why.AHEAD, told), *reasons))
    if way >= time - RISK:
        return Standing(Status.AT_RISK, (Reason(Why.BEHIND, told), *reasons))
    return Standing(Status.LATE, (Reason(Why.FAR_BEHIND, told), *reasons))


def _after(facts: Facts, aim: Aim) -> Standing:
    """After the last target: its own year decides; what came later is told, and counts as reached too."""
    told = {"aim": aim.low, "year": aim.year}
    then = facts.recorded(aim.year)
    if then is not None and then >= aim.low:
        return _closed(facts, Status.REACHED, aim.year, Reason(Why.CAME, told | {"value": then}))
    later = next((year for year in sorted(facts.values) if year > aim.year and facts.values[year] >= aim.low), None)
    if later is not None:
        came = Reason(Why.CAME_LATER, told | {"value": facts.values[later], "of": later})
        return _closed(facts, Status.REACHED, later, came)
    of, value = aim.year, then
    if facts.adds_up and any(facts.values.values()):
        # Not even what was counted since then is enough.
        of = max(facts.values)
        value = facts.values[of]
    if value is None:
        return _closed(facts, Status.NO_DATA, of, Reason(Why.NOT_RECORDED, told))
    missed = Reason(Why.PASSED, told | {"value": value, "of": of})
    return _closed(facts, Status.MISSED if facts.is_over else Status.LATE, of, missed)


def _closed(facts: Facts, status: Status, year: int, reason: Reason) -> Standing:
    """What a year that is over decided; with how the targets before went, unless it was reached."""
    earlier = [
        Reason(Why.CAME, {"aim": aim.low, "year": aim.year, "value": facts.values[aim.year]})
        for aim in facts.aims
        if status != Status.REACHED and aim.year < year and verdict(facts, aim) == Status.REACHED
    ]
    over = [Reason(Why.PLAN_OVER, {"year": facts.end})] if facts.is_over else []
    return Standing(status, (reason, *earlier, *over), year)


def _start(facts: Facts, aim: Aim) -> tuple[Point, bool]:
    """Where the way to the aim begins, and whether that is a zero nobody wrote."""
    before = [Point(one.year, one.low) for one in facts.aims if one.year < aim.year]
    if facts.baseline is not None and facts.baseline.year < aim.year:
        before.append(facts.baseline)
    if before:
        return max(before, key=lambda point: point.year), False
    return Point(aim.year - 1, Decimal(0)), True


def _keeps(judged: Point, level: Decimal, asked: Mapping[str, Any]) -> Standing:
    told = dict(asked) | {"value": judged.value, "of": judged.year, "level": level}
    if judged.value >= level:
        return Standing(Status.ON_TRACK, (Reason(Why.KEPT, told),))
    if judged.value >= level * (1 - SLACK):
        return Standing(Status.AT_RISK, (Reason(Why.ALMOST_KEPT, told),))
    return Standing(Status.LATE, (Reason(Why.NOT_KEPT, told),))


def _within_limit(facts: Facts, aim: Aim) -> Standing:
    limit = aim.high
    if aim.year < facts.on.year:
        value = facts.recorded(aim.year)
        told = {"aim": limit, "year": aim.year, "value": value, "of": aim.year}
        if value is None:
            return _closed(facts, Status.NO_DATA, aim.year, Reason(Why.NOT_RECORDED, told))
        kept = value <= limit
        status = Status.REACHED if kept else Status.MISSED
        return _closed(facts, status, aim.year, Reason(Why.WITHIN if kept else Why.OVER, told))
    if facts.running is None:
        return Standing(Status.NO_DATA, (Reason(Why.NO_VALUE_YET),))
    gone = Decimal(facts.on.timetuple().tm_yday) / Decimal(_end_of(facts.on.year).timetuple().tm_yday)
    told = {"aim": limit, "year": aim.year, "value": facts.running, "of": facts.on.year, "time": gone}
    if facts.running > limit:
        return Standing(Status.LATE, (Reason(Why.OVER, told),))
    if facts.running > limit * (gone + SLACK):
        return Standing(Status.AT_RISK, (Reason(Why.SPENT_FAST, told),))
    return Standing(Status.ON_TRACK, (Reason(Why.WITHIN, told),))


def _without_aim(facts: Facts) -> Standing:
    if facts.words_only:
        return Standing(Status.FOLLOWED, (Reason(Why.ONLY_WORDS),))
    judged = facts.last or Point(facts.on.year, facts.running or Decimal(0))
    if facts.is_over and facts.end is not None:
        value = facts.recorded(facts.end)
        if value is None:
            return _closed(facts, Status.NO_DATA, facts.end, Reason(Why.NO_END_VALUE, {"year": facts.end}))
        judged = Point(facts.end, value)
    earlier = [year for year in facts.values if year < judged.year]
    reference = facts.baseline or (Point(max(earlier), facts.values[max(earlier)]) if earlier else None)
    if reference is None or facts.direction == Direction.NOT_ABOVE:
        return Standing(Status.FOLLOWED, (Reason(Why.NO_AIM),))
    found = _compared(facts, judged, reference)
    if not facts.is_over:
        return found
    status = Status.REACHED if found.status == Status.ON_TRACK else Status.MISSED
    return _closed(facts, status, judged.year, found.reasons[0])


def _compared(facts: Facts, judged: Point, reference: Point) -> Standing:
    """What is to grow, or to be kept, against where it began."""
    told = {"value": judged.value, "of": judged.year, "start": reference.value, "since": reference.year}
    if facts.direction != Direction.UP:
        return _keeps(judged, reference.value, told)
    if judged.value > reference.value:
        return Standing(Status.ON_TRACK, (Reason(Why.GROWS, told),))
    if judged.value == reference.value:
        return Standing(Status.AT_RISK, (Reason(Why.STANDS_STILL, told),))
    return Standing(Status.LATE, (Reason(Why.SHRINKS, told),))


def _end_of(year: int) -> date:
    return date(year, 12, 31)


@predicate
def steers(user: Any, row: Indicator) -> bool:  # noqa: ARG001 - a predicate's signature
    """A member of a steering group, or a rector, of any institution: the indicators are everybody's."""
    return isinstance(user, Person) and not {Role.STEERING_MEMBER, Role.RECTOR}.isdisjoint(roles_of(user))


allow(Indicator, "view", anyone)
allow(Indicator, "change", steers)
