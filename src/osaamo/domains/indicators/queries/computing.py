"""Values of indicators by year and organisation, each computed from operations when it is asked for.

Nothing is kept: a row that is deleted is gone from the next answer. What makes it quick is that each measure is asked
once for a period, for all organisations together, however many indicators show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from osaamo.domains.indicators.enums import Counting, Why
from osaamo.domains.indicators.models import Indicator, ManualValue
from osaamo.kernel.measuring import has_rows, same_tree
from osaamo.ports.measures import Kind, Period, find, totals_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from osaamo.ports.measures import Measure, Tally

FIRST_YEAR = 2019
"""The first year histories show: the plan's oldest baselines are of it."""
MONTHS = 12

Place = str | None
"""An organisation's code, or ``None`` for all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a year. ``value`` is what counts: the entered one where there is one, else the computed one."""

    value: Decimal | None
    computed: Decimal | None = None
    manual: ManualValue | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """The values of an indicator; ``why`` says why nothing could be computed, where that is so."""

    cells: Mapping[tuple[int, Place], Cell]
    measure: Measure | None
    why: Why | None = None

    def at(self, year: int, place: Place = None) -> Cell:
        """The cell of a year and place."""
        return self.cells.get((year, place), Cell(None))

    def known(self, place: Place = None) -> dict[int, Decimal]:
        """The values by year, those that are known."""
        return {
            year: cell.value for (year, where), cell in self.cells.items() if where == place and cell.value is not None
        }


def source_of(indicator: Indicator) -> tuple[Measure | None, Why | None]:
    """The measure that computes it; or ``None``, and why."""
    found = find(indicator.measure) if indicator.measure else None
    if found is None:
        return None, Why.NO_SOURCE
    if not set(indicator.parameters) <= set(found.by):
        return None, Why.CANNOT_SPLIT
    return found, None


def period_of(indicator: Indicator, year: int) -> Period:
    """The days a value of a year counts: the year, or all from the indicator's first year up to its end."""
    begin = min(indicator.first_year, year) if indicator.counting == Counting.CUMULATIVE else year
    return Period(date(begin, 1, 1), date(year + 1, 1, 1))


def tally_of(indicator: Indicator, period: Period) -> Tally | None:
    """What the indicator's measure answers for a period; ``None`` without a source."""
    measure, _ = source_of(indicator)
    return measure.tally(period, **indicator.parameters) if measure else None


def years_until(on: date) -> range:
    """The years a history shows."""
    return range(FIRST_YEAR, on.year + 1)


def values_of(indicators: Sequence[Indicator], years: Iterable[int], places: Collection[str] = ()) -> dict[int, Values]:
    """The values of indicators by primary key, for all together and for each of the places (codes)."""
    years = list(years)
    entered: dict[int, dict[tuple[int, Place], ManualValue]] = {}
    manual = ManualValue.objects.filter(indicator__in=indicators, withdrawn_at__isnull=True, year__in=years)
    for row in manual.select_related("organisation", "entered_by"):
        place = row.organisation.code if row.organisation else None
        entered.setdefault(row.indicator_id, {})[row.year, place] = row
    asked: dict[tuple[object, ...], Mapping[Place, Decimal]] = {}
    empty: dict[tuple[object, ...], bool] = {}
    found: dict[int, Values] = {}
    with same_tree():
        for indicator in indicators:
            measure, why = source_of(indicator)
            computed: dict[tuple[int, Place], Decimal] = {}
            for year in years if measure else ():
                if indicator.counting == Counting.CUMULATIVE and year < indicator.first_year:
                    continue
                period = period_of(indicator, year)
                key = (measure.key, period, *sorted(indicator.parameters.items()))
                if key not in asked:
                    asked[key] = totals_of(measure.tally(period, **indicator.parameters), places)
                computed |= {(year, place): total for place, total in asked[key].items()}
            if measure and _is_unknown(indicator, measure, computed, empty):
                computed.clear()
            _forget_before_the_first(computed)
            people = entered.get(indicator.pk, {})
            cells = {
                at: Cell(people[at].value if at in people else computed.get(at), computed.get(at), people.get(at))
                for at in {*computed, *people}
            }
            found[indicator.pk] = Values(cells, measure, why)
    return found


def is_silent(indicator: Indicator, year: int) -> bool:
    """Whether nothing at all is recorded of a year: its value is no 0 that anybody counted."""
    tally = tally_of(indicator, period_of(indicator, year))
    return tally is not None and not has_rows(tally)


def quarters_of(indicator: Indicator, year: int, places: Collection[str] = ()) -> list[Mapping[Place, Decimal]]:
    """The four quarters of a year where they sum to it (a flow counted by year); else nothing."""
    measure, _ = source_of(indicator)
    if measure is None or measure.kind != Kind.FLOW or indicator.counting != Counting.YEARLY:
        return []
    quarters = (months(year, first, 3) for first in range(1, MONTHS, 3))
    return [totals_of(measure.tally(quarter, **indicator.parameters), places) for quarter in quarters]


def months(year: int, first: int, count: int) -> Period:
    """``count`` whole months of a year from the month ``first`` on."""
    after = first + count
    return Period(date(year, first, 1), date(year + (after > MONTHS), after - MONTHS * (after > MONTHS), 1))


def _is_unknown(
    indicator: Indicator,
    measure: Measure,
    computed: Mapping[tuple[int, Place], Decimal],
    empty: dict[tuple[object, ...], bool],
) -> bool:
    """Whether the source never told anything: 0 in all years, with no row behind any of them."""
    if not computed or any(computed.values()):
        return False
    years = [year for year, _ in computed]
    key = (measure.key, indicator.counting, min(years), max(years), *sorted(indicator.parameters.items()))
    if key not in empty:
        whole = Period(period_of(indicator, min(years)).start, period_of(indicator, max(years)).end)
        empty[key] = not has_rows(measure.tally(whole, **indicator.parameters))
    return empty[key]


def _forget_before_the_first(computed: dict[tuple[int, Place], Decimal]) -> None:
    """Years before the first with any rows have no records yet, which is no 0."""
    counted = [year for (year, place), total in computed.items() if place is None and total]
    if counted:
        for at in [at for at in computed if at[0] < min(counted)]:
            del computed[at]
