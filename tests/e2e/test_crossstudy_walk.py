"""A student searches, enrols elsewhere, waits, takes the offered seat, and sees the credit at home and the badge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.e2e.looking import no_complaints

from osaamo.domains.badges.tests.making import keys, make_badge
from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, Side, Wish
from osaamo.domains.crossstudy.models import Enrolment, Party
from osaamo.domains.crossstudy.tests.making import make_parties, make_student, settle
from osaamo.domains.offering.models import Realisation
from osaamo.domains.offering.views import site_catalogue
from osaamo.engine import Shelf
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import offers

BADGE = "Budget maker"
ENROL = "/enrol"


@pytest.fixture
def run(site, settings, tmp_path, monkeypatch):
    """Metropolia's run of the course on budgets, with one seat; who passes it gets a badge."""
    settings.OSAAMO_CACHE_DIR = tmp_path
    settings.OSAAMO_BADGE_KEYS, settings.OSAAMO_ADDRESS = keys(), site
    monkeypatch.setattr(site_catalogue, "shelf", Shelf(site_catalogue.read_catalogue))
    found = Realisation.objects.get(key__contains="bu-1")
    today = timezone.localdate()
    Realisation.objects.filter(pk=found.pk).update(
        seats=1, starts=today + timedelta(days=20), ends=today + timedelta(days=90)
    )
    make_badge(found.host, kind="grade", course=found.item.key, name=BADGE)
    # A server does this when it starts.
    site_catalogue.warm_up()
    return found


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_enrol_wait_accept_complete_and_repair(open_page, site, run, width, scheme):
    parties = make_parties()
    student = make_student(parties["haaga-helia"])
    before = make_student(parties["laurea"], name="Earlier")
    offer = offers.find(ref_of(run))
    earlier = services.enrol(person=before, offer=offer, audience=Audience.DEGREE, language="fi")
    settle()

    def window(person):
        page = open_page("/en/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        client = Client()
        client.force_login(person)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return page

    page = window(student)
    search(page, site)
    assert page.get_by_text("All seats are taken. You can join the waiting list.").is_visible()
    page.check("input[name=understood]")
    page.locator("main .button").click()
    settle()
    page.reload()
    no_complaints(page)
    assert page.get_by_text("You are number 1 in the queue.").is_visible()

    services.wish(enrolment=earlier, wish=Wish.WITHDRAW, who=before)
    settle()
    page.reload()
    no_complaints(page)
    page.get_by_role("button", name="Take the seat").click()
    settle()
    page.goto(f"{site}/en/crossstudy/")
    no_complaints(page)
    assert page.locator(".cs-tag.cs-enrolled").is_visible()

    teacher = window(make_person(Role.PLANNER, parties["metropolia"].organisation, display_name="Elina Korpela"))
    teacher.goto(f"{site}/en/crossstudy/desk/")
    no_complaints(teacher)
    teacher.locator(".cs-rows a").first.click()
    no_complaints(teacher)
    teacher.select_option("#grade", "1:5")
    teacher.locator("button[value=grade]").click()
    no_complaints(teacher)
    settle()
    page.locator(".cs-rows a").first.click()
    no_complaints(page)
    assert page.get_by_text("You need not apply for it.").is_visible()
    page.goto(f"{site}/en/badges/mine/")
    no_complaints(page)
    assert page.get_by_text(f"{BADGE} en").first.is_visible()

    repair(window, site, parties, offer)


def search(page, site):
    """From the catalogue to the form: an inflected word finds the course, its run leads to enrolment."""
    page.goto(f"{site}/en/studies/")
    page.get_by_role("searchbox").fill("budjetin")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", level=3).get_by_role("link", name="Budgeting").click()
    page.locator(f"main a[href*='{ENROL}']").first.click()
    no_complaints(page)


def repair(window, site, parties: dict[str, Party], offer):
    """The register of one student is wrong; the office mends the message and it goes."""
    other = make_student(parties["laurea"], name="Wrong")
    other.study_rights.update(citizenship="FIN")
    row = services.enrol(person=other, offer=offer, audience=Audience.DEGREE, language="fi")
    office = window(make_person(Role.PLANNER, parties["laurea"].organisation))
    office.goto(f"{site}/en/crossstudy/desk/")
    no_complaints(office)
    office.get_by_role("link", name="CREATE_REGISTRATION_REQUEST").click()
    no_complaints(office)
    office.fill("#fault-1", "246")
    office.locator("button[value=resend]").click()
    settle()
    assert Enrolment.objects.get(key=row.key, side=Side.HOST).state == "queued"
