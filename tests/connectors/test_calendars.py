"""A plan as iCalendar: its days, meetings, zone and stable identities."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from osaamo.connectors.calendars import ZONE, BadStep, CalendarStep, plan_calendar

AT = dt.datetime(2026, 11, 24, 8, 30, tzinfo=dt.UTC)
STEP = CalendarStep(
    id="DAT101-3002",
    title={"fi": "Tietokannat; jatko, osa 2", "en": "Databases"},
    institution="Metropolia",
    campus="Myyrmäki",
    starts=dt.date(2027, 1, 11),
    ends=dt.date(2027, 4, 30),
    meetings=(
        (dt.datetime(2027, 3, 22, 9), dt.datetime(2027, 3, 22, 12)),  # noqa: DTZ001 - local times are the case tested
        (dt.datetime(2027, 3, 29, 9), dt.datetime(2027, 3, 29, 12)),  # noqa: DTZ001 - same
    ),
    credits=2.5,
    url="https://example.org/DAT101",
    note="Kattaa taidon SQL.\nToinen rivi.",
)


def made(*steps, language="fi", name="Kevät 2027"):
    return plan_calendar(steps, name, language, at=AT)


def events(*steps, **more):
    return Calendar.from_ical(made(*steps, **more)).events


def test_a_course_is_its_days_and_its_meetings():
    days, before, after = events(STEP)
    assert (days.start, days.end, days["TRANSP"]) == (dt.date(2027, 1, 11), dt.date(2027, 5, 1), "TRANSPARENT")
    assert days["SUMMARY"] == "Tietokannat; jatko, osa 2"
    assert (days["LOCATION"], days["URL"]) == ("Metropolia, Myyrmäki", "https://example.org/DAT101")
    assert days["DESCRIPTION"] == "2,5 op\nKattaa taidon SQL.\nToinen rivi."
    assert (days.stamp, before["TRANSP"]) == (AT, "OPAQUE")
    # Finland turns its clocks on 28 March 2027: nine o'clock is seven in UTC before and six after.
    assert before.start.astimezone(dt.UTC) == dt.datetime(2027, 3, 22, 7, tzinfo=dt.UTC)
    assert after.start.astimezone(dt.UTC) == dt.datetime(2027, 3, 29, 6, tzinfo=dt.UTC)
    assert after.end.astimezone(dt.UTC) == dt.datetime(2027, 3, 29, 9, tzinfo=dt.UTC)


def test_the_file_explains_its_zone_and_name():
    text = made(STEP).decode()
    calendar = Calendar.from_ical(text)
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Helsinki"]
    assert "DTSTART;TZID=Europe/Helsinki:20270322T090000" in text
    assert "DTSTART;VALUE=DATE:20270111" in text
    assert (calendar.calendar_name, calendar["VERSION"]) == ("Kevät 2027", "2.0")
    assert "\r\nX-WR-CALNAME:Kevät 2027\r\n" in text
    assert "\r\nNAME:A\\, B\\nC\r\n" in made(STEP, name="A, B\nC").decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.parametrize(("language", "unit"), [("fi", "2,5 op"), ("sv", "2,5 sp"), ("en", "2.5 credits")])
def test_units_follow_the_language_and_titles_fall_back(language, unit):
    (event,) = events(
        CalendarStep("a", {"fi": "Nimi", "en": "Name"}, starts=dt.date(2027, 1, 1), credits=2.5), language=language
    )
    assert event["DESCRIPTION"] == unit
    assert event["SUMMARY"] == {"fi": "Nimi", "sv": "Nimi", "en": "Name"}[language]


def test_identities_stay_when_other_things_change():
    other = CalendarStep("other", {"fi": "Toinen"}, starts=dt.date(2027, 2, 1))
    first = {event.uid for event in events(STEP)}
    moved = CalendarStep("DAT101-3002", {"fi": "Uusi nimi"}, starts=dt.date(2027, 1, 18), meetings=STEP.meetings[::-1])
    assert {event.uid for event in events(other, moved)} - {event.uid for event in events(other)} == first
    assert len(first) == 3
    assert made(STEP, other) == made(STEP, other)


def test_meetings_at_once_are_events_of_their_own_and_the_same_one_is_one():
    begin = dt.datetime(2027, 1, 11, 9, tzinfo=ZONE)
    short, long = (begin, begin + dt.timedelta(hours=1)), (begin, begin + dt.timedelta(hours=2))
    assert len({event.uid for event in events(CalendarStep("a", {}, meetings=(short, long, short)))}) == 2
    assert len(events(CalendarStep("a", {}, meetings=(short, long, short)))) == 2


def test_a_step_without_dates_makes_no_event():
    assert events(CalendarStep("a", {"fi": "Aina auki"})) == []


def test_meetings_with_a_zone_are_put_into_finnish_time():
    begin = dt.datetime(2027, 1, 11, 7, tzinfo=dt.UTC)
    (event,) = events(CalendarStep("a", {}, meetings=((begin, begin + dt.timedelta(hours=1)),)))
    assert (event.start.hour, event["SUMMARY"]) == (9, "a")


def test_what_ends_before_it_starts_is_refused_by_name():
    begin = dt.datetime(2027, 1, 11, 9, tzinfo=ZONE)
    for step in (
        CalendarStep("days", {}, starts=dt.date(2027, 2, 1), ends=dt.date(2027, 1, 1)),
        CalendarStep("meeting", {}, meetings=((begin, begin - dt.timedelta(minutes=1)),)),
    ):
        with pytest.raises(BadStep) as caught:
            made(step)
        assert caught.value.values["step"] == step.id


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_text_can_smuggle_in_a_property(end):
    evil = f"a{end}X-EVIL:1"
    step = CalendarStep(
        "a", {"fi": evil}, evil, evil, dt.date(2027, 1, 1), url=f"https://example.org/{evil}", note=evil
    )
    text = made(step, name=evil).decode()
    assert len(Calendar.from_ical(text).events) == 1
    # str.splitlines knows every line end there is; a continuation line of a folded one starts with a space.
    assert not [line for line in text.splitlines() if line.startswith("X-EVIL")]
    assert "\x00" not in text


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=80),
    st.text(max_size=200),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1)),  # noqa: DTZ001 - local times
    st.integers(0, 600),
)
def test_any_text_and_time_comes_back(title, note, begin, minutes):
    begin = begin.replace(microsecond=0)
    meeting = (begin, begin + dt.timedelta(minutes=minutes))
    local = [moment.replace(tzinfo=ZONE).astimezone(dt.UTC) for moment in meeting]
    if local[1] < local[0]:
        return  # the hour that the clocks skip or repeat
    (event,) = events(CalendarStep("a", {"fi": title}, meetings=(meeting,), note=note))
    assert [event.start.astimezone(dt.UTC), event.end.astimezone(dt.UTC)] == local
