"""A quarter in a real browser: prepared and approved by the group, read and frozen by a rector, read by a visitor."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone

from osaamo.domains.governance.models import Evaluation, Meeting, Report
from osaamo.domains.governance.queries import quarter_of
from osaamo.domains.governance.services import load_bodies, load_demo
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.web import demo
from osaamo.web.management.commands.load_demo import load_alliance

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def no_complaints(page):
    page.wait_for_load_state("networkidle")
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def become(page, site, person):
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_a_quarter_is_prepared_approved_frozen_and_read(open_page, site, width, scheme):
    load_alliance()
    alliance = Organisation.objects.get(code="3amk")
    load_bodies(data=demo.plan("bodies")["bodies"], organisation=alliance)
    today = timezone.localdate()
    load_demo(on=today, people={})
    member, rector = make_person(Role.STEERING_MEMBER, alliance), make_person(Role.RECTOR, alliance)
    page = open_page("/en/governance/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    no_complaints(page)
    become(page, site, member)
    meeting = Meeting.objects.get(body__key="rehtorikollegio")
    asked = quarter_of(today).before.before
    page.goto(f"{site}/en/governance/reports/")
    no_complaints(page)
    page.get_by_role("listitem").filter(has_text="learning").filter(has_text=str(asked)).get_by_role("button").click()
    page.select_option("select[name=kind]", "comment")
    page.locator("textarea[name=text]").fill("We are ready")
    page.get_by_role("button", name="Add to the report").click()
    no_complaints(page)
    page.get_by_role("button", name="Approve for the group").click()
    page.get_by_text("The report is approved.").wait_for()
    for path in (
        "bodies/rehtorikollegio/",
        f"meetings/{meeting.pk}/",
        f"evaluations/{Evaluation.objects.get().pk}/",
        "experts/mine/",
    ):
        page.goto(f"{site}/en/governance/{path}")
        no_complaints(page)
    become(page, site, rector)
    page.goto(f"{site}/en/governance/council/{asked.year}/{asked.number}/")
    no_complaints(page)
    page.get_by_role("link", name="Open the whole report").first.click()
    page.get_by_role("button", name="Freeze for the council").click()
    page.get_by_text("checked: unchanged").wait_for()
    no_complaints(page)
    assert Report.objects.filter(state="frozen").count() == 9
