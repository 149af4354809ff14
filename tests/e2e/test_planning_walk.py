"""A path planned, published and run, and a table imported and mended in a real browser; axe looks at every page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.e2e.looking import no_complaints

from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person, run_jobs

TABLE = "Koodi;Nimi;op\nK1;Kemia;3\nK2;Fysiikka;monta\n"


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark")])
def test_plan_publish_import_mend(open_page, site, width, scheme):
    planner = make_person()
    laurea = Organisation.objects.get(code="laurea")
    Membership.objects.create(person=planner, organisation=laurea, role=Role.PLANNER, starts="2026-01-01")
    client = Client()
    client.force_login(planner)
    page = open_page("/en/", viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/en/planning/")
    no_complaints(page)
    page.get_by_role("link", name="New path, intensive or module").first.click()
    page.fill("#id_name_en", "Data path")
    page.fill("#id_learning_outcomes_en", "Uses data.")
    page.fill("#id_code", "P1")
    page.fill("#id_credits", "5")
    page.fill("#id_optional_credits", "0")
    page.fill("#id_parts", "ml")
    no_complaints(page)
    page.get_by_role("button", name="Save").click()
    no_complaints(page)
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="New realisation").click()
    page.fill("#id_key", "P1-1")
    page.fill("#id_starts", "2099-01-11")
    page.fill("#id_seats", "20")
    page.fill("#id_quotas", "laurea:5")
    page.get_by_role("button", name="Save").click()
    page.select_option("#id_state", "cancelled")
    page.fill("#id_reason", "Too few.")
    page.get_by_role("button", name="Change the state").click()
    assert "Too few." in page.locator(".pl-history").inner_text()
    no_complaints(page)
    page.goto(f"{site}/en/planning/channels/")
    no_complaints(page)
    page.goto(f"{site}/en/imports/")
    page.select_option("#id_institution", str(laurea.pk))
    page.select_option("#id_format", "table")
    page.set_input_files("#id_file", {"name": "a.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    no_complaints(page)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Keep the columns and try").click()
    no_complaints(page)
    page.get_by_role("button", name="Import", exact=True).click()
    run_jobs()
    page.reload()
    page.get_by_role("link", name=re.compile("^Row ")).click()
    no_complaints(page)
    page.fill("#cell-credits", "4")
    page.get_by_role("button", name="Save and import").click()
    assert "The record is imported." in page.locator("body").inner_text()
