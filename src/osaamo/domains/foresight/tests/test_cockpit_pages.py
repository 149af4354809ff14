"""The planner's pages: who sees them, what they say with much and with little data, and their files."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pptx
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from osaamo.competence.keeping import forget_all
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.foresight.queries.balance import with_skills
from osaamo.domains.foresight.tests.cockpit_making import degree, make_ad, make_corpus, make_thesis, skill, taught
from osaamo.domains.foresight.views import supply, trends
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db

PAGES = ("foresight", "foresight-themes", "foresight-supply", "foresight-theses")


@pytest.fixture(autouse=True)
def _service():
    forget_all()
    with engine_replaced(FakeEngine()), translation.override("en"):
        yield
    forget_all()


@pytest.fixture
def planner(client):
    client.force_login(make_person(Role.PLANNER))
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def past_months(count):
    last = timezone.localdate().year * 12 + timezone.localdate().month - 1
    return [date((last - n) // 12, (last - n) % 12 + 1, 1) for n in range(count, 0, -1)]


def test_pages_are_for_those_who_plan_lead_or_teach(client):
    addresses = [reverse(name) for name in PAGES]
    assert {client.get(address).status_code for address in addresses} == {302}
    for role in (Role.TEACHER, Role.RDI, Role.RECTOR, Role.STEERING_MEMBER, Role.PLANNER):
        client.force_login(make_person(role))
        assert [client.get(address).status_code for address in addresses] == [200] * 4, role
    client.force_login(make_person(Role.STUDENT))
    assert {client.get(address).status_code for address in addresses} == {403}


def test_much_data_shows_signal_forecast_back_test_and_the_ads_of_a_month(planner):
    months = past_months(36)
    corpus = make_corpus(months=months, read=1000, counts={"sql": tuple(range(10, 46)), "english": (30,) * 36})
    make_ad("1", "sql", corpus=corpus, published=months[-1].replace(day=5), title="Data engineer")

    front = planner.get(reverse("foresight"))
    rows = {row.uri: (signal, row.ads) for row, signal in front.context["rows"]}
    assert rows == {skill("sql"): ("Growing steadily", sum(range(34, 46))), skill("english"): ("Steady", 360)}
    page = planner.get(reverse("foresight-skill"), {"uri": skill("sql")})
    assert len(page.context["ahead"]) == 12
    assert "Rolling back-test" in words(page)
    assert page.context["history"][0][2:] == (45, 1000, 45.0)
    theme = planner.get(reverse("foresight-theme"), {"theme": "1"})
    assert [row.uri for row, _ in theme.context["rows"]] == [skill("sql")]
    ads = planner.get(reverse("foresight-ads"), {"uri": skill("sql"), "month": f"{months[-1]:%Y-%m}"})
    assert "Data engineer" in words(ads)
    assert planner.get(reverse("foresight-skill"), {"uri": "x"}).status_code == 404


def test_little_data_says_kindly_what_is_missing_and_still_ranks(planner):
    make_corpus(months=past_months(3), counts={"sql": (1, 2, 3)})

    front = words(planner.get(reverse("foresight")))
    assert "A signal needs 24 whole months of ads; this choice has 3." in front
    assert "Not enough data" in front
    page = words(planner.get(reverse("foresight-skill"), {"uri": skill("sql")}))
    assert "There are 3 months, and it is named in 3." in page


def test_without_counted_months_the_skills_of_all_ads_are_ranked(planner):
    make_ad("1", "sql")
    front = planner.get(reverse("foresight"))
    assert [(row.uri, row.ads) for row, _ in front.context["rows"]] == [(skill("sql"), 1)]
    assert "No whole month of ads has been counted yet" in words(front)


def test_supply_opens_to_courses_and_ads(planner, monkeypatch):
    items = [taught("a"), taught("b", "metropolia", credits=10)]
    rows = with_skills(items, {items[0].ref: [skill("sql")], items[1].ref: [skill("english")]})
    monkeypatch.setattr(supply, "courses", lambda: rows)
    monkeypatch.setattr(trends, "courses", lambda: rows)
    make_corpus(months=past_months(3), counts={"sql": (10, 20, 30), "databases": (2, 2, 2)})
    make_ad("1", "databases", title="Keeper of databases")

    page = planner.get(reverse("foresight-supply"))
    assert [(row.balance.theme, row.says) for row in page.context["heat"].rows] == [
        (1, "Little taught for what is asked"),
        (6, "Too few ads to say"),
    ]
    assert [(row.uri, row.ads) for row in page.context["white"]] == [(skill("databases"), 6)]
    of_school = planner.get(reverse("foresight-supply"), {"school": "metropolia"})
    heat = of_school.context["heat"]
    assert [row.balance.theme for row in heat.rows if row.cells and row.cells[0].value] == [6]
    assert len(of_school.context["white"]) == 1, "what another school teaches is no white space"
    behind = words(planner.get(reverse("foresight-taught"), {"uri": skill("databases")}))
    assert "No course names it." in behind
    assert "Keeper of databases" in behind
    cell = planner.get(reverse("foresight-taught"), {"theme": "1", "school": "laurea"})
    assert [course.taught.key for course, *_ in cell.context["rows"]] == ["a"]


def test_the_table_has_programmes_as_columns_or_as_rows_and_each_dot_opens(planner, monkeypatch):
    care = degree("care")
    items = [taught("a", degrees=(care,)), taught("b", "metropolia", credits=10)]
    rows = with_skills(items, {items[0].ref: [skill("sql")], items[1].ref: [skill("english")]})
    monkeypatch.setattr(supply, "courses", lambda: rows)
    make_corpus(months=past_months(3), counts={"sql": (10, 20, 30), "python": (3, 3, 3)})
    page = reverse("foresight-supply")

    heat = planner.get(page, {"by": "degree"}).context["heat"]
    assert [name for name, _ in heat.columns] == ["care degree, laurea", "of no degree programme"]
    assert [(row.name, [cell.value for cell in row.cells], row.total) for row in heat.rows] == [
        ("Data and programming", [5, None], 5),
        ("Languages", [None, 10], 10),
    ]
    assert (heat.totals, heat.total) == ([5, 10], 15)
    assert heat.rows[0].cells[0].href == f"{reverse('foresight-taught')}?degree=care&theme=1"
    assert heat.rows[0].cells[0].told == "Data and programming, care degree, laurea: 5.0"
    turned = planner.get(page, {"by": "degree", "turn": "1"}).context["heat"]
    assert [(row.name, [cell.value for cell in row.cells], row.total) for row in turned.rows] == [
        ("care degree, laurea", [5, None], 5),
        ("of no degree programme", [None, 10], 10),
    ]
    assert [(round(share, 2), says) for share, _, says in turned.shares] == [
        (1.0, "Little taught for what is asked"),
        (0.0, "Too few ads to say"),
    ]
    chosen = planner.get(page, {"degree": "care"})
    assert "What the programme lacks" in words(chosen)
    assert [one.uri for one, _ in chosen.context["lacks"]] == [skill("python")]
    assert [row.name for row in chosen.context["heat"].rows] == ["Data and programming"]
    picture = chosen.context["picture"]
    assert f'href="{reverse("foresight-taught")}?degree=care&amp;theme=1"' in picture
    assert "Data and programming: 100.0 % of credits, 100.0 % of mentions, 1 courses." in picture
    cell = planner.get(reverse("foresight-taught"), {"theme": "1", "degree": "care"})
    assert [course.taught.key for course, *_ in cell.context["rows"]] == ["a"]
    assert "care degree" in cell.context["about"]


def test_the_table_is_printed_as_it_is_shown(planner, monkeypatch):
    degrees = [degree(f"d{number:02}") for number in range(9)]
    items = [taught(f"c{number}", degrees=(one,), credits=number + 1) for number, one in enumerate(degrees)]
    rows = with_skills(items, {item.ref: [skill("sql")] for item in items})
    monkeypatch.setattr(supply, "courses", lambda: rows)
    page = reverse("foresight-supply")
    for turn in ("", "&turn=1"):
        book = openpyxl.load_workbook(io.BytesIO(planner.get(f"{page}?by=degree{turn}&print=xlsx").content))
        cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
        found = [value for row in cells for value in row]
        assert [f"d{number:02} degree, laurea" in found for number in range(9)] == [True] * 9, turn
        pdf = planner.get(f"{page}?by=degree{turn}&print=pdf")
        assert len(pypdfium2.PdfDocument(pdf.content)) == 1
        assert planner.get(f"{page}?by=degree{turn}&print=pptx").status_code == 200


def test_the_compass_opens_to_theses_and_says_what_is_missing(planner):
    make_thesis(
        "a", "sql", title="Data of a city", commissioner="City of Vantaa", programme="IT", uri="https://example.fi/1"
    )

    page = words(planner.get(reverse("foresight-theses"), {"programme": "IT"}))
    assert "Not enough data: to call a topic new, 20 theses" in page
    rows = words(planner.get(reverse("foresight-theses-list"), {"programme": "IT", "theme": "1", "year": "2026"}))
    assert 'href="https://example.fi/1"' in rows
    assert "No thesis of this choice." in words(planner.get(reverse("foresight-theses-list"), {"client": "Nobody"}))


def test_a_view_is_one_page_slides_or_a_table_in_its_language(planner):
    make_corpus(months=past_months(30), read=1000, counts={"sql": tuple(range(30)), "english": (9,) * 30})
    make_thesis("a", "sql")
    with translation.override("fi"):
        addresses = [reverse(name) for name in PAGES] + [f"{reverse('foresight-skill')}?uri={skill('sql')}"]
    for address in addresses:
        answer = planner.get(f"{address}{'&' if '?' in address else '?'}print=pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert b"/Lang(fi)" in answer.content
        assert len(pypdfium2.PdfDocument(answer.content)) == 1, address
    deck = pptx.Presentation(io.BytesIO(planner.get(f"{addresses[0]}?print=pptx").content))
    assert len(deck.slides) >= 2
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"{addresses[0]}?print=xlsx").content))
    assert [cell.value for cell in book.worksheets[0]["A"]][1:] == ["SQL", "englanti"]
