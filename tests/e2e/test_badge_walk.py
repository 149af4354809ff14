"""A badge from evidence to a stranger's check, and the pages of credits; axe looks at every page, on a small screen."""

from django.utils import timezone
from tests.e2e.looking import log_in, no_complaints

from osaamo.connectors.openbadges_keys import new_keys
from osaamo.domains.badges.services import load_demo as load_badges
from osaamo.domains.credits.services import load_demo as load_credits
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.web import demo


def see(page, site, *paths):
    for path in paths:
        page.goto(f"{site}/en/{path}")
        no_complaints(page)


def test_evidence_becomes_a_badge_that_a_stranger_checks(open_page, site, settings):
    settings.OSAAMO_BADGE_KEYS, settings.OSAAMO_ADDRESS = new_keys(bits=2048), site
    page = open_page("/en/", viewport={"width": 320, "height": 900}, bypass_csp=True)
    school, alliance = Organisation.objects.get(code="haaga-helia"), Organisation.objects.get(code="3amk")
    learner, teacher = make_person(preferred_language="en"), make_person(Role.TEACHER, school)
    Membership.objects.create(person=teacher, organisation=school, role=Role.PLANNER, starts="2026-01-01")
    Membership.objects.create(person=teacher, organisation=alliance, role=Role.STEERING_MEMBER, starts="2026-01-01")
    load_badges(rows=demo.badges(), holder=None)
    load_credits(on=timezone.localdate(), people={"student": learner, "counsellor": teacher})

    log_in(page, site, learner)
    see(page, site, "badges/", "badges/mine/", "tutoring/", f"tutoring/work/{learner.tutoring.get().pk}/", "badges/")
    page.get_by_role("link", name="Peer tutor").click()
    no_complaints(page)
    page.fill("#id_text", "I guided a group of 14.")
    page.get_by_role("button", name="Hand in").click()

    log_in(page, site, teacher)
    see(page, site, "badges/claims/")
    page.get_by_label("Approve: the badge is given").check()
    page.get_by_role("button", name="Decide").click()
    see(page, site, "badges/new/", "credits/", "credits/rows/", "credits/rules/", "credits/rules/draft/")
    see(page, site, "credits/imports/", "credits/reconcile/", "tutoring/waiting/", "tutoring/new/")
    badge = learner.badges.get()
    see(page, site, f"badges/{badge.badge_id}/change/", f"badges/awards/{badge.key}/")

    log_in(page, site, learner)
    see(page, site, "badges/mine/")
    page.get_by_label("Everybody with its address, with the evidence and the files").check()
    page.get_by_role("button", name="Save").click()

    page.context.clear_cookies()
    see(page, site, f"badges/awards/{badge.key}/")
    page.get_by_role("button", name="Check it now").click()
    assert page.locator("#verdict").inner_text() == "Valid"
    no_complaints(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG").click()
    see(page, site, "badges/check/")
    page.set_input_files("#file", download.value.path())
    page.get_by_role("button", name="Check").click()
    assert page.locator("#verdict").inner_text() == "Valid"
    no_complaints(page)
