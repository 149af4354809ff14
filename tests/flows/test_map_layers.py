"""Personal layers of the map, every kind of layer over every other, and the front page's way to the map."""

from __future__ import annotations

import datetime as dt
import re
from itertools import combinations

import pytest

from osaamo import engine as door
from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import BASE
from osaamo.connectors.theses import ThesisRecord
from osaamo.domains.foresight.services import load_sample_theses
from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.profiles.enums import Purpose
from osaamo.domains.profiles.services import aim_at_ad, withdraw
from osaamo.domains.profiles.tests.fakes import ANALYST, FakeEngineWithOccupations, search_with_occupations
from osaamo.domains.profiles.tests.making import CV, make_case, make_profile
from osaamo.kernel.models import Consent, Organisation, Role, ViewEntry
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db

AD = "Data-analyytikko\nHallitset SQL:n ja koneoppimisen. Laadit budjetin ja vedät palvelumuotoilun työpajan."
ME = "profiles.me/skills"
NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
MISSING = "This layer is not there"


@pytest.fixture(autouse=True)
def _occupations(_fake_engine, monkeypatch):
    monkeypatch.setattr(door, "search", search_with_occupations)
    with engine_replaced(FakeEngineWithOccupations()):
        yield


@pytest.fixture
def owner(client):
    profile = make_profile(CV)
    aim_at_ad(profile=profile, text=AD)
    client.force_login(profile.person)
    return profile


