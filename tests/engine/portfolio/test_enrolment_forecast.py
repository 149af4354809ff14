"""Enrolment: few runs drawn towards their kind, intervals that hold what they say, and silence without data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.engine.portfolio import BadHistory, History, enrolment_backtest, enrolment_forecast


def drawn(modules, runs, *, seed, size=12.0, mean=30.0):
    """Modules whose means scatter about 30 and whose runs scatter more than chance."""
    random = np.random.default_rng(seed)
    found = {}
    for number in range(modules):
        own = random.gamma(4.0, mean / 4.0)
        counts = random.negative_binomial(size, size / (size + own), size=runs)
        found[f"m{number}"] = History("path", tuple(int(count) for count in counts))
    return found


def test_fewer_than_two_runs_are_not_enough():
    found = enrolment_forecast({"a": History("path", (20,)), "b": History("path", ()), "c": History("path", (20, 22))})
    assert found["a"] is None
    assert found["b"] is None
    assert found["c"].runs == 2


def test_an_outlier_with_two_runs_is_drawn_to_its_kind_and_less_so_with_eight():
    common = {f"m{n}": History("path", (20 + n % 3, 21 + n % 4)) for n in range(20)}
    few = enrolment_forecast(common | {"odd": History("path", (60, 58))})["odd"]
    many = enrolment_forecast(common | {"odd": History("path", (60, 58) * 4)})["odd"]
    assert 20 < few.mean < many.mean < 60
    assert few.own < many.own <= 1
    assert few.hi95 - few.lo95 > many.hi95 - many.lo95


def test_kinds_differ_where_they_have_enough_modules():
    small = {f"s{n}": History("intensive", (8 + n % 3, 9)) for n in range(8)}
    large = {f"l{n}": History("course", (80 + n % 5, 82)) for n in range(8)}
    found = enrolment_forecast(small | large)
    assert all(found[key].hi95 < 40 for key in small)
    assert all(found[key].lo95 > 50 for key in large)


def test_intervals_cover_what_they_say_on_made_up_histories():
    tests = [enrolment_backtest(drawn(60, 5, seed=seed)) for seed in range(3)]
    assert sum(test.cases for test in tests) == 540
    assert np.mean([test.inside80 for test in tests]) == pytest.approx(0.80, abs=0.05)
    assert np.mean([test.inside95 for test in tests]) == pytest.approx(0.95, abs=0.03)
    assert np.mean([test.ours for test in tests]) < np.mean([test.last_value for test in tests])


def test_no_third_run_no_back_test():
    assert enrolment_backtest({"a": History("path", (20, 22))}) is None
    assert enrolment_backtest({}) is None


def test_a_negative_count_is_refused():
    with pytest.raises(BadHistory):
        enrolment_forecast({"a": History("path", (3, -1))})


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.builds(History, st.sampled_from(("path", "course")), st.lists(st.integers(0, 300), max_size=4).map(tuple)),
    )
)
def test_intervals_are_nested_and_hold_the_mean(histories):
    for found in enrolment_forecast(histories).values():
        if found is not None:
            assert 0 <= found.lo95 <= found.lo80 <= found.hi80 <= found.hi95
            assert found.lo95 <= found.mean + 1
            assert found.mean - 1 <= found.hi95
            assert 0 <= found.own <= 1
