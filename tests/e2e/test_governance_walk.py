"""The pages of governance on a small dark screen: a quarter prepared and approved by the group, read by a rector."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.e2e.looking import log_in, no_complaints

from osaamo.domains.governance.models import Evaluation, Meeting, Report
from osaamo.domains.governance.queries import quarter_of
from osaamo.domains.governance.services import load_bodies, load_demo
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.web import demo
from osaamo.web.management.commands.load_demo import load_alliance


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_a_quarter_is_prepared_approved_and_read_on_a_small_screen(open_page, site, width, scheme):
    load_alliance()
    alliance = Organisation.objects.get(code="3amk")
    load_bodies(data=demo.plan("bodies")["bodies"], organisation=alliance)
    today = timezone.localdate()
    load_demo(**demo.plan("governance"), on=today, people={})
    member, rector = make_person(Role.STEERING_MEMBER, alliance), make_person(Role.RECTOR, alliance)
    page = open_page("/en/governance/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    no_complaints(page)
    log_in(page, site, member)
    meeting = Meeting.objects.filter(body__key="rehtorikollegio", held=True).first()
    asked = quarter_of(today).before.before
    page.goto(f"{site}/en/governance/reports/")
    no_complaints(page)
    page.get_by_role("listitem").filter(has_text="learning").filter(has_text=str(asked)).get_by_role("button").click()
    page.select_option("select[name=kind]", "comment")
    page.select_option("select[name=area]", "learning")
    page.locator("textarea[name=text]").fill("We are ready")
    page.get_by_role("button", name="Add to the report").click()
    no_complaints(page)
    page.locator("input[name=without]").fill("Their leads are not named yet")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("The report is approved and frozen.").wait_for()
    for path in (
        "bodies/rehtorikollegio/",
        f"meetings/{meeting.pk}/",
        f"evaluations/{Evaluation.objects.get().pk}/",
        "experts/mine/",
    ):
        page.goto(f"{site}/en/governance/{path}")
        no_complaints(page)
    log_in(page, site, rector)
    page.goto(f"{site}/en/governance/council/{asked.year}/{asked.number}/")
    no_complaints(page)
    page.get_by_role("link", name="Steering group for learning activities").first.click()
    page.get_by_text("checked: unchanged").wait_for()
    no_complaints(page)
    assert Report.objects.filter(state="frozen").count() == 9
