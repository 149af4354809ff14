"""How an indicator is judged: exact cases, and what holds for all numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osaamo.domains.indicators.enums import Direction, Form, Kind, Status, Unsure, Why
from osaamo.domains.indicators.models import Baseline, Target
from osaamo.domains.indicators.queries import outlook
from osaamo.domains.indicators.rules import (
    Aim,
    Facts,
    Point,
    aim_on,
    aims_of,
    expected,
    judge,
    start_of,
    verdict,
    years_judged,
)

MIDSUMMER = date(2022, 7, 1)
AIMS = (Aim(2021, Decimal(16), Decimal(16)), Aim(2022, Decimal(22), Decimal(22)), Aim(2024, Decimal(30), Decimal(30)))


def facts(values, *, direction="up", kind="target", on=MIDSUMMER, aims=AIMS, **more):
    numbers = {year: Decimal(str(value)) for year, value in values.items()}
    return Facts(direction=Direction(direction), kind=Kind(kind), values=numbers, on=on, aims=aims, **more)


def at(year, low, high=None):
    return (Aim(year, Decimal(low), Decimal(high if high is not None else low)),)


START = Point(2019, Decimal(16))


@pytest.mark.parametrize(
    ("given_facts", "status", "why"),
    [
        (facts({2021: 17, 2022: 22}, baseline=START), "on_track", Why.REACHED),
        (facts({2021: 17, 2022: 5}, baseline=START), "on_track", Why.AHEAD),
        (facts({2023: 24, 2024: 0}, on=date(2024, 3, 1)), "at_risk", Why.BEHIND),
        (facts({2023: 23, 2024: 0}, on=date(2024, 3, 1)), "late", Why.FAR_BEHIND),
        (facts({2024: 28, 2025: 30, 2026: 3}, on=date(2026, 3, 1)), "reached", Why.CAME_LATER),
        (facts({2024: 30, 2025: 29, 2026: 3}, on=date(2026, 3, 1)), "reached", Why.CAME),
        (facts({2024: 28, 2025: 29, 2026: 3}, on=date(2026, 3, 1)), "late", Why.PASSED),
        (facts({2024: 28, 2025: 29}, on=date(2026, 3, 1), last_year=2026), "late", Why.PASSED),
        (facts({2024: 28, 2025: 29}, on=date(2026, 3, 1), last_year=2024), "missed", Why.PASSED),
        (facts({2024: 0, 2025: 29}, on=date(2026, 3, 1), last_year=2024), "missed", Why.PASSED),
        (facts({2024: 0}, on=date(2026, 3, 1), last_year=2024, silent=frozenset({2024})), "no_data", Why.NOT_RECORDED),
        (facts({2023: 28}, on=date(2026, 3, 1), last_year=2024), "no_data", Why.NOT_RECORDED),
        (facts({2026: 28}, on=date(2026, 3, 1), last_year=2024, adds_up=True), "missed", Why.PASSED),
        (facts({2026: 30}, on=date(2026, 3, 1), last_year=2024, adds_up=True), "reached", Why.CAME_LATER),
        (facts({2020: 16}, on=date(2021, 2, 1), aims=at(2021, 16), baseline=START), "on_track", Why.KEPT),
        (facts({2020: 15}, on=date(2021, 2, 1), aims=at(2021, 16), baseline=START), "at_risk", Why.ALMOST_KEPT),
        (facts({2020: 14}, on=date(2021, 2, 1), aims=at(2021, 16), baseline=START), "late", Why.NOT_KEPT),
        (facts({2021: 6}, direction="hold", aims=at(2022, 6)), "on_track", Why.KEPT),
        (facts({2022: 225_000}, direction="not_above", aims=at(2022, 450_000)), "on_track", Why.WITHIN),
        (facts({2022: 300_000}, direction="not_above", aims=at(2022, 450_000)), "at_risk", Why.SPENT_FAST),
        (facts({2022: 450_001}, direction="not_above", aims=at(2022, 450_000)), "late", Why.OVER),
        (facts({2021: 450_000}, direction="not_above", aims=at(2021, 450_000)), "reached", Why.WITHIN),
        (facts({2021: 450_001}, direction="not_above", aims=at(2021, 450_000)), "missed", Why.OVER),
        (facts({2020: 5}, direction="not_above", aims=at(2021, 450_000)), "no_data", Why.NOT_RECORDED),
        (facts({2021: 7_000_000}, aims=at(2021, 7_000_000, 8_000_000)), "reached", Why.CAME),
        (facts({2021: 5}, aims=(), baseline=Point(2020, Decimal(4))), "on_track", Why.GROWS),
        (facts({2021: 4}, aims=(), baseline=Point(2020, Decimal(4))), "at_risk", Why.STANDS_STILL),
        (facts({2020: 4, 2021: 3}, aims=()), "late", Why.SHRINKS),
        (facts({2021: 5, 2022: 1}, aims=(), baseline=Point(2020, Decimal(4)), last_year=2021), "reached", Why.GROWS),
        (facts({2021: 3, 2022: 9}, aims=(), baseline=Point(2020, Decimal(4)), last_year=2021), "missed", Why.SHRINKS),
        (facts({2020: 4, 2022: 9}, aims=(), last_year=2021), "no_data", Why.NO_END_VALUE),
        (facts({2021: 4}, aims=(), direction="hold_then_up", baseline=Point(2020, Decimal(4))), "on_track", Why.KEPT),
        (facts({2021: 4}, aims=()), "followed", Why.NO_AIM),
        (facts({2021: 4}, aims=(), words_only=True), "followed", Why.ONLY_WORDS),
        (facts({2021: 4}, kind="context"), "followed", Why.NO_AIM),
        (facts({}), "no_data", Why.NO_VALUE_YET),
        (facts({}, has_source=False), "no_data", Why.NO_SOURCE),
    ],
)  # fmt: skip
def test_the_rule(given_facts, status, why):
    found = judge(given_facts)
    assert (found.status, found.reasons[0].why) == (Status(status), why)


def test_a_start_of_zero_that_nobody_wrote_is_told():
    found = judge(facts({2020: 0, 2021: 10}, aims=at(2022, 45), on=date(2022, 1, 15)))
    assert [reason.why for reason in found.reasons] == [Why.AHEAD, Why.ZERO_START]


def test_what_holds_now_need_not_wait_for_the_end_of_the_year():
    half = {"aims": at(2021, 3), "on": date(2021, 7, 2), "baseline": Point(2020, Decimal(0))}
    assert judge(facts({2020: 0, 2021: 2}, as_of_now=True, **half)).status == Status.ON_TRACK
    assert judge(facts({2020: 0, 2021: 0}, as_of_now=True, **half)).status == Status.LATE


def test_a_stale_indicator_turns_late_but_what_was_reached_for_good_does_not():
    assert judge(facts({2021: 17}, baseline=START, fresh=False)).reasons[-1].why == Why.STALE
    assert judge(facts({2021: 17}, baseline=START, fresh=False)).status == Status.LATE
    done = facts({2021: 1, 2022: 1}, aims=at(2022, 1), as_of_now=True, fresh=False)
    assert judge(done).status == Status.ON_TRACK


def test_what_is_judged_by_a_year_that_is_over_does_not_grow_stale_and_says_how_earlier_targets_went():
    over = facts({2021: 16, 2022: 21, 2024: 29}, on=date(2026, 5, 1), last_year=2024, fresh=False)
    found = judge(over)
    assert (found.status, found.judged) == (Status.MISSED, 2024)
    assert [(reason.why, reason.facts["year"]) for reason in found.reasons] == [
        (Why.PASSED, 2024), (Why.CAME, 2021), (Why.PLAN_OVER, 2024),
    ]  # fmt: skip
    assert [verdict(over, aim) for aim in AIMS] == [Status.REACHED, Status.MISSED, Status.MISSED]
    running = facts({2021: 16, 2022: 9})
    assert [verdict(running, aim) for aim in AIMS] == [Status.REACHED, None, None]
    assert (years_judged(over), years_judged(running)) == ((2021, 2022, 2024), (2021,))


def test_a_target_beyond_the_plans_period_keeps_it_open():
    late = facts({2024: 20, 2025: 21}, aims=(*AIMS, *at(2027, 40)), on=date(2026, 5, 1), last_year=2024)
    assert judge(late).status == Status.LATE
    assert judge(late).judged is None


# Other work on the machine is no fault of the rule.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
numbers = st.decimals(-1000, 1000, places=2, allow_nan=False)


@patient
@given(numbers, numbers, numbers, st.integers(0, 400))
def test_more_is_never_worse(baseline, low, value, more):
    asked = {"aims": at(2024, low), "baseline": Point(2019, baseline), "on": date(2023, 6, 1)}
    ranks = [Status.LATE, Status.AT_RISK, Status.ON_TRACK]
    worse, better = (judge(facts({2022: amount}, **asked)) for amount in (value, value + more))
    assert ranks.index(worse.status) <= ranks.index(better.status)


@patient
@given(numbers, numbers, st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_the_expected_value_lies_between_start_and_aim(begin, low, day):
    time, value = expected(Point(2019, begin), at(2024, low)[0], day)
    assert 0 <= time <= 1
    assert min(begin, low) <= value.quantize(Decimal("0.000001")) <= max(begin, low)


def test_targets_of_every_form():
    baselines = [Baseline(value=None, year=2020), Baseline(value=Decimal(1870), year=2019), Baseline(value=Decimal(9))]
    start = start_of(baselines)
    assert start == Point(2019, Decimal(1870))
    targets = [
        Target(year=2021, form=Form.GROWTH, growth=Decimal("0.33")),
        Target(year=2021, form=Form.VALUE, low=Decimal(2500)),
        Target(year=2022, form=Form.GROWTH, growth=Decimal("0.5")),
        Target(year=2023, form=Form.TEXT, words={"en": "established"}),
        Target(year=2023, form=Form.SPLIT, low=Decimal(5)),
        Target(year=2024, form=Form.RANGE, low=Decimal(9), high=Decimal(10)),
    ]
    assert aims_of(targets, start) == (*at(2021, 2500), *at(2022, 2805), *at(2024, 9, 10))
    assert aims_of(targets, None, times=2) == (*at(2021, 5000), *at(2024, 18, 20))


def test_the_day_is_judged_by_the_next_target_else_by_the_last():
    assert [aim_on(AIMS, date(year, 5, 1)).year for year in (2020, 2022, 2023, 2030)] == [2021, 2022, 2024, 2024]
    assert aim_on((), MIDSUMMER) is None


def test_a_forecast_needs_years_and_a_target_ahead():
    three = {year: Decimal(10) for year in (2019, 2020, 2021)}
    assert outlook(three, None, Direction.UP, this_year=2022).unsure == Unsure.TOO_FEW
    four = three | {2018: Decimal(10)}
    found = outlook(four, None, Direction.UP, this_year=2022)
    assert (found.unsure, list(found.years), found.probability) == (Unsure.NO_AIM, [2022, 2023], None)
    assert outlook(four, at(2030, 5)[0], Direction.UP, this_year=2022).unsure == Unsure.TOO_FAR


def test_a_forecast_says_how_likely_the_target_is():
    steady = {2018 + at_: Decimal(value) for at_, value in enumerate((10, 13, 12, 15, 16))}
    likely = {low: outlook(steady, at(2024, low)[0], Direction.UP, this_year=2023) for low in (5, 19, 60)}
    assert [round(one.probability, 2) for one in likely.values()] == [0.99, 0.46, 0.01]
    assert list(likely[19].years) == [2023, 2024]
    middle = likely[19].years[2024]
    assert [round(value, 1) for value in (middle.low, middle.middle, middle.high)] == [16.0, 18.8, 21.6]
    spent = outlook(steady, at(2024, 19)[0], Direction.NOT_ABOVE, this_year=2023)
    assert spent.probability == pytest.approx(1 - likely[19].probability)
