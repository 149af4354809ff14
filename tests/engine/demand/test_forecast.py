"""Forecasts: exact small cases, and what must hold of any series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.engine import BadSeries, forecast
from osaamo.engine.demand import candidates
from osaamo.engine.demand.forecasting import UNCOMPARED
from osaamo.engine.demand.intervals import widths

SERIES = st.lists(
    st.lists(st.integers(0, 5000).map(float), min_size=1, max_size=32), min_size=1, max_size=4
)  # fmt: skip


def block(*months):
    return np.array([months], dtype=float)


@pytest.mark.parametrize(
    ("way", "months", "expected"),
    [
        (candidates.last_value, (1, 2, 9), [9, 9]),
        (candidates.mean_of_six, (100, 1, 2, 3, 4, 5, 9), [4, 4]),
        (candidates.drift, (1, 7, 5), [7, 9]),
        (candidates.drift, (5, 7, 1), [0, 0]),
        (candidates.seasonal_last_value, (99, *range(12)), [0, 1]),
        (candidates.sparse_counts, (0, 0, 0), [0, 0]),
        (candidates.exponential_smoothing, (4, 4, 4, 9, 9, 9), [9, 9]),
        (candidates.theta, (4, 4, 4, 4), [4, 4]),
        (candidates.damped_trend, (4, 4, 4, 4), [4, 4]),
    ],
)
def test_what_a_candidate_says(way, months, expected):
    assert way(block(*months), 2)[0].tolist() == pytest.approx(expected)


def test_sparse_demand_fades():
    way = candidates.sparse_counts
    assert way(block(5, 0, 0, 0, 0, 0, 0), 1)[0, 0] > way(block(5, *[0] * 20), 1)[0, 0] > 0


def test_seasons_go_round():
    assert candidates.seasonal_last_value(block(*range(12)), 14)[0, [0, 11, 12, 13]].tolist() == [0, 11, 0, 1]


@settings(max_examples=30, deadline=None)
@given(SERIES, st.integers(1, 14))
def test_intervals_are_nested_and_nothing_is_negative(series, horizon):
    for one in forecast(series, horizon):
        rows = np.array([one.lo95, one.lo80, one.mean, one.hi80, one.hi95])
        assert rows.shape == (5, horizon)
        assert np.isfinite(rows).all()
        assert (rows >= 0).all()
        assert (np.diff(rows, axis=0) >= -1e-6).all()
    assert forecast(series, horizon) == forecast(series, horizon)


@pytest.mark.parametrize("months", [1, 5, 8, 17, 30, 80])
def test_a_constant_series_stays_and_the_last_value_wins(months):
    (one,) = forecast([[7.0] * months], 3)
    assert one.mean == pytest.approx((7, 7, 7))
    assert one.model == ("last value" if months >= 8 else UNCOMPARED)


def test_the_last_value_wins_openly_on_a_walk():
    steps = np.random.default_rng(3).choice([-40, 40], size=(60, 60))
    walks = 1000 + np.cumsum(steps, axis=1)
    models = [one.model for one in forecast(walks.tolist(), 6)]
    assert models.count("last value") > 5


def test_a_season_that_repeats_is_found():
    year = [10, 20, 90, 40, 15, 5, 60, 80, 30, 25, 70, 45]
    (one,) = forecast([year * 4], 12)
    assert one.model == "seasonal last value"
    assert one.mean == pytest.approx(year)


def test_order_of_series_does_not_matter():
    numbers = np.random.default_rng(1)
    series = [numbers.poisson(20, size).tolist() for size in (30, 9, 30, 5, 44)]
    forwards, backwards = forecast(series, 6), forecast(series[::-1], 6)
    for one, other in zip(forwards, backwards[::-1], strict=True):
        assert one.mean == pytest.approx(other.mean)
        assert one.hi95 == pytest.approx(other.hi95)


def test_intervals_cover_what_they_say_on_noise():
    months = np.random.default_rng(5).poisson(40, (300, 42))
    found = forecast(months[:, :36].tolist(), 6)
    came = months[:, 36:]
    inside80 = np.mean(
        [(np.array(one.lo80) <= real) & (real <= one.hi80) for one, real in zip(found, came, strict=True)]
    )
    inside95 = np.mean(
        [(np.array(one.lo95) <= real) & (real <= one.hi95) for one, real in zip(found, came, strict=True)]
    )
    assert inside80 == pytest.approx(0.80, abs=0.05)
    assert inside95 == pytest.approx(0.95, abs=0.03)


def test_widths_grow_where_nothing_was_met():
    half = widths([np.ones((100, 3, 2))], 150, 3, 4)
    assert (np.diff(half, axis=1) >= 0).all()
    assert half[:, 3] == pytest.approx(half[:, 1] * np.sqrt(2))


@pytest.mark.parametrize("series", [[[]], [[1.0, -1.0]], [[float("nan")]], [[float("inf")]]])
def test_what_is_no_series_is_named(series):
    with pytest.raises(BadSeries, match="number from 0 on"):
        forecast(series, 3)


@pytest.mark.parametrize("horizon", [0, 61])
def test_an_impossible_horizon_is_named(horizon):
    with pytest.raises(BadSeries, match="1 to 60"):
        forecast([[1.0]], horizon)


def test_no_series_no_forecast():
    assert forecast([], 3) == []
