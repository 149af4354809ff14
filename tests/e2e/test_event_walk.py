"""The events in a real browser: found and registered for, then counted by an organiser; axe looks at each page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests.e2e.looking import complaints

from osaamo.domains.events import services
from osaamo.domains.events.models import Event
from osaamo.domains.events.tests.making import make_student, move
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.web import demo


def no_complaints(page):
    assert complaints(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def sign_in(page, site, person):
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_somebody_registers_and_an_organiser_counts_who_came(open_page, site, width, scheme):
    services.load_demo(
        events=demo.plan("offering")["events_2021"],
        activities=demo.plan("activities")["activities_2021"],
        on=timezone.localdate(),
        people={},
    )
    page = open_page("/en/events/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    no_complaints(page)
    for query in ("show=over", "show=month"):
        page.goto(f"{site}/en/events/?{query}")
        no_complaints(page)
    page.goto(f"{site}/en/events/")
    page.get_by_role("link", name="AI hackathon: small help for everyday life").click()
    page.get_by_role("link", name="Register as a guest").click()
    no_complaints(page)
    sign_in(page, site, make_student())
    page.goto(f"{site}/en/events/")
    page.get_by_role("link", name="AI hackathon: small help for everyday life").click()
    page.get_by_role("button", name="Register", exact=True).click()
    page.get_by_text("You have a seat.").wait_for()
    no_complaints(page)
    page.goto(f"{site}/en/events/mine/")
    no_complaints(page)

    sign_in(page, site, make_person(Role.RDI, Organisation.objects.get(code="metropolia")))
    event = Event.objects.get(key="sample-ai-hackathon")
    page.goto(f"{site}/en/events/{event.pk}/edit/")
    no_complaints(page)
    move(event, days=-1)
    page.goto(f"{site}/en/events/{event.pk}/attendance/")
    page.get_by_label("(Laurea)").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Who came is written down.").wait_for()
    no_complaints(page)
    assert [(row.organisation.code, row.came) for row in event.attendance.all()] == [("laurea", 1)]
