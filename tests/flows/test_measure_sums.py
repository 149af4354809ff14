"""Every registered measure over the sample operations: months sum to quarters and years, schools to the alliance."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from tests.flows.plan_operations import SCHOOLS, load_operations

from osaamo.kernel.measuring import rows_behind
from osaamo.ports import planning
from osaamo.ports.measures import Kind, Measure, Period, all_measures, totals_of

pytestmark = pytest.mark.django_db

PLACES = ("3amk", *SCHOOLS)
BY = {"spearhead": planning.Kind.SPEARHEAD, "area": planning.Kind.AREA}
"""What measures can be narrowed to, as items of the plan."""
ALONE = {"spearhead"}
"""A row is of one of these at most, so that the parts sum to the whole; an event may be of several areas."""


def months(year: int) -> list[Period]:
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return [Period(*days) for days in pairwise(firsts)]


def check_time(measure: Measure, year: int, total: dict, **narrowed: str) -> None:
    """A flow's months sum to its quarters and to the year, for everybody."""
    parts = [totals_of(measure.tally(month, **narrowed), PLACES) for month in months(year)]
    for at in range(0, 12, 3):
        quarter = Period(months(year)[at].start, months(year)[at + 2].end)
        whole = totals_of(measure.tally(quarter, **narrowed), PLACES)
        assert whole == {place: sum(part[place] for part in parts[at : at + 3]) for place in whole}, (measure.key, year)
    assert total == {place: sum(part[place] for part in parts) for place in total}, (measure.key, year)


def check_places(measure: Measure, period: Period, total: dict, **narrowed: str) -> None:
    """What is asked together is what each says alone; the schools sum to the alliance where all rows are theirs."""
    tally = measure.tally(period, **narrowed)
    assert total == {place: tally.total(place) for place in (None, *PLACES)}, measure.key
    assert rows_behind(tally) == len(list(tally.refs())), measure.key
    of_schools = {ref for school in SCHOOLS for ref in tally.refs(school)}
    # A share sums to nothing, and rows of the alliance itself are no school's.
    if not measure.unit.startswith("share") and set(tally.refs("3amk")) <= of_schools:
        assert sum(total[school] for school in SCHOOLS) == total["3amk"], measure.key


def check_parts(measure: Measure, period: Period, total: dict) -> set[str]:
    """What a measure can be narrowed to sums to the whole, and no part has a row that the whole has not."""
    counted = set()
    for name in measure.by:
        keys = [item.key for item in planning.items(BY[name])]
        parts = {key: dict(totals_of(measure.tally(period, **{name: key}), PLACES)) for key in keys}
        whole = set(measure.tally(period).refs())
        refs = [ref for key in keys for ref in measure.tally(period, **{name: key}).refs()]
        assert set(refs) == whole, (measure.key, name)
        if name in ALONE:
            assert len(refs) == len(whole), (measure.key, name)
            assert total == {place: sum(part[place] for part in parts.values()) for place in total}, measure.key
        for key, part in parts.items():
            if part[None]:
                counted.add(name)
                check_places(measure, period, part, **{name: key})
                if measure.kind == Kind.FLOW:
                    check_time(measure, period.start.year, part, **{name: key})
    return counted


def test_the_parts_sum_to_the_whole_of_every_measure():
    """No measure can be left out: one that counts nothing here fails, and gets a row in ``plan_operations``."""
    load_operations()
    counted, narrowed = set(), set()
    for measure in all_measures():
        for year in (2020, 2021, timezone.localdate().year):
            period = Period(date(year, 1, 1), date(year + 1, 1, 1))
            total = dict(totals_of(measure.tally(period), PLACES))
            if total[None]:
                counted.add(measure.key)
                check_places(measure, period, total)
                narrowed |= {(measure.key, name) for name in check_parts(measure, period, total)}
                if measure.kind == Kind.FLOW:
                    check_time(measure, year, total)
    assert {measure.key for measure in all_measures()} - counted == set()
    assert {(measure.key, name) for measure in all_measures() for name in measure.by} - narrowed == set()


def test_a_pipeline_holds_each_row_once_and_agrees_with_its_measure():
    load_operations()
    tomorrow = timezone.localdate() + timedelta(days=1)
    offered = [measure for measure in all_measures() if measure.pipeline is not None]
    assert {measure.key.partition(".")[0] for measure in offered} >= {
        "badges", "credits", "crossstudy", "evaluation", "events", "finance", "offering",
    }  # fmt: skip
    for measure in offered:
        for year in (2020, 2021, timezone.localdate().year):
            period = Period(date(year, 1, 1), date(year + 1, 1, 1))
            known = set(measure.tally(period).refs())
            for on in (period.start, date(year, 6, 15), period.end):
                found = measure.pipeline(period, on)
                lists = [list(found.settled.refs()), *(list(stage.rows.refs()) for stage in found.stages)]
                assert sum(map(len, lists)) == len({ref for refs in lists for ref in refs}), measure.key
                assert set(lists[0]) <= known, measure.key
                for stage in found.stages:
                    assert set(stage.name) == {"fi", "sv", "en"}
                    assert rows_behind(stage.came) <= max(rows_behind(stage.rows), len(known)), measure.key
            if period.end <= tomorrow:
                # Of a year that is over, what counted is settled, as soon as it is known.
                assert measure.pipeline(period, tomorrow).settled.total() == measure.tally(period).total(), measure.key
