"""A quarter from its draft to an operational row: the director prepares, an area comments, the chair approves and it
freezes, the council reads it on one screen, the evaluator opens a number to its rows; then a row changes.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.e2e.looking import log_in, no_complaints

from osaamo.domains.finance.services import load_budget
from osaamo.domains.governance import services
from osaamo.domains.governance.models import AgendaItem, Body, Report
from osaamo.domains.governance.queries import quarter_of
from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.offering.models import Realisation
from osaamo.domains.offering.tests.making import make_module, make_realisation
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.web import demo
from osaamo.web.management.commands.load_plan import load_steering

TITLE = {"fi": "rehtorikollegiolle", "sv": "rektorskollegiet", "en": "for the rectors’ council"}
FORMS = ("pdf", "xlsx")


def test_a_quarter_is_prepared_frozen_read_and_audited_down_to_a_row(open_page, site):
    asked = quarter_of(timezone.localdate()).before
    people, group = prepare(asked)
    page = open_page("/en/governance/", viewport={"width": 1440, "height": 900}, bypass_csp=True)
    log_in(page, site, people["director"])
    page.goto(f"{site}/en/governance/reports/")
    page.get_by_role("listitem").filter(has_text=group.name["en"]).filter(has_text=str(asked)).get_by_role(
        "button"
    ).click()
    report = Report.objects.get()
    address = f"{site}/en/governance/reports/{report.pk}/"
    say(page, kind="ask", text="The council is asked to decide on the intensive weeks.")
    assert "no one named" in page.locator("section", has=page.locator("#voices")).inner_text()

    log_in(page, site, people["lead"])
    page.goto(f"{site}/en/plan/mine/")
    page.get_by_role("link", name="Comment the report of").click()
    assert page.url == address
    no_complaints(page)
    say(page, kind="comment", area="learning", text="The paths are full.")

    log_in(page, site, people["chair"])
    page.goto(address)
    assert "has not commented" in page.locator("section", has=page.locator("#voices")).inner_text()
    page.locator("input[name=without]").fill("Two areas have no lead yet.")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("checked: unchanged").wait_for()
    assert AgendaItem.objects.get().note.report == report

    log_in(page, site, people["rector"])
    for language, title in TITLE.items():
        page.goto(f"{site}/{language}/governance/council/{asked.year}/{asked.number}/")
        assert title in page.inner_text("h1")
        for anchor in ("asks", "late", "changed"):
            box = page.locator(f"section[aria-labelledby={anchor}]").bounding_box()
            assert box["y"] + box["height"] <= 900, (language, anchor)
    no_complaints(page)
    page.locator("table .gov-num a").first.click()
    assert "?only=good#rows" in page.url

    audit(page, site, people["evaluator"], group, asked, address)


def audit(page, site, evaluator, group, asked, address):
    """The evaluator opens a number of the frozen report to its rows; a row goes, and only the live number follows."""
    log_in(page, site, evaluator)
    page.goto(f"{site}/en/governance/evaluations/")
    page.get_by_role("link", name="How the alliance works").click()
    no_complaints(page)
    page.get_by_role("main").get_by_role("link", name=f"{group.name['en']} {asked}").click()
    frozen, files = page.inner_text("main"), papers(page, address)
    row = page.get_by_role("row").filter(has_text="Study modules offered as competence paths and intensives")
    assert row.locator("td").first.inner_text() == "2"
    row.get_by_role("link").click()
    page.get_by_role("link", name="Path 1", exact=True).click()
    assert page.inner_text("h1") == "Path 1"
    assert page.goto(f"{site}/en/governance/bodies/{group.key}/").ok
    assert page.get_by_role("button", name="Call the meeting").count() == 0

    live = f"{site}/en/indicators/IND-LEARN-01/rows/?year={asked.year}"
    page.goto(live)
    assert "2 rows are behind the number." in page.inner_text("main")
    Realisation.objects.get(module__name__en="Path 1").delete()
    page.goto(live)
    assert "1 row is behind the number." in page.inner_text("main")
    page.goto(address)
    assert page.inner_text("main") == frozen
    assert papers(page, address) == files


def prepare(asked):
    """The plan, its bodies and two paths held in the quarter; who takes part, and the group whose report it is."""
    load_steering()
    alliance, laurea = Organisation.objects.get(code="3amk"), Organisation.objects.get(code="laurea")
    load_budget(data=demo.plan("budget"), organisation=alliance)
    load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
    services.load_bodies(data=demo.plan("bodies")["bodies"], organisation=alliance)
    group, council = Body.objects.get(key="sg-learning"), Body.objects.get(key="rehtorikollegio")
    for number in (1, 2):
        module = make_module("path", laurea, name={"en": f"Path {number}"})
        day = asked.period.start + timedelta(days=number)
        make_realisation(module, "planned", "held", starts=day, ends=day)
    people = {
        "director": make_person(Role.STEERING_MEMBER, alliance),
        "lead": make_person(Role.PLANNER, laurea),
        "chair": make_person(Role.TEACHER, laurea),
        "rector": make_person(Role.RECTOR, laurea),
        "evaluator": make_person(),
    }
    today = timezone.localdate()
    services.name_lead(alliance=alliance, area="learning", person=people["lead"], starts=today, by=None)
    services.seat(body=group, organisation=laurea, role="chair", starts=today, by=None, person=people["chair"])
    services.call_meeting(body=council, day=today + timedelta(days=7), by=None)
    row = services.open_evaluation(
        organisation=alliance, title="How the alliance works", scope="All of it.", starts=today,
        ends=today + timedelta(days=30), by=None,
    )  # fmt: skip
    services.let_in(evaluation=row, person=people["evaluator"], until=today, by=None)
    return people, group


def say(page, *, kind, text, area=""):
    """Write a note into the report that is open in the browser."""
    page.select_option("select[name=kind]", kind)
    page.select_option("select[name=area]", area)
    page.locator("section[aria-labelledby=say] textarea[name=text]").fill(text)
    page.get_by_role("button", name="Add to the report").click()
    page.get_by_text("It is in the report.").wait_for()


def papers(page, address):
    """The report as files, as the browser gets them."""
    return {form: page.request.get(f"{address}report.{form}").body() for form in FORMS}
