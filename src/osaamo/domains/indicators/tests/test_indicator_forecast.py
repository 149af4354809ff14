"""The forecast by what is under way: exact cases, and that what it calls likely comes as often as it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from osaamo.domains.indicators import queries
from osaamo.domains.indicators.enums import Direction, Unsure
from osaamo.domains.indicators.queries import Flow, Flows, Open, Outlook, with_pipeline
from osaamo.domains.indicators.rules import Aim
from osaamo.domains.indicators.tests.making import make_indicator, make_open_row, make_row, measured, on, under_way
from osaamo.kernel.tests.making import make_organisation
from osaamo.ports.measures import Stage

STAGE = Stage("open", {"en": "open"}, None, None)


def rows(count, of, came, *, each=1.0):
    return Open(STAGE, count, count * each, of, came)


def chance(aim, settled=0, stages=(), unheard=(), direction=Direction.UP):
    asked = Outlook(aim=Aim(2026, Decimal(aim), Decimal(aim)), unsure=Unsure.TOO_FEW)
    flow = Flow(2026, settled, settled, stages, {2020 + at: float(came) for at, came in enumerate(unheard)})
    return with_pipeline(asked, flow, direction, 2026)


def test_what_counted_for_good_is_as_sure_as_anything():
    assert chance(5, settled=5).probability == 0.99
    assert chance(6, settled=5, unheard=(0, 0, 0)).probability == pytest.approx(0.01)


def test_open_rows_count_by_their_history():
    assert chance(15, settled=5, stages=(rows(10, 1000, 990),)).probability == pytest.approx(0.90, abs=0.03)
    assert chance(10, settled=5, stages=(rows(10, 1000, 500),)).probability == pytest.approx(0.62, abs=0.03)
    assert chance(400, settled=200, stages=(rows(4, 1000, 500, each=100),)).probability == pytest.approx(0.69, abs=0.03)
    spent = chance(10, settled=5, stages=(rows(10, 1000, 500),), direction=Direction.NOT_ABOVE)
    assert spent.probability == pytest.approx(0.62, abs=0.03)


def test_few_cases_widen_the_range_and_too_few_say_nothing():
    wide, narrow = (chance(10, stages=(rows(20, of, of / 2),)).years[2026] for of in (6, 600))
    assert wide.high - wide.low > narrow.high - narrow.low + 3
    none = chance(10, stages=(rows(20, 4, 2),))
    assert (none.probability, none.unsure) == (None, Unsure.FEW_CASES)
    assert rows(20, 4, 2).share is None
    assert rows(20, 10, 5).interval == pytest.approx((0.31, 0.69), abs=0.01)


def test_without_earlier_years_the_probability_is_a_bound():
    known = chance(12, settled=5, stages=(rows(8, 100, 90),), unheard=(6, 5, 7))
    bound = chance(12, settled=5, stages=(rows(8, 100, 90),), unheard=(6, 5))
    assert (known.is_bound, bound.is_bound) == (False, True)
    assert known.probability > bound.probability


def test_the_same_numbers_give_the_same_forecast():
    asked = {"settled": 3, "stages": (rows(9, 40, 20),), "unheard": (1, 4, 2)}
    assert chance(9, **asked).probability == chance(9, **asked).probability


def test_of_what_is_called_seventy_percent_likely_about_seventy_percent_comes():
    """Worlds are made by chance: five earlier years, then a year whose end is compared with what was said of it."""
    luck, said, came = np.random.default_rng(11), [], []
    for _ in range(1500):
        share, open_rows, later = luck.uniform(0.2, 0.95), luck.integers(0, 25, 6), luck.uniform(0, 12)
        counted = luck.binomial(open_rows, share)
        unheard = luck.poisson(later, 6)
        settled = int(luck.integers(0, 20))
        end = settled + counted[5] + unheard[5]
        aim = round(settled + open_rows[5] * share + later + luck.normal(0, 4))
        stage = rows(int(open_rows[5]), int(open_rows[:5].sum()), float(counted[:5].sum()))
        told = chance(aim, settled, (stage,), tuple(unheard[:5])).probability
        if told is not None:
            said.append(told)
            came.append(end >= aim)
    told, done = np.array(said), np.array(came)
    assert len(told) > 1400
    for low in (0.05, 0.25, 0.45, 0.65, 0.85):
        near = (told >= low) & (told < low + 0.2)
        assert near.sum() > 100
        assert done[near].mean() == pytest.approx(told[near].mean(), abs=0.09), low
    assert np.mean((told - done) ** 2) < 0.19


@pytest.mark.django_db
def test_earlier_years_are_seen_as_they_stood_on_the_same_day():
    school = make_organisation("laurea", parent=make_organisation("3amk", kind="alliance"))
    indicator = make_indicator(measure="test.rows", targets={2026: 12})
    for year in (2023, 2024, 2025, 2026):
        for month in (1, 2):
            make_row(school, on(year, month))
        for at in range(5):
            came = year < 2026 and at < 4
            make_open_row(school, on(year, 3), counts_on=on(year, 10) if came else None)
        if year < 2026:
            for at in range(year - 2019):
                make_row(school, on(year, 11, 1 + at))
    with measured(pipeline=under_way):
        chosen, day = list(queries.indicators().filter(pk=indicator.pk)), date(2026, 7, 1)
        [read] = queries.read(chosen, on=day, flows=Flows.AIMED)
        [plain] = queries.read(chosen, on=day)
    [stage] = read.flow.stages
    assert (read.flow.settled, stage.rows, stage.of, stage.came) == (2, 5, 15, 12)
    assert read.flow.unheard == {2023: 4, 2024: 5, 2025: 6}
    assert read.outlook.probability == pytest.approx(0.41, abs=0.1)
    assert read.outlook.flow == read.flow
    assert (plain.flow, plain.outlook.unsure) == (None, Unsure.TOO_FEW)
