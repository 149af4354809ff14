"""The samples of a planner's first Monday: degree programmes, enrolments of earlier years, a scenario."""

from __future__ import annotations

from datetime import date

import pytest

from osaamo.domains.foresight import services
from osaamo.domains.foresight.models import PastRun, PortfolioScenario
from osaamo.domains.offering.models import CourseUnit, DegreeProgramme
from osaamo.domains.offering.services import load_degrees, load_demo
from osaamo.kernel.tests.making import make_organisation
from osaamo.web import demo

TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.django_db


def test_the_sample_history_and_scenario_are_written_once() -> None:
    place = make_organisation("3amk", kind="alliance")
    rows = demo.history(TODAY)
    known = {row["id"] for row in demo.rows("courses")} | {row["id"] for row in demo.offering(TODAY)["modules"]}
    assert {row["starts"][:4] for row in rows} == {"2022", "2023", "2024", "2025"}
    assert {row["key"] for row in rows} <= known
    assert {row["starts"][:4] for row in demo.history(date(2030, 1, 2))} == {"2026", "2027", "2028", "2029"}
    PastRun.objects.create(key="real", starts=date(2020, 1, 8), asked=1, admitted=1)
    for _ in range(2):
        assert services.load_past_runs(rows=rows) == len(rows)
        scenario = services.load_sample_portfolio(organisation=place, who=None)
    assert (PastRun.objects.count(), PortfolioScenario.objects.get()) == (len(rows) + 1, scenario)
    scenario.refresh_from_db()
    assert (scenario.limits["count"], scenario.limits["sizes"]) == (16, [16, 22, 30])
    services.load_past_runs(rows=rows[:1])
    assert PastRun.objects.count() == 2, "rows that left the samples go, others stay"


def test_the_sample_courses_belong_to_degree_programmes_of_three_schools() -> None:
    schools = [make_organisation(code) for code in ("haaga-helia", "laurea", "metropolia")]
    for _ in range(2):
        assert load_degrees(rows=demo.degrees()) == 16
        load_demo(rows=demo.courses(TODAY))
    for school in schools:
        own = DegreeProgramme.objects.filter(institution=school)
        assert all(row.courseunits.exists() and set(row.name) == {"fi", "sv", "en"} for row in own)
        assert {row.level for row in own} <= {6, 7}
    python = CourseUnit.objects.get(key="hh-python-basics")
    assert [row.key for row in python.degrees.all()] == ["haaga-helia:bit", "metropolia:ict"]
    assert CourseUnit.objects.filter(degrees=None).count() == 2
    load_degrees(rows=demo.degrees()[1:])
    assert DegreeProgramme.objects.count() == 15
