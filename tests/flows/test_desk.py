"""One's own desk: what waits comes first, and every place it leads to opens for whoever is led there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import translation

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.crossstudy.models import Party
from osaamo.domains.finance.tests.making import make_budget
from osaamo.domains.governance.tests.making import make_alliance, make_body
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import duties
from osaamo.web.desk import in_order
from osaamo.web.rooms import PLACES

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _service():
    cache.clear()
    with engine_replaced(FakeEngine()), translation.override("fi"):
        yield


def duty(name: str, due_on: dt.date | None = None) -> duties.Duty:
    return duties.Duty(f"test.{name}", "test:1", f"/{name}/", {"fi": name, "en": name}, due_on)


def told(client, person, language: str = "fi") -> str:
    client.force_login(person)
    return client.get(f"/{language}/desk/").content.decode()


def test_what_is_due_first_stands_first_and_says_how_much_time_is_left():
    rows = in_order(
        [duty("whenever"), duty("later", DAY.replace(day=20)), duty("soon", DAY), duty("late", DAY.replace(day=1))],
        DAY,
        "fi",
    )
    assert [(row.sentence, row.state, row.left, row.over) for row in rows] == [
        ("late", "late", -1, 1),
        ("soon", "soon", 0, 0),
        ("later", "later", 18, 0),
        ("whenever", "open", None, 0),
    ]
    assert rows[0].url == "/fi/late/"


def test_the_desk_shows_duties_of_its_owner_only(client, monkeypatch):
    school = make_organisation()
    one, other = make_person(Role.TEACHER, school), make_person(Role.TEACHER, school)
    source = duties.Source(
        people=lambda _day: [ref_of(one)],
        of=lambda person, _day: [duty("jakso-arvioitava")] if person == ref_of(one) else [],
    )
    monkeypatch.setitem(duties._sources, "test", source)
    assert 'href="/fi/jakso-arvioitava/"' in told(client, one)
    assert "jakso-arvioitava" not in told(client, other)


def test_a_desk_without_duties_says_so(client, monkeypatch):
    monkeypatch.setattr(duties, "_sources", {})
    assert "Sinua ei odota nyt mikään." in told(client, make_person())


def test_the_desk_belongs_to_somebody(client):
    assert client.get("/fi/desk/").url.startswith("/fi/account/sign-in/")


@pytest.mark.parametrize("role", [None, *Role])
def test_every_door_opens_for_whoever_sees_it(client, role):
    make_alliance()
    make_body()
    make_budget()
    for school in Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION):
        Party.objects.create(organisation=school, tk_code=school.code)
    place = Organisation.objects.get(code="3amk" if role in {Role.STEERING_MEMBER, Role.IT_ADMIN} else "metropolia")
    client.force_login(make_person(role, place) if role else make_person())
    parts = client.get("/fi/desk/").context["parts"]
    answers = {door.url: client.get(door.url, follow=True) for _, _, doors in parts for door in doors}
    assert {url: answer.status_code for url, answer in answers.items() if answer.status_code != 200} == {}
    assert [url for url, answer in answers.items() if "sign-in" in answer.request["PATH_INFO"]] == []


@pytest.mark.parametrize(("role", "first"), [(Role.STUDENT, "own"), (Role.TEACHER, "teaching")])
def test_work_comes_first_and_to_a_learner_what_is_their_own(client, role, first):
    client.force_login(make_person(role, make_organisation()))
    assert client.get("/fi/desk/").context["parts"][0][0] == first


def test_every_place_is_somebodys_and_stands_once():
    assert len({place.page for place in PLACES}) == len(PLACES)


def test_the_menu_asks_for_roles_once(client, django_assert_max_num_queries):
    client.force_login(make_person(Role.PLANNER, make_organisation()))
    with django_assert_max_num_queries(4):
        client.get("/fi/how/")
