"""Associations over OOAPI, versions 5 and 6: as the specifications say, one's own only, ``state`` read-only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.services import transport
from osaamo.domains.crossstudy.tests.making import again, enrolled, graded, host_row, make_offer, make_student, settle
from osaamo.kernel.public_ids import uuid_of

pytestmark = pytest.mark.django_db

SPECS = Path(__file__).resolve().parents[6] / "shared" / "specs"
FILES = {5: SPECS / "ooapi-v5" / "ooapi-v5.json", 6: SPECS / "ooapi-v6" / "oeapi-v6.json"}
PLACES = {5: "associations", 6: "course-offering-associations"}
IDS = {5: "associationId", 6: "courseOfferingAssociationId"}
KEYS = {"10056": "of haaga-helia", "10066": "of laurea", "10065": "of metropolia"}


@pytest.fixture
def run(schools, catalogue):
    """A course of Metropolia's with one seat."""
    made = make_offer(seats=1)
    catalogue[made.ref] = made
    return made


@pytest.fixture
def student(schools):
    return make_student(schools["haaga-helia"])


def of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def posted(client: Client, version: int, body, **more):
    address = f"/ooapi/v{version}/{PLACES[version]}/external/me"
    return client.post(address, json.dumps(body), content_type="application/json", **more)


def wanting(run, version: int) -> dict:
    uuid = uuid_of(run.ref)
    named = {"offering": {"offeringId": uuid}} if version == 5 else {"courseOfferingId": uuid}
    return {"role": "student", "state": "pending", "remoteState": "associated", **named}


def patched(client: Client, row: Enrolment, body, version: int = 5):
    address = f"/ooapi/v{version}/{PLACES[version]}/{row.key}"
    return client.patch(address, json.dumps(body), content_type="application/merge-patch+json")


