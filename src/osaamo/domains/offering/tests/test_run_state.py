"""What one can do with a realisation now, branch by branch, in three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from osaamo.domains.offering.queries import run_state, run_states
from osaamo.domains.offering.tests.making import make_realisation
from osaamo.kernel.refs import ref_of
from osaamo.ports import seats

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 20, 10, 0, tzinfo=UTC)
EARLIER, LATER = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, 10, tzinfo=UTC)
FUTURE = {"starts": date(2027, 3, 1), "ends": date(2027, 5, 1)}
PAST = {"starts": date(2026, 9, 1), "ends": date(2026, 12, 1)}
ALWAYS = {"starts": None, "ends": None}


@pytest.fixture(autouse=True)
def nobody_counts_seats(monkeypatch):
    monkeypatch.setattr(seats, "_sources", {})


@pytest.mark.parametrize(
    ("states", "fields", "code", "sentence", "button"),
    [
        (["proposed"], {}, "proposed", "Being planned: dates and seats may change.", ""),
        (["planned", "cancelled"], {}, "cancelled", "Cancelled: it will not be held.", ""),
        (["running", "held"], PAST, "held", "Has been held.", ""),
        (["running"], PAST, "ended", "Ended on 1 Dec 2026.", ""),
        ([], FUTURE | {"enrol_from": LATER}, "not-yet", "Enrolment opens on 1 Feb 2027.", ""),
        ([], FUTURE | {"enrol_until": EARLIER}, "closed", "Enrolment is closed.", ""),
        ([], {"enrol_until": EARLIER}, "running", "Running now: enrolment is closed.", ""),
        (["running"], {}, "running", "Running now: enrolment is closed.", ""),
        ([], FUTURE | {"seats": 0}, "full", "All seats are taken. Waiting: 0.", "Join the waiting list"),
        (
            ["moved_online"],
            FUTURE | {"enrol_until": LATER},
            "open",
            "Enrol by 1 Feb 2027.",
            "Enrol",
        ),
        (
            ["planned", "enrolling"],
            FUTURE | {"enrol_from": EARLIER, "enrol_until": LATER, "seats": 3},
            "open",
            "Enrol by 1 Feb 2027. Seats left: 3.",
            "Enrol",
        ),
        ([], {}, "open", "Has begun, and is still open.", "Enrol"),
        ([], FUTURE, "open", "Open for enrolment.", "Enrol"),
        ([], ALWAYS, "open-always", "Always open: begin when it suits you.", "Enrol"),
        (["cancelled", "planned"], ALWAYS, "open-always", "Always open: begin when it suits you.", "Enrol"),
    ],
)
def test_the_first_branch_that_holds(states, fields, code, sentence, button):
    row = make_realisation(None, *states, **fields)
    with translation.override("en"):
        told = run_state(row, NOW)
    assert (told.code, told.sentence, told.button) == (code, sentence, button)


def test_the_last_moment_of_enrolment_is_open_and_the_next_is_not():
    row = make_realisation(None, **FUTURE, enrol_from=NOW, enrol_until=NOW)
    assert run_state(row, NOW).code == "open"
    assert run_state(row, NOW.replace(microsecond=1)).code == "closed"


def test_seats_are_those_that_the_enrolling_domain_counts():
    full, free = make_realisation(None, seats=20, **FUTURE), make_realisation(None, seats=20, **FUTURE)
    seats.seats("test")(lambda _refs: {ref_of(full): seats.Seats(0, 7), ref_of(free): seats.Seats(4)})
    with translation.override("en"):
        told = run_states([full, free], NOW)
    assert told[full.pk].sentence == "All seats are taken. Waiting: 7."
    assert told[free.pk].sentence == "Open for enrolment. Seats left: 4."
