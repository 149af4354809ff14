"""A proposal from draft to the public timeline in a real browser; axe looks at every page on the way."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.e2e.looking import log_in, no_complaints

from osaamo.domains.evaluation.services import install_criteria, load_demo
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person, run_jobs


def at_school(code, role):
    person = make_person()
    Membership.objects.create(
        person=person, organisation=Organisation.objects.get(code=code), role=role, starts="2026-01-01"
    )
    return person


def propose(page, site):
    page.goto(f"{site}/en/proposals/new/")
    no_complaints(page)
    page.fill("#id_title_en", "Data of services")
    page.check("input[name=kind][value=module]")
    page.locator("#proposal-form .button").click()
    page.fill("#id_summary_en", "Students facilitate a workshop in service design and use machine learning.")
    page.fill("#id_theme", "Data")
    page.fill("#id_evidence", "Three companies ask for it.")
    page.fill("#id_evidence_source", "https://example.fi/minutes")
    no_complaints(page)
    page.locator("#proposal-form button[value=send]").click()
    assert re.search(r"/proposals/\d+/$", page.url)


def review(desk, site, score):
    desk.goto(f"{site}/en/proposals/reviews/")
    no_complaints(desk)
    desk.get_by_role("link", name="Data of services").click()
    for criterion in desk.locator(".ev-criterion").all():
        criterion.locator(f"input[value='{score}']").check()
        criterion.locator("textarea").fill("As the sentence says.")
    no_complaints(desk)
    desk.locator("button[value=close]").click()
    no_complaints(desk)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_propose_review_decide_follow(open_page, site, width, scheme):
    install_criteria(on=date(2020, 1, 1))
    owner, planner = at_school("laurea", Role.TEACHER), at_school("laurea", Role.PLANNER)
    reviewers = [at_school("haaga-helia", Role.TEACHER), at_school("metropolia", Role.RDI)]

    def window(person):
        page = open_page("/en/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        log_in(page, site, person)
        return page

    page = window(owner)
    propose(page, site)
    proposal = page.url
    run_jobs()
    office = window(planner)
    office.goto(f"{site}/en/proposals/board/")
    no_complaints(office)
    office.get_by_role("link", name="Data of services").click()
    for reviewer in reviewers:
        choice = office.locator("#reviewer option").filter(has_text=reviewer.display_name)
        office.select_option("#reviewer", choice.get_attribute("value"))
        office.locator("form[action*=reviewers] button").click()
    no_complaints(office)
    for number, reviewer in enumerate(reviewers):
        desk = window(reviewer)
        review(desk, site, 4 - number)
    office.reload()
    office.check("input[name=outcome][value=pass]")
    office.fill("#id_reasons", "Needed, and three schools bring their strengths.")
    office.fill("#id_next_on", "2099-01-31")
    no_complaints(office)
    office.locator("form[action*=decision] .button").click()
    no_complaints(office)
    visitor = open_page("/en/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    visitor.goto(proposal)
    shown = visitor.inner_text("main")
    assert "Needed, and three schools bring their strengths." in shown
    assert "mean 3.50 of 5 from 2 reviews" in shown
    assert reviewers[0].display_name not in shown
    no_complaints(visitor)
    load_demo(on=owner.created_at.date(), people={"teacher": owner})
    for path in ("proposals/", "proposals/calls/", "proposals/criteria/"):
        visitor.goto(f"{site}/en/{path}")
        no_complaints(visitor)
    for path in ("proposals/mine/", "incentives/"):
        page.goto(f"{site}/en/{path}")
        no_complaints(page)
