"""The eight classes on made series, and silence on noise."""

import numpy as np
import pytest

from osaamo.engine import BadSeries, Signal, signals
from osaamo.engine.demand.trends import trend

NOISE = np.random.default_rng(8).normal(0, 1.5, 48)


def made(*parts):
    """A series that goes through (months, from, to), with the noise of NOISE."""
    clean = np.concatenate([np.linspace(start, end, months) for months, start, end in parts])
    return np.maximum(clean + NOISE[: len(clean)] * (clean > 0), 0).tolist()


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (made((24, 0, 0), (24, 1, 80)), Signal.EMERGING),
        (made((48, 40, 120)), Signal.INCREASING),
        (made((18, 60, 60), (18, 60, 40), (12, 40, 110)), Signal.INCREASING_LAST),
        (made((48, 60, 60)), Signal.CONSTANT),
        (made((32, 30, 110), (16, 110, 110)), Signal.CONSTANT_LAST),
        (made((48, 120, 40)), Signal.DECREASING),
        (made((18, 60, 60), (18, 60, 80), (12, 80, 20)), Signal.DECREASING_LAST),
        (made((24, 80, 1), (24, 0, 0)), Signal.DISAPPEARING),
        (made((20, 10, 90)), Signal.UNKNOWN),
        ([0.0] * 45 + [1, 2, 3], Signal.UNKNOWN),
    ],
)
def test_each_class(series, expected):
    (reading,) = signals([series])
    assert reading.signal == expected


def test_a_wild_series_without_trend_is_not_called_constant():
    months = np.random.default_rng(2).lognormal(3, 1.5, 30)
    assert signals([months.tolist()])[0].signal == Signal.UNKNOWN


def test_noise_gives_hardly_any_trend():
    months = np.random.default_rng(4).poisson(50, (300, 36))
    found = [reading.signal for reading in signals(months.tolist())]
    assert sum(signal not in (Signal.CONSTANT, Signal.UNKNOWN) for signal in found) <= 3


def test_a_bigger_market_is_no_rising_skill():
    ads = np.linspace(500, 2500, 48)
    demand = ads * 0.1 + NOISE
    assert signals([demand.tolist()])[0].signal == Signal.INCREASING
    assert signals([demand.tolist()], [ads.tolist()])[0].signal == Signal.CONSTANT


def test_months_without_ads_are_left_out():
    ads = [100.0, 0.0] * 30
    demand = [10.0, 0.0] * 30
    assert signals([demand], [ads])[0].signal == Signal.CONSTANT


def test_mann_kendall_by_hand():
    found = trend([1, 2, 3, 5], resemblance=0)
    assert found.slope == pytest.approx((1 + 4 / 3) / 2)
    # S = 6, variance 8.667, z = 5 / 2.944 = 1.698
    assert found.chance == pytest.approx(0.0894, abs=2e-4)
    assert trend([3, 3, 3, 3]).chance == 1


def test_what_is_no_series_is_named():
    with pytest.raises(BadSeries):
        signals([[-1.0]])
    with pytest.raises(BadSeries):
        signals([[1.0, 2.0]], [[1.0]])
