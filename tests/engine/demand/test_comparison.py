"""The table beside a forecast: what each way would have missed."""

from __future__ import annotations

import pytest

from osaamo.engine import tried


def test_a_straight_line_is_met_by_drift_and_chosen_so():
    found = {row.name: row for row in tried([10.0 + 2 * month for month in range(36)], 3)}

    assert found["drift"].error == pytest.approx(0)
    assert found["chosen"].error == pytest.approx(0)
    # One, two and three months ahead the last value is 2, 4 and 6 behind.
    assert found["last value"].error == pytest.approx(4)
    assert {name for name, row in found.items() if row.kind == "plain"} == {
        "last value",
        "mean of last six",
        "drift",
        "seasonal last value",
    }


def test_the_least_error_stands_first_and_a_short_series_is_not_compared():
    rows = tried([5.0, 1, 4, 2, 6, 3, 5, 2, 4, 1, 3, 5], 2)

    assert [row.error for row in rows] == sorted(row.error for row in rows)
    assert tried([1.0, 2, 3], 2) == ()