def page_of(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def legend(page):
    lines = re.findall(r'atlas-key-(\w+)" aria-hidden="true"></span><span>([^<]*)</span> <b>(\d+)</b>', page)
    return {side: (name, int(count)) for side, name, count in lines}


def labels(page):
    return set(re.findall(r'data-onmap="\d+">([^<]*)<', page))


def goal_of(profile):
    return f"profiles.goal/{profile.goals.get().pk}"


def test_ones_own_skills_over_ones_goal(client, owner):
    page = page_of(client.get("/en/map/", {"a": ME, "b": goal_of(owner)}))
    assert {line: name for line, (name, _) in legend(page).items()} == {
        "both": "both",
        "a": "only Me: my skills",
        "b": "only Goal: Data-analyytikko",
    }
    assert {"Python", "SQL"} <= labels(page)
    assert "SQL-kyselyillä" in page, "with the sentence that shows it"
    assert "shows your own layers to you alone" in page
    assert f'<option value="{goal_of(owner)}" selected>Data-analyytikko</option>' in page


def test_what_one_rejects_is_not_on_ones_map(client, owner):
    before = labels(page_of(client.get("/en/map/", {"a": ME})))
    owner.skills.filter(uri=f"{BASE}sql").update(status="rejected")
    assert before - labels(page_of(client.get("/en/map/", {"a": ME}))) == {"SQL"}


@pytest.mark.parametrize("who", ["stranger", "counsellor", "visitor"])
def test_nobody_elses_map_is_shown(client, owner, who):
    client.logout()
    if who != "visitor":
        client.force_login(make_profile().person if who == "stranger" else make_person(Role.COUNSELLOR))
    assert MISSING in page_of(client.get("/en/map/", {"a": goal_of(owner)}))
    own = page_of(client.get("/en/map/", {"a": ME}))
    assert "Python" not in labels(own)
    if who != "stranger":
        assert MISSING in own


def test_without_consent_there_is_no_map_of_oneself(client, owner):
    withdraw(consent=Consent.objects.get(person=owner.person, purpose=Purpose.PROFILE))
    for address in (ME, goal_of(owner)):
        assert MISSING in page_of(client.get("/en/map/", {"a": address}))


def test_a_counsellor_sees_the_map_of_a_client_and_the_client_sees_that(client, owner):
    counsellor, case = make_case(profile=owner)
    client.force_login(counsellor)
    address = f"profiles.client/{case.pk}"
    page = page_of(client.get("/en/map/", {"a": address, "b": goal_of(owner)}))
    assert "Python" in labels(page)
    assert f'<option value="{address}" selected>{owner.person.display_name}</option>' in page
    looks = ViewEntry.objects.filter(about=owner.person, viewer=counsellor, purpose="guidance")
    assert set(looks.values_list("ref", flat=True)) == {ref_of(case), ref_of(owner.goals.get())}
    withdraw(consent=Consent.objects.get(person=owner.person, purpose=Purpose.GUIDANCE))
    for gone in (address, goal_of(owner)):
        assert MISSING in page_of(client.get("/en/map/", {"a": gone}))
    client.force_login(owner.person)
    assert MISSING in page_of(client.get("/en/map/", {"a": address})), "the address is the counsellor's"


@pytest.fixture
def path_and_theses(offering):
    """A published path of two courses, and two theses."""
    school = Organisation.objects.get(code="laurea")
    path = StudyModule.objects.create(
        key="path", institution=school, code="P", kind="path", name={"fi": "Datapolku"}, credits=10, published_at=NOON
    )
    for position, course in enumerate(CourseUnit.objects.filter(key__in=["ml", "sd"])):
        path.parts.create(course=course, position=position)
    load_sample_theses(
        records=[
            ThesisRecord(1, "t1", "Koneoppiminen", "Työssä sovellettiin koneoppimista.", "fi", 2025, "", "", ""),
            ThesisRecord(2, "t2", "Budget", "I made a budget and used SQL.", "en", None, "", "", ""),
        ]
    )
    read_texts()


def test_a_draft_of_a_path_is_no_layer(client, path_and_theses):
    assert labels(page_of(client.get("/en/map/", {"a": "offering.module/path"}))) == {
        "machine learning",
        "facilitate workshops",
        "service design",
    }
    StudyModule.objects.update(published_at=None)
    page = page_of(client.get("/en/map/", {"a": "offering.module/path"}))
    assert MISSING in page
    assert "Datapolku" not in page


def test_any_two_kinds_of_layers_over_each_other(client, owner, path_and_theses):
    kinds = {
        "me": ME,
        "goal": goal_of(owner),
        "course": "offering.course/ml",
        "degree": "offering.module/path",
        "institution": "offering.organisation/haaga-helia",
        "alliance": "offering.organisation/3amk",
        "job ads": "foresight.ads/all",
        "theses": "foresight.theses/all",
        "occupation": f"vocabulary.occupation/{ANALYST}",
    }
    alone = {kind: labels(page_of(client.get("/en/map/", {"a": address}))) for kind, address in kinds.items()}
    for first, second in combinations(kinds, 2):
        page = page_of(client.get("/en/map/", {"a": kinds[first], "b": kinds[second]}))
        assert MISSING not in page
        assert labels(page) == alone[first] | alone[second], (first, second)
        counts = {side: count for side, (_, count) in legend(page).items()}
        assert counts == {
            "both": len(alone[first] & alone[second]),
            "a": len(alone[first] - alone[second]),
            "b": len(alone[second] - alone[first]),
        }, (first, second)


def test_the_profile_leads_to_ones_own_map(client, owner):
    page = page_of(client.get("/en/me/"))
    address = re.search(r'href="([^"]*)">My map<', page)[1].replace("&amp;", "&")
    shown = legend(page_of(client.get(address)))
    assert shown["a"][0] == "only Me: my skills"
    assert shown["b"][0] == "only Goal: Data-analyytikko"


FRONT = {
    "text": CV,
    "goal": f"occupation:{ANALYST}",
    f"own:{BASE}sql": "no",
    f"own:{BASE}python": "5",
}


def test_the_front_page_opens_on_the_map_with_the_same_skills(client):
    page = page_of(client.post("/en/", FRONT))
    button = re.search(
        r'<button class="button quiet" form="work" formaction="([^"]*)" name="open" value="front">', page
    )
    packet = re.search(r'name="read" value="([^"]*)"', page)[1]
    answer = client.post(button[1], {**FRONT, "read": packet, "open": "front"})
    shown = page_of(answer)
    assert answer["Cache-Control"] == "no-store"
    assert '<option value="text" selected>Your text</option>' in shown
    assert '<option value="goals" selected>Goal: ' in shown
    own = re.findall(r'atlas-key-(?:a|both)" aria-hidden="true"></span><a[^>]*>([^<]*)<', shown)
    assert "Python" in own
    assert "SQL" not in own, "it was dropped on the front page"
    # What is posted next brings everything along: another layer, the files, the languages.
    for name, value in (("read", packet), ("goal", FRONT["goal"]), (f"own:{BASE}sql", "no")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in shown
    again = page_of(client.post("/en/map/", {**FRONT, "read": packet, "a": "text", "b": "goals"}))
    assert legend(again) == legend(shown)
    found = client.post("/en/map/file/json", {**FRONT, "read": packet, "a": "text", "b": "goals"}).json()
    assert f"{BASE}sql" not in {node["uri"] for node in found["nodes"] if node["side"] != "right"}


def test_the_front_page_without_a_goal_opens_as_one_layer(client):
    page = page_of(client.post("/en/map/", {"text": CV, "open": "front"}))
    assert set(legend(page)) == {"a"}
    assert 'value="goals"' not in page


def test_a_goal_is_no_address(client):
    assert 'value="goals"' not in page_of(client.get("/en/map/", {"b": "goals"}))
