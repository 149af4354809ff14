"""The plan in a real browser: read by a visitor, worked on by a member of the steering group; axe looks at each page."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.e2e.looking import no_complaints

from osaamo.domains.steering.models import PlanVersion, Progress
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.web.management.commands.load_plan import load_steering


def follow(page, name):
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    no_complaints(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_a_visitor_reads_the_plan_and_a_member_works_on_it(open_page, site, width, scheme):
    load_steering()
    page = open_page("/fi/plan/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    no_complaints(page)
    assert "3AMK toimintasuunnitelma 2021-2024" in page.inner_text("h1")
    follow(page, "ZONE liikuntapalvelut")
    follow(page, "Uuden online-palvelun käynnistäminen")
    assert "1-3/2021" in page.inner_text("main")
    for path in ("timeline/", "timeline/?as=table", "conflicts/"):
        page.goto(f"{site}/fi/plan/{path}")
        no_complaints(page)
        if path == "timeline/?as=table":
            row = page.get_by_role("row").filter(has_text="A21-LEARN-07").inner_text()
            assert "Kevät 2021" in row
            assert "31.7.2021" in row

    member = make_person(display_name="Ohjaaja")
    alliance = Organisation.objects.get(code="3amk")
    Membership.objects.create(person=member, organisation=alliance, role=Role.STEERING_MEMBER, starts="2026-01-01")
    client = Client()
    client.force_login(member)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/en/plan/activities/A21-LEARN-07/progress/")
    page.select_option("#owner-form select[name=owner]", label="Ohjaaja")
    page.locator("#owner-form button").click()
    page.get_by_text("The owner is set.").wait_for()
    page.check("#progress-form input[value=under_way]")
    page.fill("#progress-form input[name=percent]", "40")
    page.locator("#progress-form button").click()
    no_complaints(page)
    row = Progress.objects.get(key="A21-LEARN-07")
    assert (row.owner, row.phase, row.percent) == (member, "under_way", 40)
    page.goto(f"{site}/en/plan/mine/")
    no_complaints(page)
    assert "Principles for credit statistics" in page.inner_text("main")
    page.goto(f"{site}/en/plan/versions/")
    page.locator("main form button").click()
    no_complaints(page)
    draft = PlanVersion.objects.exclude(year=2021).get()
    page.goto(f"{site}/en/plan/versions/{draft.year}/items/activity/A21-LEARN-07/")
    page.fill("input[name=title_en]", "Common principles for credit statistics")
    no_complaints(page)
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_text("Saved in the draft.").wait_for()
    page.goto(f"{site}/en/plan/versions/{draft.year}/changes/")
    no_complaints(page)
    assert page.inner_text("main del") == "Principles for credit statistics"
    assert page.inner_text("main ins") == "Common principles for credit statistics"
