"""Schedules as written and as days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.steering.enums import Phase, Standing
from osaamo.domains.steering.rules import BadSchedule, Span, read_schedule, standing_of
from osaamo.domains.steering.rules.schedules import write_months


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("4-6/2021", "2021-04-01", "2021-06-30"),
        ("04-05/2021", "2021-04-01", "2021-05-31"),
        ("1-12/2021", "2021-01-01", "2021-12-31"),
        ("01-02/2021", "2021-01-01", "2021-02-28"),
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("Kevät 2021", "2021-01-01", "2021-07-31"),
        ("Syksy 2021", "2021-08-01", "2021-12-31"),
        ("Kevät 2021 / Syksy 2021", "2021-01-01", "2021-12-31"),
        ("Kevät 2021/Syksy 2021", "2021-01-01", "2021-12-31"),
        ("keväällä 2021 ja syksyllä 2021", "2021-01-01", "2021-12-31"),
        ("Våren 2022 och hösten 2022", "2022-01-01", "2022-12-31"),
        ("Koko vuosi", "2021-01-01", "2021-12-31"),
        ("Hela året 2023", "2023-01-01", "2023-12-31"),
        ("kerran kuukaudessa", "2021-01-01", "2021-12-31"),
        ("16.12.2020; säännöllisesti", "2020-12-16", "2021-12-31"),
        ("2023-2024", "2023-01-01", "2024-12-31"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("11–12/2021", "2021-11-01", "2021-12-31"),
    ],
)
def test_what_the_plan_writes(text, starts, ends):
    assert read_schedule(text, year=2021) == Span(date.fromisoformat(starts), date.fromisoformat(ends))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("", ""),
        ("joskus", "joskus"),
        ("13/2021", "13/2021"),
        ("6-4/2021", "6-4/2021"),
        ("4-6/2021 ehkä", "ehkä"),
        ("Kevät", "Kevät"),
        ("31.2.2021", "31.2.2021"),
        ("2024-2021", "2024-2021"),
    ],
)
def test_what_is_no_schedule(text, rest):
    with pytest.raises(BadSchedule) as found:
        read_schedule(text, year=2021)
    assert found.value.rest == rest


@given(st.integers(1, 12), st.integers(1, 12), st.integers(2000, 2100))
def test_months_are_read_as_they_are_written(one, other, year):
    first, last = sorted((one, other))
    span = read_schedule(f"{first}-{last}/{year}", year=1999)
    assert (span.starts, (span.ends + timedelta(days=1)).day) == (date(year, first, 1), 1)
    assert read_schedule(write_months(span), year=1999) == span


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(2000, 2100)), min_size=1, max_size=5))
def test_several_times_last_from_the_first_to_the_last(months):
    span = read_schedule(" / ".join(f"{month}/{year}" for month, year in months), year=1999)
    parts = [read_schedule(f"{month}/{year}", year=1999) for month, year in months]
    assert span == Span(min(part.starts for part in parts), max(part.ends for part in parts))


@given(st.sampled_from(Phase), st.dates(), st.dates())
def test_what_is_not_ended_is_late_after_its_last_day_and_only_then(phase, ends, on):
    standing = standing_of(phase, ends, on)
    if phase in {Phase.DONE, Phase.MERGED, Phase.CANCELLED}:
        assert standing in {Standing.DONE, Standing.ENDED}
    else:
        assert (standing == Standing.LATE) == (phase == Phase.LATE or on > ends)
