"""Kept values: made once, looked after in the background, made anew when their mark changed."""

from __future__ import annotations

import threading
import time

import pytest

from osaamo.competence.keeping import Kept, forget_all


class Source:
    """Counts how often it was read; its mark is what the test sets."""

    def __init__(self):
        self.mark = self.made = 0
        self.open = threading.Event()
        self.open.set()

    def make(self):
        assert self.open.wait(5)
        self.made += 1
        return self.made


@pytest.fixture(autouse=True)
def _own_connections(monkeypatch):
    """Renewing closes the connections of its own thread; those of the test run stay."""
    monkeypatch.setattr("osaamo.competence.keeping.connections.close_all", lambda: None)


def settled(kept):
    until = time.monotonic() + 5
    while kept._renewing and time.monotonic() < until:
        time.sleep(0.005)
    assert not kept._renewing


def test_a_value_is_made_once():
    source = Source()
    kept = Kept(source.make, seconds=60)
    assert [kept.get(), kept.get()] == [1, 1]
    kept.forget()
    assert kept.get() == 2


def test_nobody_waits_for_a_new_value():
    source = Source()
    kept = Kept(source.make, seconds=0)
    assert kept.get() == 1
    source.open.clear()
    began = time.monotonic()
    assert [kept.get() for _ in range(20)] == [1] * 20
    assert time.monotonic() - began < 1
    source.open.set()
    settled(kept)
    assert source.made == 2
    kept._seconds = 60
    assert kept.get() == 2


def test_a_value_whose_mark_is_the_same_is_kept():
    source = Source()
    kept = Kept(source.make, seconds=0, mark=lambda: source.mark)
    for _ in range(3):
        assert kept.get() == 1
        settled(kept)
    source.mark = 1
    assert kept.get() == 1
    settled(kept)
    kept._seconds = 60
    assert kept.get() == 2


def test_a_value_is_made_anew_after_the_longest_time_whatever_its_mark():
    source = Source()
    kept = Kept(source.make, seconds=0, mark=lambda: source.mark, longest=0)
    kept.get()
    kept.get()
    settled(kept)
    assert source.made == 2


def test_a_failure_leaves_the_old_value():
    answers = iter([1])
    kept = Kept(lambda: next(answers), seconds=0)
    assert kept.get() == 1
    kept.get()
    settled(kept)
    assert kept.get() == 1


def test_all_values_can_be_forgotten():
    source = Source()
    kept = Kept(source.make, seconds=60)
    kept.get()
    forget_all()
    assert kept.get() == 2
