"""Registering for events: seats, quotas, the queue, offers, cancelling, and what stays of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone, translation

from osaamo.domains.events import queries, services
from osaamo.domains.events.enums import State
from osaamo.domains.events.models import AttendanceCount, Event, Feedback, Registration
from osaamo.domains.events.tests.making import make_event, make_place, make_student, move
from osaamo.kernel import capacity
from osaamo.kernel.models import Ticket
from osaamo.kernel.tests.making import run_jobs
from osaamo.kernel.tests.traces import leftovers
from osaamo.ports import erasing, measures, reporting, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def standing(row):
    found = queries.standing_of(row)
    return found.state, found.rank


def counts(event):
    return {
        row.organisation.code if row.organisation else "": (row.registered, row.came, row.walked_in)
        for row in event.attendance.select_related("organisation")
    }


def test_the_queue_tells_the_place_and_a_freed_seat_is_offered_to_the_first() -> None:
    event = make_event(seats=1)
    first, second, third = (services.register(event=event, person=make_student()) for _ in range(3))
    assert [standing(row) for row in (first, second, third)] == [("held", None), ("waiting", 1), ("waiting", 2)]
    assert services.register(event=event, person=second.person) == second
    services.withdraw(registration=first)
    assert [standing(row) for row in (second, third)] == [("offered", None), ("waiting", 1)]
    run_jobs()
    assert [(one.to, one.subject.split(":")[1].strip()) for one in mail.outbox] == [
        ([second.person.email], "Tapahtuma")
    ]
    services.withdraw(registration=second)
    services.accept(registration=third)
    assert standing(third) == ("held", None)
    assert list(Registration.objects.all()) == [third]
    with pytest.raises(services.OfferOver):
        services.accept(registration=services.register(event=event, person=make_student()))


def test_a_quota_holds_its_seats_for_the_institution() -> None:
    event = make_event(seats=2, quotas={"metropolia": 1})
    rows = [services.register(event=event, person=make_student()) for _ in range(2)]
    rows.append(services.register(event=event, person=make_student("metropolia")))
    assert [standing(row)[0] for row in rows] == ["held", "waiting", "held"]
    with pytest.raises(services.SeatsInUse):
        services.save_event(event=event, values={"seats": 1, "quotas": {}}, areas=(), co_organisers=(), by=None)
    services.save_event(event=event, values={"seats": 3, "quotas": {}}, areas=("rdi",), co_organisers=(), by=None)
    assert standing(rows[1])[0] == "offered"
    draft = make_event(draft=True, quotas={"laurea": 1})
    with pytest.raises(services.QuotasTooLarge):
        services.publish(event=draft, by=None)


def test_the_state_follows_the_times() -> None:
    event = make_event(
        days=7, opens_at=timezone.now() + timedelta(days=1), closes_at=timezone.now() + timedelta(days=2)
    )
    at = [0, 1.5, 3, 7.01, 8]
    states = [event.state_at(timezone.now() + timedelta(days=days)) for days in at]
    assert states == [State.EARLY, State.OPEN, State.CLOSED, State.GOING_ON, State.OVER]
    with pytest.raises(services.NotNow):
        services.register(event=event, person=make_student())
    assert make_event(draft=True).state == State.DRAFT


def test_whoever_registered_is_told_of_the_cancelling_and_nobody_gets_in_any_more() -> None:
    event = make_event(seats=1)
    people = [make_student(), make_student()]
    rows = [services.register(event=event, person=person) for person in people]
    services.cancel(event=event, reason="Puhuja sairastui", by=None)
    run_jobs()
    assert sorted(one.to[0] for one in mail.outbox) == sorted(person.email for person in people)
    assert all("Puhuja sairastui" in one.body for one in mail.outbox)
    assert [standing(row)[0] for row in rows] == ["held", "expired"]
    event.refresh_from_db()
    with pytest.raises(services.NotNow):
        services.register(event=event, person=make_student())
    with pytest.raises(services.AlreadyCancelled):
        services.cancel(event=event, reason="Taas", by=None)


def test_reminders_and_questions_go_to_those_with_a_seat_once() -> None:
    event = make_event(days=0.5, seats=1, link="https://example.org/room")
    seated, _waiting = (services.register(event=event, person=make_student()) for _ in range(2))
    now = timezone.now()
    assert [services.remind_all(now=now), services.remind_all(now=now)] == [1, 0]
    assert (mail.outbox[0].to, "https://example.org/room" in mail.outbox[0].body) == ([seated.person.email], True)
    move(event, days=-1)
    assert [services.ask_all(now=now), services.ask_all(now=now)] == [1, 0]
    assert f"/events/answer/{seated.feedback_key}/" in mail.outbox[1].body


def test_an_answer_is_taken_once_and_shown_from_three_on() -> None:
    event = make_event()
    rows = [services.register(event=event, person=make_student()) for _ in range(3)]
    move(event, days=-1)
    taken = [
        services.answer(registration=row, grade=grade, text="") for row, grade in zip(rows, (5, 4, 3), strict=True)
    ]
    assert taken == [True, True, True]
    assert services.answer(registration=rows[0], grade=1, text="") is False
    assert queries.said_of(event) == queries.Said(3, 4.0, ())
    Feedback.objects.filter(grade=3).delete()
    assert queries.said_of(event) == queries.Said(2)


def test_names_become_counts_and_the_queue_of_a_begun_event_is_closed() -> None:
    event = make_event(seats=3)
    people = [make_student(), make_student("metropolia"), make_student("metropolia"), make_student()]
    rows = [services.register(event=event, person=person) for person in people]
    with pytest.raises(services.NotOver):
        services.mark(event=event, came=[], walked_in={}, by=None)
    move(event, days=-1)
    assert services.close_begun(now=timezone.now()) == 1
    assert standing(rows[3])[0] == "expired"
    marked = services.mark(
        event=event, came=[rows[0].pk, rows[1].pk, rows[3].pk], walked_in={None: 4, make_place().pk: 0}, by=None
    )
    assert sum(row.attended for row in marked) == 6
    assert counts(event) == {"laurea": (1, 1, 0), "metropolia": (2, 1, 0), "": (0, 0, 4)}
    assert services.reduce_old(now=event.ends + services.KEEP) == 0
    assert services.reduce_old(now=event.ends + services.KEEP + timedelta(days=1)) == 4
    assert (Registration.objects.count(), Ticket.objects.exclude(holder_ref="").count()) == (0, 0)
    assert counts(event) == {"laurea": (1, 1, 0), "metropolia": (2, 1, 0), "": (0, 0, 4)}
    services.mark(event=event, came=[], walked_in={None: 5}, by=None)
    assert counts(event)["laurea"] == (1, 1, 0)
    assert capacity.left(pools=[f"events.event:{event.pk}"])[f"events.event:{event.pk}"].is_closed


def test_whoever_is_erased_still_came_and_their_coming_seat_goes_on() -> None:
    person = make_student(display_name="Erasable Person")
    past, coming = make_event(), make_event(seats=1)
    came = services.register(event=past, person=person)
    services.register(event=coming, person=person)
    waits = services.register(event=coming, person=make_student())
    services.make_key(person=person)
    move(past, days=-1)
    services.mark(event=past, came=[came.pk], walked_in={}, by=None)
    ref, pk = f"kernel.person:{person.pk}", person.pk
    assert erasing.held_about(ref)["events.Registration"] == 2
    erased = erasing.erase_all(ref)
    assert (erased.removed["events.Registration"], erased.removed["events.CalendarKey"]) == (2, 1)
    assert queries.held_about(pk) == {"events.Registration": 0, "events.CalendarKey": 0}
    assert queries.attended_of([past.pk]) == {past.pk: 1}
    assert standing(waits)[0] == "offered"


def test_measures_count_what_was_held_and_open_to_its_rows() -> None:
    year = measures.Period(date(2021, 1, 1), date(2022, 1, 1))
    moment = timezone.make_aware(timezone.datetime(2021, 12, 31, 22))
    hackathon = make_event("ai", "rdi", kind="hackathon", starts=moment, ends=moment + timedelta(hours=1))
    after = make_event("rdi", starts=moment, ends=moment + timedelta(hours=3))
    make_event("rdi", starts=moment, ends=moment, draft=True)
    cancelled = make_event("rdi", starts=moment, ends=moment)
    services.cancel(event=cancelled, reason="Ei tilaa", by=None)
    make_event("rdi", days=3)
    AttendanceCount.objects.create(event=hackathon, organisation=make_place("metropolia"), came=2, walked_in=3)
    AttendanceCount.objects.create(event=hackathon, walked_in=7)
    AttendanceCount.objects.create(event=after, came=100)

    def asked(name, **more):
        return measures.find(name).tally(year, **more)

    assert [asked("events.events").total(), asked("events.events", area="rdi").total()] == [1, 1]
    assert [asked("events.events", area="export").total(), asked("events.events").total("metropolia")] == [0, 0]
    assert [asked(f"events.{name}").total() for name in ("hackathons", "joint")] == [1, 1]
    people = asked("events.participants")
    assert [people.total(), people.total("metropolia"), people.total("3amk")] == [12, 5, 5]
    assert list(asked("events.events").refs()) == [f"events.event:{hackathon.pk}"]
    assert shown.show(people.refs()).keys() == set(people.refs())
    services.add_cost(event=hackathon, amount=Decimal("120.50"), text="Tarjoilu", by=None)
    found = {one.key: one for one in reporting.sections(reporting.Question(year, year, ("ai",)))}["events.held"]
    rows = [(row["ref"], row["ended"], row["attended"], row["cost"]) for row in found.rows]
    assert rows == [(f"events.event:{hackathon.pk}", "2021-12-31", 12, "120.50")]
    assert Event.objects.count() == 5


def test_nothing_of_a_person_is_left_where_they_withdrew() -> None:
    person = make_student(display_name="Withdrawn Person")
    row = services.register(event=make_event(), person=person)
    services.withdraw(registration=row)
    person_pk = person.pk
    person.delete()
    assert [one for one in leftovers(["Withdrawn Person"], person_pk) if "events" in str(one)] == []
