"""Guests without an account, events again and again, two organisers at once, what calendar programs read, costs."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from osaamo.domains.events import queries, services
from osaamo.domains.events.models import Event, Registration
from osaamo.domains.events.tests.making import make_event, make_place, make_student, move
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person, run_jobs
from osaamo.ports import budgets

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Helsinki")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def ask(client, event, email="guest@example.org"):
    """The path of the confirmation that a guest is sent."""
    address = reverse("event-guest-ask", args=[event.pk])
    assert client.post(address, {"name": "Guest Person", "email": email}).status_code == 302
    return "/" + re.search(r"https?://[^/]+/(\S+)|^/(\S+)", mail.outbox[-1].body, re.MULTILINE)[0].split("/", 3)[-1]


def test_a_guest_confirms_waits_moves_up_and_is_forgotten(client) -> None:
    event = make_event(seats=1)
    first = services.register(event=event, person=make_student())
    path = reverse("event-guest-confirm", args=[ask(client, event).rstrip("/").rpartition("/")[2]])
    assert Registration.objects.count() == 1, "nothing is kept of a guest who has not confirmed"
    page = client.post(path, follow=True).content.decode()
    assert "number 1 in the queue" in page
    client.post(path)
    guest = Registration.objects.get(person__isnull=True)
    services.withdraw(registration=first)
    run_jobs()
    assert mail.outbox[-1].to == ["guest@example.org"]
    assert reverse("event-guest", args=[guest.guest_key]) in mail.outbox[-1].body
    page = client.post(reverse("event-guest", args=[guest.guest_key]), {"accept": ""}, follow=True).content.decode()
    assert "You have a seat." in page
    services.cancel(event=event, reason="Ei tilaa", by=None)
    run_jobs()
    assert (mail.outbox[-1].to, "Ei tilaa" in mail.outbox[-1].body) == (["guest@example.org"], True)
    services.reduce_old(now=event.ends + services.KEEP + timedelta(days=1))
    assert not Registration.objects.exists()


def test_a_forged_or_foreign_key_opens_nothing(client) -> None:
    row = services.register(event=make_event(), person=make_student())
    assert client.get(reverse("event-guest-confirm", args=["x:y"])).status_code == 404
    assert client.get(reverse("event-guest", args=[row.guest_key or "x"])).status_code == 404


def test_a_repeated_event_keeps_its_time_of_day_over_summer_time() -> None:
    starts = datetime(2099, 3, 23, 9, tzinfo=HERE)
    event = make_event("rdi", starts=starts, ends=starts + timedelta(hours=2), seats=5)
    made = services.repeat(event=event, every="week", until=date(2099, 4, 6), by=None)
    assert [timezone.localtime(one.starts).strftime("%d.%m. %H:%M") for one in made] == ["30.03. 09:00", "06.04. 09:00"]
    assert [timezone.localtime(one.ends).hour for one in made] == [11, 11]
    assert {(one.state, one.seats, one.areas.get().area) for one in made} == {("draft", 5, "rdi")}
    assert services.repeat(event=event, every="week", until=date(2099, 4, 6), by=None) == []
    with pytest.raises(services.NoDays):
        services.repeat(event=event, every="month", until=date(2099, 4, 1), by=None)
    with pytest.raises(services.TooMany):
        services.repeat(event=event, every="week", until=date(2101, 1, 1), by=None)


def test_of_two_who_change_an_event_the_second_is_told() -> None:
    event = make_event()
    change = {"event": event, "areas": (), "co_organisers": (), "by": None, "seen": event.sequence}
    services.save_event(values={"place": "A"}, **change)
    with pytest.raises(services.ChangedMeanwhile):
        services.save_event(values={"place": "B"}, **change)
    assert Event.objects.get().place == "A"


def test_two_at_two_doors_do_not_undo_each_others_marks() -> None:
    event = make_event()
    first, second = (services.register(event=event, person=make_student()) for _ in range(2))
    move(event, days=-1)
    services.mark(event=event, came=[first.pk], seen=[], walked_in={}, by=None)
    services.mark(event=event, came=[second.pk], seen=[], walked_in={}, by=None)
    assert queries.attended_of([event.pk]) == {event.pk: 2}
    services.mark(event=event, came=[second.pk], seen=[first.pk, second.pk], walked_in={}, by=None)
    assert queries.attended_of([event.pk]) == {event.pk: 1}


def test_whoever_registered_is_told_of_a_new_time() -> None:
    event = make_event()
    row = services.register(event=event, person=make_student())
    change = {"event": event, "areas": (), "co_organisers": (), "by": None}
    services.save_event(values={"title": {"fi": "Uusi nimi"}}, **change)
    run_jobs()
    assert mail.outbox == []
    services.save_event(values={"place": "Metropolia"}, **change)
    run_jobs()
    assert (mail.outbox[0].to, "Metropolia" in mail.outbox[0].body) == ([row.person.email], True)


def test_the_feed_keeps_to_the_rules_of_calendars(client) -> None:
    starts = datetime(2099, 7, 1, 9, tzinfo=HERE)
    event = make_event(starts=starts, ends=starts + timedelta(hours=1), title={"en": "Öppen, dag; " + "å" * 80})
    raw = client.get(reverse("events-feed")).content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75, "RFC 5545, 3.1: lines of 75 octets"
    assert b"\n" not in raw.replace(b"\r\n", b"")
    before = Calendar.from_ical(raw).walk("VEVENT")[0]
    assert before["dtstart"].dt.isoformat() == "2099-07-01T06:00:00+00:00", "nine in summer time is six in UTC"
    assert {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS"} <= set(before)
    services.save_event(event=event, values={"place": "B"}, areas=(), co_organisers=(), by=None)
    services.cancel(event=event, reason="x", by=None)
    after = Calendar.from_ical(client.get(reverse("events-feed")).content).walk("VEVENT")[0]
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] == before["SEQUENCE"] + 2


class FakeBooks:
    def costs(self, refs):
        row = budgets.CostRow(budgets.Kind.BOOKED, "x.y:1", "BL-1", date(2021, 3, 1), Decimal(30), "Tila", "/x/")
        return {ref: budgets.Costs((row,)) for ref in refs}

    def address(self, ref, *, line, person):  # noqa: ARG002 - as the port calls it
        return "/books/"


@pytest.mark.parametrize(("books", "total"), [({}, "12.50"), ({"test": FakeBooks()}, "42.50")])
def test_the_cost_of_an_event_is_the_sum_of_its_rows_with_and_without_a_budget(
    client, monkeypatch, books, total
) -> None:
    monkeypatch.setattr(budgets, "_books", books)
    event = make_event()
    services.add_cost(event=event, amount=Decimal("12.50"), text="Kahvi", by=None)
    costs = queries.costs_of(event)
    rows = [row.amount for row in (*costs.budget.rows, *costs.other)]
    assert (costs.total, queries.cost_of([event.pk])) == (sum(rows), {event.pk: Decimal(total)})
    client.force_login(make_person(Role.TEACHER, make_place()))
    page = client.get(reverse("event-edit", args=[event.pk])).content.decode()
    assert (f"In all {total} €" in page, "Book a cost for the event" in page) == (True, bool(books))


def test_the_calendar_asks_as_often_for_many_events_as_for_few(client, django_assert_max_num_queries) -> None:
    for _ in range(12):
        make_event("rdi", "ai", seats=3).co_organisers.add(make_place("metropolia"))
    for query in ("show=coming", "show=month"):
        with django_assert_max_num_queries(15):
            assert client.get(f"{reverse('events')}?{query}").status_code == 200