def faults(version: int, path: str, method: str, status: str, record) -> list[str]:
    if not FILES[version].is_file():
        pytest.skip("no shared data: ../shared is absent")
    spec = json.loads(FILES[version].read_text("utf-8"))
    # Version 5 wants an association to be exactly one of three shapes, and nothing in them tells them apart.
    spec = json.loads(
        json.dumps(spec).replace(
            '"oneOf": [{"$ref": "#/components/schemas/ProgramOfferingAssociation"',
            '"anyOf": [{"$ref": "#/components/schemas/ProgramOfferingAssociation"',
        )
    )
    answer = spec["paths"][path][method]["responses"][status]
    if "$ref" in answer:
        answer = spec["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (content,) = answer["content"].values()
    whole = {"components": spec["components"], **content["schema"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker(["uuid", "date"]))
    return [error.message for error in validator.iter_errors(record)]


@pytest.mark.shared
@pytest.mark.parametrize("version", [5, 6])
def test_the_whole_life_of_an_association_is_as_specified(schools, run, student, version):
    client = of(student)
    path = f"/{PLACES[version]}/{{{IDS[version]}}}"
    made = posted(client, version, wanting(run, version))
    assert made.status_code == 201, made.content
    assert faults(version, f"/{PLACES[version]}/external/me", "post", "201", made.json()) == []
    row = Enrolment.objects.get(person=student)
    assert made.json()["associationId"] == str(row.key)
    seen = [made.json()["state"]]

    def look():
        answer = client.get(f"/ooapi/v{version}/{PLACES[version]}/{row.key}")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert faults(version, path, "get", "200", answer.json()) == []
        seen.append(answer.json()["state"])
        return answer.json()

    settle()
    record = look()
    where = record["offering"] if version == 5 else record["courseOfferingId"]
    assert where == uuid_of(run.ref)
    graded(row)
    assert look()["result"]["score"] == "4"
    refused = patched(client, again(row), {"remoteState": "canceled"}, version)
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert faults(version, path, "patch", "400", refused.json()) == []
    assert seen == ["pending", "associated", "associated" if version == 5 else "finished"]


@pytest.mark.parametrize(("version", "word"), [(5, "canceled"), (6, "cancelled")])
def test_waiting_being_offered_accepting_and_withdrawing(schools, run, student, version, word):
    before = enrolled(make_student(schools["laurea"], name="Earlier"), run)
    client = of(student)
    posted(client, version, wanting(run, version))
    settle()
    row = Enrolment.objects.get(person=student)
    state = lambda: client.get(f"/ooapi/v{version}/{PLACES[version]}/{row.key}").json()["state"]  # noqa: E731
    assert state() == "queued"
    assert patched(client, row, {"remoteState": "associated"}, version).status_code == 400
    services.wish(enrolment=before, wish=Wish.WITHDRAW, who=before.person)
    settle()
    assert patched(client, row, {"remoteState": "associated"}, version).status_code == 200
    settle()
    assert (state(), again(row).state) == ("associated", State.ENROLLED)
    assert patched(client, row, {"remoteState": word}, version).status_code == 200
    settle()
    assert (state(), host_row(row).state) == (word, State.WITHDRAWN)


@pytest.mark.parametrize(
    "body",
    [
        {"state": "associated"},
        {"remoteState": "associated", "state": "associated"},
        {"remoteState": "canceled", "result": {"state": "completed"}},
        {"remoteState": "denied"},
        {"remoteState": None},
        {"remoteState": ["canceled"]},
        {},
        [],
    ],
)
def test_state_is_read_only_and_nothing_else_is_written(schools, run, student, body):
    row = enrolled(student, run)
    answer = patched(of(student), row, body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert again(row).state == State.ENROLLED


@pytest.mark.parametrize(
    "changes",
    [
        {"remoteState": "queued"},
        {"remoteState": None},
        {"role": "lecturer"},
        {"offering": None},
        {"offering": "no id"},
        {"offering": {"offeringId": "00000000-0000-4000-8000-000000000000"}},
        {"offering": {"primaryCode": {"codeType": "offeringCode", "code": "elsewhere"}}},
    ],
)
def test_what_cannot_be_enrolled_on_is_refused_and_nothing_is_stored(run, student, changes):
    answer = posted(of(student), 5, wanting(run, 5) | changes)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert not Enrolment.objects.exists()


def test_an_offering_is_found_by_its_code_too_and_once_only(run, student):
    body = {"remoteState": "associated", "offering": {"primaryCode": {"codeType": "offeringCode", "code": run.key}}}
    assert posted(of(student), 5, body).status_code == 201
    again_ = posted(of(student), 5, body)
    assert (again_.status_code, again_.json()["detail"]) == (400, "You have enrolled on it already.")


def test_a_path_is_an_association_of_its_own_kind(schools, catalogue, student):
    path = make_offer(7, is_programme=True)
    catalogue[path.ref] = path
    row = enrolled(student, path)
    client = of(student)
    assert client.get(f"/ooapi/v6/course-offering-associations/{row.key}").status_code == 404
    assert "programmeOfferingId" in client.get(f"/ooapi/v6/programme-offering-associations/{row.key}").json()
    told = client.get(f"/ooapi/v5/associations/{row.key}").json()
    assert told["associationType"] == "programOfferingAssociation"


def test_another_person_and_nobody_see_and_change_nothing(schools, run, student):
    row = enrolled(student, run)
    other = of(make_student(schools["haaga-helia"], name="Other"))
    for client, status in ((other, 404), (Client(), 401)):
        assert client.get(f"/ooapi/v5/associations/{row.key}").status_code == status
        assert patched(client, row, {"remoteState": "canceled"}).status_code == status
    assert posted(Client(), 5, wanting(run, 5)).status_code == 401
    assert again(row).state == State.ENROLLED
    assert of(student).delete(f"/ooapi/v5/associations/{row.key}").status_code == 405


def test_another_site_cannot_write_with_the_session(run, student):
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    assert posted(client, 5, wanting(run, 5)).status_code == 403
    token = client.get("/en/account/sign-out/").cookies["csrftoken"].value
    assert posted(client, 5, wanting(run, 5), headers={"X-CSRFToken": token}).status_code == 201


def by_party(sender: str, row: Enrolment, method: str = "GET", body: bytes = b"", signed_for: str = ""):
    address = f"/ooapi/v5/associations/{row.key}"
    at = str(int(timezone.now().timestamp()))
    data = f"{signed_for or method} {address}\n".encode() + body
    signature = transport._signature(KEYS[sender], at, data)
    headers = {"X-Osaamo-Sender": sender, "X-Osaamo-Time": at, "X-Osaamo-Signature": signature}
    return Client().generic(method, address, body, content_type="application/merge-patch+json", headers=headers)


def test_the_two_parties_read_it_and_the_home_withdraws(schools, run, student, settings):
    settings.OSAAMO_PARTY_KEYS = KEYS
    row = enrolled(student, run, audience=Audience.DEGREE)
    assert [by_party(code, row).status_code for code in ("10056", "10065", "10066")] == [200, 200, 404]
    wanted = b'{"remoteState": "canceled"}'
    assert by_party("10056", row, "PATCH", wanted, signed_for="GET").status_code == 401
    assert by_party("10065", row, "PATCH", wanted).status_code == 403
    assert by_party("10056", row, "PATCH", b'{"remoteState": "associated"}').status_code == 403
    assert by_party("10056", row, "PATCH", wanted).status_code == 200
    settle()
    states = Enrolment.objects.filter(key=row.key).values_list("side", "state")
    assert set(states) == {(Side.HOME, State.WITHDRAWN), (Side.HOST, State.WITHDRAWN)}
