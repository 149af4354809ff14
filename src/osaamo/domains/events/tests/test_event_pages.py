"""The pages of events."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from osaamo.domains.events import services
from osaamo.domains.events.models import Event, Feedback, Material, Registration
from osaamo.domains.events.tests.making import make_event, make_place, make_student, move
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def organiser(client):
    person = make_person(Role.TEACHER, make_place())
    client.force_login(person)
    return person


def seen(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_the_calendar_is_narrowed_and_drawn_as_a_month(client) -> None:
    shown = make_event("rdi", title={"en": "Open day"}, kind="webinar")
    shown.co_organisers.add(make_place("metropolia"))
    make_event("ai", title={"en": "Other day"})
    make_event("rdi", title={"en": "Draft day"}, draft=True)
    make_event("rdi", title={"en": "Gone day"}, days=-9)
    for query in ("area=rdi", "kind=webinar", "institution=metropolia"):
        page = seen(client.get(reverse("events"), dict([query.split("=")])))
        assert [name in page for name in ("Open day", "Other day", "Draft day", "Gone day")] == [
            True,
            False,
            False,
            False,
        ]
    assert "Gone day" in seen(client.get(reverse("events"), {"show": "over"}))
    month = f"{timezone.localtime(shown.starts):%Y-%m}"
    page = seen(client.get(reverse("events"), {"show": "month", "month": month}))
    assert ("Open day" in page, "Draft day" in page) == (True, False)
    assert client.get(reverse("events"), {"show": "month", "month": "9999-99"}).status_code == 200


def test_somebody_registers_sees_the_link_and_gives_the_seat_up(client) -> None:
    event = make_event(seats=1, link="https://example.org/room")
    address = reverse("event", args=[event.pk])
    assert "Sign in to register" in seen(client.get(address))
    client.force_login(make_student())
    assert "example.org/room" not in seen(client.get(address))
    page = seen(client.post(reverse("event-register", args=[event.pk]), follow=True))
    assert ("You have a seat." in page, "example.org/room" in page) == (True, True)
    assert "You have a seat." in seen(client.get(reverse("events-mine")))
    mine = Registration.objects.get()
    client.force_login(make_student())
    page = seen(client.post(reverse("event-register", args=[event.pk]), follow=True))
    assert ("number 1 in the queue" in page, "example.org/room" in page) == (True, False)
    assert client.post(reverse("event-withdraw", args=[mine.pk])).status_code == 404


def test_an_organiser_writes_publishes_and_cancels(client, organiser) -> None:
    values = {
        "title_fi": "Työpaja", "kind": "workshop", "owner": make_place().pk, "starts": "2099-05-01T10:00",
        "ends": "2099-05-01T09:00", "seats": "2", "quota_laurea": "1",
    }  # fmt: skip
    assert "ends before it begins" in seen(client.post(reverse("event-new"), values), 422)
    client.post(reverse("event-new"), values | {"ends": "2099-05-01T12:00"})
    event = Event.objects.get()
    assert (event.state, event.quotas, event.seats) == ("draft", {"laurea": 1}, 2)
    event.areas.create(area="gone")  # an area that no plan in force names
    assert 'value="gone"' in seen(client.get(reverse("event-edit", args=[event.pk])))
    changed = values | {"ends": "2099-05-01T12:00", "seats": "3", "areas": ["gone"]}
    client.post(reverse("event-edit", args=[event.pk]), changed)
    assert (Event.objects.get().seats, [one.area for one in event.areas.all()]) == (3, ["gone"])
    client.post(reverse("event-publish", args=[event.pk]))
    client.post(reverse("event-cost", args=[event.pk]), {"text": "Tila", "amount": "1 200,50"})
    page = seen(client.post(reverse("event-cost", args=[event.pk]), {"text": "Tila", "amount": "paljon"}), 422)
    assert ("Write an amount like" in page, "1,200.50 €" in page) == (True, True)
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x", "application/pdf")
    client.post(reverse("event-material-add", args=[event.pk]), {"title": "Kalvot", "file": pdf})
    made = Material.objects.get()
    answer = client.get(reverse("event-material", args=[event.pk, made.pk]))
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    bad = SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")
    sent = client.post(reverse("event-material-add", args=[event.pk]), {"title": "x", "file": bad})
    assert "Choose a PDF" in seen(sent, 422)
    page = seen(client.post(reverse("event-cancel", args=[event.pk]), {"reason": "Ei tilaa"}, follow=True))
    assert "The event is cancelled: Ei tilaa" in page
    client.force_login(make_person(Role.TEACHER, make_place("metropolia")))
    assert client.post(reverse("event-publish", args=[event.pk])).status_code == 403


def test_who_came_is_written_down_and_goes_along_as_counts(client, organiser) -> None:
    event = make_event()
    rows = [services.register(event=event, person=make_student(display_name=name)) for name in ("Aa Bb", "Cc Dd")]
    move(event, days=-1)
    place = make_place().pk
    sent = {"came": [rows[0].pk], f"in_{place}": "3", "in_others": "0"}
    page = seen(client.post(reverse("event-attendance", args=[event.pk]), sent, follow=True))
    assert "Who came is written down." in page
    file = client.get(reverse("events-attendance-file")).content.decode("utf-8-sig")
    assert file.splitlines()[1].split(";")[2:] == ["laurea", "2", "1", "3"]
    assert "Aa Bb" not in file
    client.force_login(make_student())
    assert client.get(reverse("events-attendance-file")).status_code == 403
    assert client.get(reverse("event-attendance", args=[event.pk])).status_code == 403


def test_an_answer_needs_no_sign_in_and_is_given_once(client) -> None:
    event = make_event()
    row = services.register(event=event, person=make_student())
    address = reverse("event-answer", args=[row.feedback_key])
    assert "not over yet" in seen(client.post(address, {"grade": "4"}))
    move(event, days=-1)
    assert client.post(address, {"grade": "7"}).status_code == 422
    client.post(address, {"grade": "4", "text": "Hyvä"})
    assert list(Feedback.objects.values_list("event", "grade", "text")) == [(event.pk, 4, "Hyvä")]
    assert client.get(address).status_code == 404


def test_feeds_tell_links_to_their_owner_only_until_the_key_is_taken_back(client) -> None:
    event = make_event("rdi", link="https://example.org/room", title={"en": "Open day"})
    public = client.get(reverse("events-feed")).content
    entry = Calendar.from_ical(public).walk("VEVENT")[0]
    assert (str(entry["summary"]), entry["dtstart"].dt) == ("Open day", event.starts.replace(microsecond=0))
    assert b"example.org/room" not in public
    person = make_student()
    services.register(event=event, person=person)
    client.force_login(person)
    page = seen(client.post(reverse("events-calendar-key")))
    address = page.split("<code>")[1].split("</code>")[0].split("testserver")[-1]
    client.logout()
    assert b"example.org/room" in client.get(address).content
    client.force_login(person)
    client.post(reverse("events-calendar-key"), {"revoke": ""})
    assert client.get(address).status_code == 404
    assert client.get(reverse("events-area-feed", args=["nowhere"])).status_code == 404


def test_the_demo_has_the_dated_rows_of_2021_and_two_to_come() -> None:
    for code in ("laurea", "metropolia", "haaga-helia"):
        make_place(code)
    on = timezone.localdate()
    plan = files("osaamo") / "web" / "demo" / "plan"
    offering, activities = (
        yaml.safe_load((plan / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("offering", "activities")
    )
    rows = {
        "events": offering["events_2021"], "activities": activities["activities_2021"],
        "on": on, "people": {"student": make_student()},
    }  # fmt: skip
    assert (services.load_demo(**rows), services.load_demo(**rows)) == (len(rows["events"]) + 2, 0)
    past = Event.objects.filter(is_approximate=True)
    assert past.count() == len(rows["events"])
    assert not past.filter(attendance__isnull=False).exists()
    webinar = past.get(key="ev21-open-rdi")
    assert timezone.localtime(webinar.starts).date() == date(2021, 8, 1)
    assert timezone.localtime(webinar.ends).date() == date(2021, 9, 30)
    assert Registration.objects.get().event.key == "sample-ai-hackathon"
