"""A teacher improves a weak draft in a real browser and takes it out; axe looks at every page on the way."""

from __future__ import annotations

import json
from pathlib import Path

from test_evaluation_walk import at_school, log_in, no_complaints

from osaamo.competence.keeping import forget_all
from osaamo.competence.services import read_texts
from osaamo.domains.offering.services import load_demo as load_courses
from osaamo.domains.teaching.models import Draft
from osaamo.domains.teaching.queries import parts
from osaamo.domains.teaching.services import load_demo, read_catalogue
from osaamo.domains.teaching.tests.fakes import FakeDesigner, FakeGoals
from osaamo.kernel.models import Role

TWIN = """Opiskelija laatii SQL-kyselyn tietokantaan.
Opiskelija visualisoi tiedon.
Opiskelija suojaa henkilötiedot tietosuoja-asetuksen mukaan.
Opiskelija soveltaa koneoppimista ennusteen laatimiseen."""


def saved(page):
    page.wait_for_function("document.getElementById('desk-state').textContent.startsWith('Saved and checked')")


def test_a_weak_draft_gets_better_and_leaves_as_ripa(open_page, site, monkeypatch):
    monkeypatch.setattr(parts, "_designer", lambda _engine: FakeDesigner())
    monkeypatch.setattr(parts, "_goal_reader", lambda _engine: FakeGoals())
    load_courses(
        rows=[
            {
                "id": "twin", "institution": "laurea", "code": "twin", "name": {"fi": "Datan hyödyntäminen"},
                "learning_outcomes": {"fi": TWIN}, "credits": 5, "mode": "online", "realisations": [],
            }
        ]
    )  # fmt: skip
    read_texts()
    read_catalogue()
    forget_all()
    teacher = at_school("metropolia", Role.TEACHER)
    load_demo(teacher=teacher)
    page = open_page("/en/", viewport={"width": 320, "height": 900}, color_scheme="dark", bypass_csp=True)
    log_in(page, site, teacher)
    page.goto(f"{site}/en/teaching/")
    no_complaints(page)
    page.get_by_role("link", name="Data palvelujen kehittämisessä").click()
    assert "“ymmärtää” cannot be seen in an assessment" in page.inner_text("#fb-outcomes")
    no_complaints(page)
    outcomes = page.locator("#id_outcomes")
    rewrite = page.locator("#fb-outcomes button[name=apply]").first
    change = rewrite.get_attribute("value").split(":", 3)[3]
    rewrite.click()
    saved(page)
    assert change in outcomes.input_value()
    page.locator("#fb-add button[name=apply]").first.click()
    page.wait_for_function("document.getElementById('id_outcomes').value.includes('koneoppimista')")
    outcomes.press("End")
    page.keyboard.type(" loppuun", delay=20)
    page.wait_for_function("!document.getElementById('fb-add').textContent.includes('koneoppimista')")
    assert page.evaluate("document.activeElement.id") == "id_outcomes"
    saved(page)
    no_complaints(page)
    page.get_by_role("link", name="What changed since").click()
    assert "koneoppimista" in page.inner_text(".td-diff ins >> nth=-1")
    no_complaints(page)
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="RIPA (JSON)").click()
    unit = json.loads(Path(download.value.path()).read_bytes())["courseUnits"][0]
    assert (
        unit["objective"]["values"]["fi"]
        == Draft.objects.get(person=teacher, title__fi__startswith="Data").outcomes["fi"]
    )
    page.goto(f"{site}/en/teaching/goals/?shown=all")
    no_complaints(page)
