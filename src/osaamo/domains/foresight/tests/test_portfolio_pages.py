"""The portfolio's pages: a scenario from form to answer, its reasons, its limits; courses, new modules, enrolment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone, translation

from osaamo.competence.keeping import forget_all
from osaamo.competence.models import Reading, ReadSkill
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine, fake_search
from osaamo.domains.foresight.models import PortfolioScenario
from osaamo.domains.foresight.queries import portfolio
from osaamo.domains.foresight.queries.newcomers import called_for
from osaamo.domains.foresight.services.portfolio import compute_scenario
from osaamo.domains.foresight.tests.cockpit_making import make_ad, skill, taught
from osaamo.domains.foresight.views.portfolio_paper import curve_chart
from osaamo.kernel.models import AuditEntry, Organisation, Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import budgets, enrolled, supply
from osaamo.ports.enrolled import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _engine():
    forget_all()
    with engine_replaced(FakeEngine()):
        yield
    forget_all()


@pytest.fixture
def school():
    alliance = make_organisation("alliance", kind=Organisation.Kind.ALLIANCE)
    return make_organisation("laurea", parent=alliance)


@pytest.fixture
def planner(school):
    return make_person(Role.PLANNER, school)


@pytest.fixture
def browser(planner):
    browser = Client()
    browser.force_login(planner)
    return browser


@pytest.fixture
def catalogue(monkeypatch):
    """What is taught; a test puts its own in. ``teach`` adds one with the skills read from it."""
    rows = {}

    def teach(key, *names, kind="path", **more):
        row = taught(key, kind=kind, **more)
        rows[key] = row
        reading = Reading.objects.create(ref=row.ref, digest="0", language="fi", model="m", vocabulary="v")
        ReadSkill.objects.bulk_create(
            ReadSkill(reading=reading, uri=skill(name), confidence=1.0, evidence=f"{key} teaches {name}.")
            for name in names
        )

    monkeypatch.setattr(
        supply, "_sources", {"test": lambda _refs: iter(sorted(rows.values(), key=lambda row: row.key))}
    )
    return teach


@pytest.fixture
def three(catalogue):
    """Two modules of today, a better draft, and twenty ads that ask for what the draft teaches."""
    catalogue("today-1", "swedish", budget_lines=("BL-1",))
    catalogue("today-2", "english", parts=("c1", "c2"))
    catalogue("draft", "sql", "python", published=False)
    catalogue("c1", "english", kind="course", credits=2)
    catalogue("c2", "wound-care", kind="course", institution="metropolia", credits=3)
    for number in range(20):
        make_ad(f"ad-{number}", "sql", "python", *(["english"] if number < 5 else []))


FORM = {"name": "Plan", "count": "2", "kinds": ["modules", "drafts"], "sizes": "3", "new_credits": "5", "near": "on"}


def test_a_scenario_from_the_form_to_its_reasons(browser, planner, three, monkeypatch):
    monkeypatch.setattr(budgets, "_sources", {"test": lambda _codes: {"BL-1": Decimal(9000)}})
    form = browser.get("/en/foresight/portfolio/new/").content.decode()
    assert 'value="9000' in form
    assert "For 2 modules nobody knows the cost" in form

    answer = browser.post("/en/foresight/portfolio/new/", FORM | {"cost-0": "100"})
    scenario = PortfolioScenario.objects.get()
    assert answer.url == f"/en/foresight/portfolio/{scenario.pk}/"
    assert scenario.result["best"]["chosen"] == ["draft", "today-2"]
    assert (scenario.result["best"]["optimal"], scenario.made_by) == (True, planner)
    assert [(swap["out"], swap["into"]) for swap in scenario.result["swaps"]] == [("today-1", "draft")]
    assert [size["count"] for size in scenario.result["sizes"]] == [3]
    assert AuditEntry.objects.filter(verb="foresight.make-portfolio", who=planner).count() == 1

    page = browser.get(answer.url).content.decode()
    assert "draft for today-1" in page
    assert "draft teaches sql." in page
    assert "Proven: no other choice" in page
    assert browser.get(f"{answer.url}?print=pdf").content.startswith(b"%PDF")
    assert "Plan" in browser.get("/en/foresight/portfolio/").content.decode()


def test_credits_fall_to_the_schools_of_the_parts_and_an_alliance_is_shared_out(school, three):
    rows = {row.taught.key: row for row in portfolio.offered()}
    assert rows["today-2"].loads == {"laurea": 2.0, "metropolia": 3.0}
    assert {one.uri for one in rows["today-2"].skills} == {skill("english"), skill("wound-care")}
    make_organisation("metropolia", parent=school.parent)
    shared = portfolio.loads_of(taught("m", "alliance", credits=3), [], {"alliance": ["laurea", "metropolia"]})
    assert shared == {"laurea": 1.5, "metropolia": 1.5}


def test_limits_that_nothing_keeps_are_answered_with_changes(browser, three):
    answer = browser.post("/en/foresight/portfolio/new/", FORM | {"credits_max": "7"}, follow=True)
    page = answer.content.decode()
    assert "No choice keeps all limits" in page
    assert "Raise the credits from 7 to 10." in page
    assert "Choose 1 modules instead of 2." in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"cost_max": "5000"},
            "A limit on euros needs the cost of each. Nobody knows that of: draft, today-1, today-2.",
        ),
        ({"share_min": "60"}, "So much for each school is more than all. Lower it."),
        ({"share_min": "40", "share_max": "30"}, "The least share is above the largest. Lower it."),
        ({"sizes": "many"}, "Write up to six whole numbers"),
        ({"kinds": []}, "This field is required."),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_lost(browser, three, change, said):
    answer = browser.post("/en/foresight/portfolio/new/", FORM | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Plan"' in answer.content.decode()
    assert not PortfolioScenario.objects.exists()


def test_much_to_choose_from_is_left_to_a_job(browser, three, monkeypatch):
    monkeypatch.setattr("osaamo.domains.foresight.services.portfolio.AT_ONCE", 1)
    answer = browser.post("/en/foresight/portfolio/new/", FORM, follow=True)
    assert "is being computed" in answer.content.decode()
    compute_scenario(scenario=PortfolioScenario.objects.get())
    assert PortfolioScenario.objects.get().result["best"]["chosen"] == ["draft", "today-2"]


def test_a_cost_that_got_lost_stops_the_scenario_and_is_told(browser, catalogue, three):
    browser.post("/en/foresight/portfolio/new/", FORM | {"cost_max": "99", "cost-0": "1", "cost-1": "1", "cost-2": "1"})
    scenario = PortfolioScenario.objects.get()
    assert scenario.result["best"]["cost"] == 2
    catalogue("later", "sql")
    compute_scenario(scenario=scenario)
    assert (
        "nobody knows what some of its candidates cost"
        in browser.get(f"/en/foresight/portfolio/{scenario.pk}/").content.decode()
    )


def test_a_colleague_of_the_alliance_reads_it_but_only_its_maker_removes_it(browser, school, three):
    browser.post("/en/foresight/portfolio/new/", FORM)
    scenario = PortfolioScenario.objects.get()
    other = Client()
    other.force_login(make_person(Role.RECTOR, make_organisation("haaga-helia", parent=school.parent)))
    address = f"/en/foresight/portfolio/{scenario.pk}/"
    assert other.get(address).status_code == 200
    assert other.post(f"{address}remove/").status_code == 403
    stranger = Client()
    stranger.force_login(make_person(Role.PLANNER, make_organisation("elsewhere")))
    assert stranger.get(address).status_code == 404
    assert browser.post(f"{address}remove/").status_code == 302
    assert not PortfolioScenario.objects.exists()


def test_courses_for_an_occupation_against_those_of_a_path(browser, catalogue, monkeypatch):
    monkeypatch.setattr("osaamo.engine.search", fake_search, raising=False)
    catalogue("base", "sql", kind="course")
    catalogue("deep", "statistics", "machine-learning", kind="course", institution="metropolia")
    catalogue("poor", "swedish", kind="course")
    catalogue("path", parts=("base", "poor"))
    occupation = FakeEngine().vocabulary.occupations[0].uri
    page = browser.get("/en/foresight/portfolio/path/", {"occupation": occupation, "present": "path"}).content.decode()
    assert "deep for poor" in page
    assert "The present path covers" in page
    found = browser.get("/en/foresight/portfolio/path/", {"q": "sql"}).content.decode()
    assert f'name="skill" value="{skill("sql")}"' in found
    one = browser.get("/en/foresight/portfolio/path/", {"skill": skill("sql")}).content.decode()
    assert "Courses in order" in one
    assert "deep" not in one
    assert "100" in one


def test_new_modules_cite_their_ads_and_say_when_nothing_can_be_told(browser, three, catalogue):
    for number in range(6):
        make_ad(f"new-{number}", "machine-learning", "data-visualisation")
    assert called_for().modules == ()
    assert "nobody can say which skills rise" in browser.get("/en/foresight/candidates/").content.decode()
    page = browser.get("/en/foresight/candidates/?by=asked").content.decode()
    assert "Data visualisation and machine learning" in page
    assert "6 ads name at least two of these skills" in page
    assert "Ad new-0" in page


def test_enrolment_has_intervals_from_two_runs_on_and_leaves_out_what_has_not_begun(browser, catalogue, monkeypatch):
    catalogue("a", kind="course")
    catalogue("b", kind="course")
    later = timezone.localdate().replace(year=timezone.localdate().year + 1)
    runs = {
        "a": (Run(date(2024, 1, 8), 20, 20), Run(date(2025, 1, 8), 24, 24, 30), Run(later, 1, 1)),
        "b": (Run(date(2025, 1, 8), 9, 9),),
    }
    monkeypatch.setattr(enrolled, "_sources", {"test": lambda keys: {key: runs[key] for key in keys if key in runs}})
    page = browser.get("/en/foresight/enrolment/").content.decode()
    assert "not enough data" in page
    assert "0 known runs could be forecast" in page
    assert page.count("<tr>") == 3


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
def test_who_does_not_plan_sees_none_of_it(role):
    browser = Client()
    browser.force_login(make_person(role, make_organisation()))
    for page in ("portfolio/", "portfolio/new/", "portfolio/path/", "candidates/", "enrolment/"):
        assert browser.get(f"/en/foresight/{page}").status_code == 403, page


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_curve_is_drawn_in_each_language(language):
    points = [(20, 0.4), (40, 0.75)]
    with translation.override(language):
        chart = curve_chart(SimpleNamespace(points=points, by_cost=False))
    assert 'class="chart-unit"' in chart
    assert "%(unit)s" not in chart
    assert chart.count("<circle") == 2
