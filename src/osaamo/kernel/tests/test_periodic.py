"""Periodic tasks: once in each period, all or nothing, one at a time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from osaamo.kernel import periodic as module
from osaamo.kernel.models import Organisation, PeriodicRun
from osaamo.kernel.periodic import Outcome, Ticked, _period, periodic, tasks, tick
from osaamo.kernel.tests.making import make_organisation

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=HELSINKI)


@pytest.fixture
def registry(monkeypatch):
    """An empty registry, for the length of a test."""
    monkeypatch.setattr(module, "_tasks", {})


@pytest.mark.django_db
def test_a_task_runs_once_in_each_period(registry):
    runs = []

    @periodic("t.daily", every=DAY)
    def daily():
        runs.append(1)
        return f"run {len(runs)}"

    assert tick(NOON) == (Ticked("t.daily", Outcome.DONE, "run 1"),)
    assert tick(NOON) == (Ticked("t.daily", Outcome.NOT_DUE),)
    assert tick(NOON.replace(hour=23, minute=59))[0].outcome == Outcome.NOT_DUE
    assert tick(NOON - DAY)[0].outcome == Outcome.NOT_DUE
    assert tick(NOON.replace(day=25, hour=0))[0] == Ticked("t.daily", Outcome.DONE, "run 2")
    kept = PeriodicRun.objects.get()
    assert (kept.name, kept.report, kept.ran_at) == ("t.daily", "run 2", NOON.replace(day=25, hour=0))


@pytest.mark.django_db
def test_a_failure_is_undone_stops_no_other_and_is_tried_again(registry):
    broken = True

    @periodic("t.a", every=DAY)
    def breaks():
        make_organisation("made-before-the-failure")
        if broken:
            raise ValueError("Aino Virtanen")
        return "mended"

    @periodic("t.b", every=DAY)
    def works():
        return "fine"

    assert tick(NOON) == (Ticked("t.a", Outcome.FAILED, "ValueError"), Ticked("t.b", Outcome.DONE, "fine"))
    assert not Organisation.objects.exists()
    broken = False
    assert tick(NOON) == (Ticked("t.a", Outcome.DONE, "mended"), Ticked("t.b", Outcome.NOT_DUE))
    assert Organisation.objects.count() == 1


def test_two_tasks_cannot_share_a_name(registry):
    def one():
        return ""

    periodic("t", every=DAY)(one)
    periodic("t", every=DAY)(one)
    with pytest.raises(ValueError, match="Two periodic tasks"):
        periodic("t", every=DAY)(lambda: "")


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - hypothesis wants naive bounds
    st.sampled_from([HOUR, DAY, timedelta(minutes=15)]),
)
def test_periods_follow_each_other(naive, every):
    at = naive.replace(tzinfo=ZoneInfo("UTC"))
    # Two hours more or less when the clocks change.
    assert -1 <= _period(at + every, every) - _period(at, every) - 1 <= (HOUR / every if every <= HOUR else 1)


def test_a_day_begins_at_midnight_where_people_are():
    eve = datetime(2026, 11, 24, 23, 59, tzinfo=HELSINKI)
    assert _period(eve + timedelta(minutes=1), DAY) == _period(eve, DAY) + 1
    assert _period(eve - timedelta(hours=23, minutes=59), DAY) == _period(eve, DAY)


@pytest.mark.django_db
def test_sessions_that_ran_out_are_removed():
    now = timezone.now()
    for key, expires in (("old", now - HOUR), ("new", now + HOUR)):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    reports = {ticked.name: ticked.report for ticked in tick()}
    assert reports["kernel.clear-sessions"] == "1 sessions removed"
    assert [session.pk for session in Session.objects.all()] == ["new"]


def test_the_kernel_registers_its_housekeeping():
    assert {"kernel.clear-jobs", "kernel.clear-sessions"} <= {task.name for task in tasks()}
