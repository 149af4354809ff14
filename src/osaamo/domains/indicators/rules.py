"""How an indicator stands, as plain functions of its numbers; and who may change what is said of it.

The rule, as the pages tell it too: between its start (the baseline, or the target before) and a target the value is
expected to move evenly. A year is judged when it is over, unless it reaches the target earlier. At most a tenth of the
way behind is on track, up to 35 hundredths behind is at risk, more is late.
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
    """A status and the reasons for it."""

    status: Status
    reasons: tuple[Reason, ...]


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
    # What was reached for good does not grow old.
    for_good = facts.as_of_now and found.reasons[0].why == Why.REACHED
    if facts.fresh or for_good or found.status == Status.FOLLOWED:
        return found
    return Standing(Status.LATE, (*found.reasons, Reason(Why.STALE)))


def expected(start: Point, aim: Aim, day: date) -> tuple[Decimal, Decimal]:
    """How much of the time from the start to the aim has gone by on the day (0 to 1), and the value expected then."""
    begin, end = _end_of(start.year), _end_of(aim.year)
    share = Decimal((day - begin).days) / Decimal(max(1, (end - begin).days))
    share = min(Decimal(1), max(Decimal(0), share))
    return share, start.value + (aim.low - start.value) * share


def _towards(facts: Facts, aim: Aim) -> Standing:
    asked = {"aim": aim.low, "year": aim.year}
    if facts.running is not None and facts.running >= aim.low:
        return Standing(Status.ON_TRACK, (Reason(Why.REACHED, asked | {"value": facts.running}),))
    if aim.year < facts.on.year:
        return _after(facts, aim)
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
    """After the last target: it stands until another is set, and the newest full year is compared with it."""
    last = facts.last or Point(facts.on.year, facts.running or Decimal(0))
    told = {"aim": aim.low, "year": aim.year, "value": last.value, "of": last.year, "then": facts.values.get(aim.year)}
    if last.value >= aim.low:
        return Standing(Status.ON_TRACK, (Reason(Why.REACHED, told),))
    return Standing(Status.LATE, (Reason(Why.PASSED, told),))


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
    if facts.running is None or aim.year < facts.on.year:
        last = facts.last or Point(facts.on.year, facts.running or Decimal(0))
        told = {"aim": limit, "year": aim.year, "value": last.value, "of": last.year}
        over = last.value > limit
        return Standing(Status.LATE if over else Status.ON_TRACK, (Reason(Why.OVER if over else Why.WITHIN, told),))
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
    earlier = [year for year in facts.values if year < judged.year]
    reference = facts.baseline or (Point(max(earlier), facts.values[max(earlier)]) if earlier else None)
    if reference is None or facts.direction == Direction.NOT_ABOVE:
        return Standing(Status.FOLLOWED, (Reason(Why.NO_AIM),))
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
