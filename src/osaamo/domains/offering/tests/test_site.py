"""The public pages of the catalogue, its feeds, and who sees drafts."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from osaamo.competence.models import Reading, ReadSkill
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.domains.offering.models import CourseUnit, DailyCount, ModulePart, SdgAssessment, StatusChange
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.domains.offering.views import site_catalogue
from osaamo.domains.offering.views.site_words import marked
from osaamo.engine import Shelf
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


class NoTransducer:
    """Its start takes seconds; the forms here are in the packaged table."""

    def start(self) -> None:
        pass

    def ask(self, words: list[str]) -> list[list[str]]:
        return [[] for _ in words]


@pytest.fixture(autouse=True)
def _fresh_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(site_catalogue, "shelf", Shelf(site_catalogue.read_catalogue))
    monkeypatch.setattr(settings, "OSAAMO_CACHE_DIR", tmp_path)
    monkeypatch.setattr("osaamo.engine.text.finnish._transducer", NoTransducer())
    finnish = import_module("osaamo.engine.text.finnish")
    monkeypatch.setattr(finnish, "_memory", type(finnish._memory)(1000))
    with engine_replaced(FakeEngine()):
        yield


@pytest.fixture
def school():
    made = make_organisation("laurea")
    made.short_name, made.name = "Laurea", {"fi": "Laurea-ammattikorkeakoulu", "en": "Laurea"}
    made.save()
    return made


@pytest.fixture
def database(school) -> CourseUnit:
    """A course on databases with a skill read from its text, open for enrolment in Finnish, held before in English."""
    course = make_course(
        school,
        name={"fi": "relaatiotietokannat", "en": "Relational databases"},
        learning_outcomes={"fi": "opiskelija osaa suunnitella tietokannat. opiskelija osaa mallintaa.", "en": ""},
    )
    reading = Reading.objects.create(
        ref=ref_of(course), digest="x", language="fi", model="fake.v1", vocabulary="esco-fake"
    )
    ReadSkill.objects.create(
        reading=reading, uri=BASE + "databases", confidence=0.9, evidence="opiskelija osaa suunnitella tietokannat."
    )
    make_realisation(course, "held", languages=["en"], starts=dt.date(2024, 1, 8), ends=dt.date(2024, 3, 1))
    today = timezone.localdate()
    make_realisation(
        course, "enrolling", key="now", languages=["fi"], mode="online", campus="Verkko", seats=20,
        starts=today + dt.timedelta(days=30), ends=today + dt.timedelta(days=60),
        enrol_until=timezone.now() + dt.timedelta(days=10),
        meetings=[{"start": "2027-01-12T16:00:00", "end": "2027-01-12T18:00:00"}],
    )  # fmt: skip
    return course


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def names(text: str) -> list[str]:
    """The names on the cards, in order."""
    return re.findall(r'class="study-name"[^>]*><a[^>]*>([^<]+)</a>', text)


def test_a_form_in_another_case_and_another_language_finds_the_course(client, database) -> None:
    make_course(name={"fi": "hoitotyö", "en": "Nursing"})
    for words in ("tietokantojen", "databases", "databaser"):
        assert names(page(client, f"/en/studies/?q={words}"))[0] == "Relational databases"


def test_a_card_says_why_and_when(client, database) -> None:
    text = page(client, "/fi/studies/?q=tietokantojen")
    assert "opiskelija osaa suunnitella <mark>tietokannat</mark>." in text
    assert 'href="/fi/studies/courses/' in text
    assert "20" in re.search(r'class="study-run">(.*?)</div>', text, re.DOTALL).group(1)


def test_language_and_open_seats_must_meet_in_one_realisation(client, database) -> None:
    assert names(page(client, "/en/studies/?language=fi&open=open")) == ["Relational databases"]
    assert names(page(client, "/en/studies/?language=en&open=open")) == []


def test_counts_of_a_facet_ignore_its_own_choice(client, database, school) -> None:
    other = make_organisation("metropolia")
    make_course(other, name={"en": "Nursing"})
    text = page(client, "/en/studies/?institution=laurea")
    counts = dict(re.findall(r'name="institution" value="(\w+)".*?class="count">(\d+)<', text))
    assert counts == {"laurea": "1", "metropolia": "1"}
    assert names(text) == ["Relational databases"]
    assert re.search(r'value="laurea" checked', text)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("q=qqzzxx", "Try a wider word"),
        ("q=databases&institution=nobody", "Search without the choices"),
        ("institution=nobody", "Take one off above"),
    ],
)
def test_an_empty_result_says_what_to_do(client, database, query: str, says: str) -> None:
    assert says in page(client, f"/en/studies/?{query}")


def test_an_empty_catalogue_says_so(client) -> None:
    assert "Nothing has been published yet" in page(client, "/en/studies/")


@pytest.mark.parametrize(
    "query", ["page=99999", "page=x", "q=" + "a" * 5000, "institution=%00&q=%00", "kind=a&kind=b&kind="]
)
def test_odd_addresses_are_answered(client, database, query: str) -> None:
    assert client.get(f"/en/studies/?{query}").status_code == 200


def test_what_is_typed_is_escaped(client, database) -> None:
    assert "<script>alert" not in page(
        client, "/en/studies/?q=<script>alert(1)</script>&kind=<script>alert(1)</script>"
    )


def test_a_draft_is_nowhere_public_and_opens_for_a_teacher_only(client, database) -> None:
    draft = make_course(draft=True, name={"en": "Secret databases"})
    address = f"/en/studies/courses/{draft.pk}/"
    assert names(page(client, "/en/studies/?q=databases")) == ["Relational databases"]
    for feed in ("/en/studies/feed/", "/sitemap.xml"):
        assert address not in page(client, feed)
    assert client.get(address).status_code == 404
    client.force_login(make_person(Role.STUDENT))
    assert client.get(address).status_code == 404
    client.force_login(make_person(Role.TEACHER))
    assert "Draft" in page(client, address)
    make_realisation(draft, "enrolling")
    assert client.get(f"{address}calendar.ics").status_code == 200
    client.logout()
    assert client.get(f"{address}calendar.ics").status_code == 404


def test_a_proposed_realisation_is_shown_to_its_planner_only(client, database, school) -> None:
    make_realisation(database, "proposed", campus="Secret campus")
    address = f"/en/studies/courses/{database.pk}/"
    assert "Secret campus" not in page(client, address)
    client.force_login(make_person(Role.PLANNER, school))
    assert "Secret campus" in page(client, address)


def test_the_page_of_a_course_marks_the_sentence_of_a_skill(client, database) -> None:
    text = page(client, f"/fi/studies/courses/{database.pk}/")
    assert '<mark id="e1">opiskelija osaa suunnitella tietokannat.</mark>' in text
    assert '<a href="#e1">tietokannat</a>' in text
    english = page(client, f"/en/studies/courses/{database.pk}/")
    assert 'lang="fi"' in english


def test_the_page_holds_a_schema_org_course(client, database) -> None:
    database.name["en"] = "</script><b>&"
    database.save()
    text = page(client, f"/en/studies/courses/{database.pk}/")
    record = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL).group(1))
    assert (record["@type"], record["name"], record["courseCode"]) == ("Course", "</script><b>&", database.code)
    assert {run["@type"] for run in record["hasCourseInstance"]} == {"CourseInstance"}
    assert [run["inLanguage"] for run in record["hasCourseInstance"]] == [["fi"], ["en"]]
    assert record["provider"]["name"] == "Laurea"
    assert 'property="og:title"' in text


def test_a_path_shows_its_parts_and_their_map(client, database) -> None:
    path = make_module(name={"en": "Data path"}, is_ordered=True, optional_credits=5)
    ModulePart.objects.create(module=path, course=database, position=1)
    hidden = make_course(draft=True, name={"en": "Unready course"})
    ModulePart.objects.create(module=path, course=hidden, position=2, is_optional=True)
    text = page(client, f"/en/studies/modules/{path.pk}/")
    assert "Relational databases" in text
    assert "Unready course" not in text
    assert "<svg" in text
    assert "Data and programming" in text
    assert "Data path" in page(client, f"/en/studies/courses/{database.pk}/")


def test_the_page_of_an_institution_lists_what_it_gives(client, database, school) -> None:
    make_module("intensive", school, name={"en": "Night of data"})
    text = page(client, "/en/studies/institutions/laurea/")
    assert "Night of data" in text
    assert "Relational databases" in text
    assert client.get("/en/studies/institutions/nobody/").status_code == 404
    assert client.get(f"/en/studies/institutions/{make_organisation('none').code}/").status_code == 404


def test_the_feed_is_rss_with_the_newest_first(client, database) -> None:
    make_course(name={"en": "Newer"}, updated_at=timezone.now() + dt.timedelta(hours=1))
    root = ElementTree.fromstring(page(client, "/en/studies/feed/"))
    titles = [item.findtext("title") for item in root.iter("item")]
    assert titles[0].startswith("Newer")
    assert titles[1].startswith("Relational databases")
    narrowed = ElementTree.fromstring(page(client, "/en/studies/feed/?institution=laurea"))
    assert [item.findtext("title") for item in narrowed.iter("item")] == ["Relational databases (Laurea)"]


def test_the_calendar_holds_realisations_and_their_meetings(client, database) -> None:
    events = list(Calendar.from_ical(page(client, "/en/studies/calendar.ics")).walk("VEVENT"))
    assert [str(event["UID"]) for event in events] == ["now@osaamo", "now-0@osaamo"]
    assert events[0]["DTEND"].dt - events[0]["DTSTART"].dt == dt.timedelta(days=31)
    assert events[1]["DTSTART"].dt.utcoffset() == dt.timedelta(hours=2)
    run = database.realisations.get(key="now")
    StatusChange.objects.create(realisation=run, state="cancelled", reason="too few")
    again = Calendar.from_ical(page(client, f"/en/studies/courses/{database.pk}/calendar.ics"))
    assert {str(event["STATUS"]) for event in again.walk("VEVENT") if str(event["UID"]).startswith("now")} == {
        "CANCELLED"
    }


def test_the_map_of_the_site_names_each_page_in_three_languages(client, database) -> None:
    root = ElementTree.fromstring(page(client, "/sitemap.xml"))
    paths = [urlsplit(found.text).path for found in root.findall("s:url/s:loc", NS)]
    assert sorted(paths) == sorted(
        f"/{code}/studies/{tail}" for code in ("fi", "sv", "en") for tail in ("", f"courses/{database.pk}/")
    )
    twins = root.find("s:url", NS).findall("x:link", NS)
    assert {link.get("hreflang") for link in twins} == {"fi", "sv", "en", "x-default"}
    assert "Sitemap: http://testserver/sitemap.xml" in page(client, "/robots.txt")


def test_only_confirmed_goals_are_a_facet(client, database) -> None:
    SdgAssessment.objects.create(course=database, goal=4)
    assert 'name="sdg"' not in page(client, "/en/studies/")
    SdgAssessment.objects.update(confirmed_on=timezone.localdate())
    assert 'name="sdg" value="4"' in page(client, "/en/studies/")


def test_a_sentence_that_stands_twice_or_overlaps_is_marked_once() -> None:
    pieces = marked("a b c. d e. f", ["d e.", "d e.", "b c. d", "missing", ""])
    assert [(piece.text, piece.numbers) for piece in pieces] == [("a ", ()), ("b c. d", (3,)), (" e. f", ())]


def test_looks_of_the_public_and_ways_to_enrolment_are_counted(client, database, school) -> None:
    run = database.realisations.get(key="now")
    page(client, f"/en/studies/courses/{database.pk}/")
    page(client, f"/en/studies/courses/{database.pk}/")
    assert client.get(f"/en/studies/runs/{run.pk}/enrol/").status_code == 302
    client.force_login(make_person(Role.PLANNER, school))
    page(client, f"/en/studies/courses/{database.pk}/")
    counts = dict(DailyCount.objects.filter(course=database).values_list("seen", "count"))
    assert counts == {"view": 2, "enrol": 1}


def test_nobody_enrols_on_a_run_of_a_draft(client) -> None:
    run = make_realisation(make_course(draft=True), "enrolling")
    assert client.get(f"/en/studies/runs/{run.pk}/enrol/").status_code == 404
