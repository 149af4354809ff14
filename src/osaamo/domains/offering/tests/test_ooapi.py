"""The offering over OOAPI, versions 5 and 6: as the specifications say, public rows only, errors as problems."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from osaamo.domains.offering.api import ooapi, ooapi_rows
from osaamo.domains.offering.models import CourseUnit, ModulePart, Realisation
from osaamo.domains.offering.tests.making import make_course, make_degree, make_module, make_realisation
from osaamo.kernel.models import Organisation
from osaamo.kernel.tests.making import make_organisation

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

SPECS = Path(__file__).resolve().parents[6] / "shared" / "specs"
FILES = {5: SPECS / "ooapi-v5" / "ooapi-v5.json", 6: SPECS / "ooapi-v6" / "oeapi-v6.json"}
PATHS = {
    5: (
        "/", "/organizations", "/organizations/{organizationId}", "/organizations/{organizationId}/courses",
        "/organizations/{organizationId}/programs", "/organizations/{organizationId}/offerings",
        "/courses", "/courses/{courseId}", "/courses/{courseId}/offerings",
        "/programs", "/programs/{programId}", "/programs/{programId}/courses", "/programs/{programId}/offerings",
        "/offerings/{offeringId}",
    ),
    6: (
        "/", "/organisations", "/organisations/{organisationId}", "/organisations/{organisationId}/courses",
        "/organisations/{organisationId}/programmes", "/organisations/{organisationId}/course-offerings",
        "/organisations/{organisationId}/programme-offerings", "/courses", "/courses/{courseId}",
        "/courses/{courseId}/course-offerings", "/programmes", "/programmes/{programmeId}",
        "/programmes/{programmeId}/courses", "/programmes/{programmeId}/programme-offerings",
        "/course-offerings/{courseOfferingId}", "/programme-offerings/{programmeOfferingId}",
    ),
}  # fmt: skip
ANY_OFFERING = '"anyOf": [{"$ref": "#/components/schemas/ProgramOffering"'
HIDDEN = ("filter_query",)
"""A parameter we refuse, as the answer says; the fuzzing leaves it out."""


def specification(version: int) -> dict[str, Any]:
    """What we serve of the specification; a skip where the file is absent."""
    if not FILES[version].is_file():
        pytest.skip("no shared data: ../shared is absent")
    spec: dict[str, Any] = json.loads(FILES[version].read_text("utf-8"))
    spec["servers"] = [{"url": f"/ooapi/v{version}"}]
    spec["paths"] = {
        path: {key: value for key, value in spec["paths"][path].items() if key in ("get", "parameters")}
        for path in PATHS[version]
    }
    # Version 5 wants an offering to be exactly one of three shapes, and nothing in them tells them apart.
    answers = json.dumps(spec["paths"]).replace(
        '"oneOf": [{"$ref": "#/components/schemas/ProgramOffering"', ANY_OFFERING
    )
    answers = answers.replace(
        '"oneOf": [{"$ref": "#/components/schemas/CourseOffering"', ANY_OFFERING.replace("Program", "Course")
    )
    spec["paths"] = json.loads(answers)
    return spec


@pytest.fixture
def offering() -> dict[str, Any]:
    """An alliance with a school, a course in a path, and realisations with and without days."""
    alliance = make_organisation("3amk", kind="alliance")
    school = make_organisation("laurea", parent=alliance)
    course = make_course(
        school, name={"fi": "Tietokannat", "en": "Databases"}, code="DB-1", is_joint=True, level="bachelor",
        learning_outcomes={"fi": "Osaa kyselyt."}, content={"en": "Tables and joins."},
        prerequisites={"fi": "Ei mitään."},
    )  # fmt: skip
    bare = make_course(school, name={"sv": "Utan text"}, level="")
    path = make_module(institution=school, name={"en": "Data path"})
    ModulePart.objects.create(module=path, course=course)
    today = timezone.localdate()
    run = make_realisation(
        course, "enrolling", key="R-1", starts=today, ends=today + dt.timedelta(days=30), seats=20,
        languages=["fi", "en"],
        mode="blended", enrol_from=timezone.now(), enrol_until=timezone.now() + dt.timedelta(days=3),
    )  # fmt: skip
    endless = make_realisation(course, key="R-2", starts=None, ends=None, languages=["sv"])
    of_path = make_realisation(path, key="R-3", languages=["en"], mode="online")
    degree = make_degree("BIT", school, course, credits=210)
    make_degree("EMPTY", school)
    rows = {"alliance": alliance, "school": school, "course": course, "bare": bare, "path": path, "run": run}
    return rows | {"endless": endless, "of_path": of_path, "degree": degree}


def read(client: Client, address: str, **query: str) -> Any:
    response = client.get(f"/ooapi{address}", query)
    assert response.status_code == 200, response.content
    return response.json()


def ids(answer: dict[str, Any], name: str) -> list[str]:
    return [item[name] for item in answer["items"]]


def addresses(rows: dict[str, Any], version: int) -> list[tuple[str, str]]:
    """Each path of the specification with the address of real rows."""
    owners = {"organi": rows["school"], "courseId": rows["course"], "program": rows["path"]}
    found = []
    for path in PATHS[version]:
        address = path
        for name in ("organizationId", "organisationId", "courseId", "programId", "programmeId"):
            row = next(row for start, row in owners.items() if name.startswith(start))
            address = address.replace(f"{{{name}}}", ooapi.uuid_of(row))
        for name, row in (("offeringId", "run"), ("courseOfferingId", "run"), ("programmeOfferingId", "of_path")):
            address = address.replace(f"{{{name}}}", ooapi.uuid_of(rows[row]))
        found.append((path, address))
    return found


@pytest.mark.shared
@pytest.mark.parametrize("version", [5, 6])
def test_every_answer_with_real_rows_is_as_specified(client, offering, version: int) -> None:
    spec = specification(version)
    seen = 0
    for path, address in addresses(offering, version):
        schema = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for query in ("", "?expand=organization,organisation,course,program,programme,parent,children&pageSize=50"):
            response = client.get(f"/ooapi/v{version}{address}{query}")
            assert response.status_code == 200, (address, response.content)
            whole = {"components": spec["components"], **schema}
            validator = Draft202012Validator(whole, format_checker=FormatChecker(["uuid", "date", "email"]))
            record = response.json()
            assert [error.message for error in validator.iter_errors(record)] == [], address
            seen += len(record.get("items", [1]))
    assert seen > 2 * len(PATHS[version])
    degree = offering | {"path": offering["degree"]}
    for path, address in addresses(degree, version):
        if "{program" in path and "Offering" not in path:
            schema = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            validator = Draft202012Validator(
                {"components": spec["components"], **schema}, format_checker=FormatChecker(["uuid", "date"])
            )
            assert [error.message for error in validator.iter_errors(read(client, f"/v{version}{address}"))] == []


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("/v5/courses", "courseId", ["course", "bare"]),
        ("/v6/courses", "courseId", ["course", "bare"]),
        ("/v5/programs", "programId", ["degree", "path"]),
        ("/v6/programmes", "programmeId", ["degree", "path"]),
        ("/v6/programmes?sort=-name", "programmeId", ["path", "degree"]),
        ("/v6/programmes?sort=programId", "programmeId", ["path", "degree"]),
        ("/v6/programmes?level=bachelor", "programmeId", ["degree"]),
        ("/v6/programmes?level=master", "programmeId", []),
        ("/v5/programs?primaryCode=laurea:BIT", "programId", ["degree"]),
        ("/v5/programs?q=bit", "programId", ["degree"]),
        ("/v5/programs?consumer=alliance", "programId", ["path"]),
        ("/v5/programs/{degree}/courses", "courseId", ["course"]),
        ("/v5/programs/{degree}/offerings", "offeringId", []),
        ("/v5/programs/{path}/courses", "courseId", ["course"]),
        ("/v5/courses/{course}/offerings", "offeringId", ["run"]),
        ("/v6/courses/{course}/course-offerings", "courseOfferingId", ["endless", "run"]),
        ("/v6/programmes/{path}/programme-offerings", "programmeOfferingId", ["of_path"]),
        ("/v5/organizations/{school}/offerings?offeringType=program", "offeringId", ["of_path"]),
        ("/v6/organisations/{school}/course-offerings", "courseOfferingId", ["endless", "run"]),
        ("/v5/courses?q=tietoka", "courseId", ["course"]),
        ("/v5/courses?teachingLanguage=swe", "courseId", ["course"]),
        ("/v5/courses?teachingLanguage=deu", "courseId", []),
        ("/v5/courses?modeOfDelivery=hybrid", "courseId", ["course"]),
        ("/v5/courses?level=undefined", "courseId", ["bare"]),
        ("/v5/courses?level=bachelor", "courseId", ["course"]),
        ("/v5/courses?consumer=alliance", "courseId", ["course"]),
        ("/v5/courses?consumer=somebody", "courseId", []),
        ("/v5/courses?sort=-courseId", "courseId", ["bare", "course"]),
        ("/v6/courses/{course}/course-offerings?state=cancelled", "courseOfferingId", []),
        ("/v6/courses/{course}/course-offerings?since=2999-01-01T00:00:00Z", "courseOfferingId", []),
    ],
)
def test_lists_hold_what_they_are_asked_for(client, offering, address: str, name: str, expected: list[str]) -> None:
    path = address.format(**{key: ooapi.uuid_of(row) for key, row in offering.items()})
    found = ids(
        read(
            client,
            path.partition("?")[0],
            **dict(part.split("=") for part in path.partition("?")[2].split("&") if part),
        ),
        name,
    )
    wanted = [ooapi.uuid_of(offering[key]) for key in expected]
    assert found == wanted if "sort" in address else sorted(found) == sorted(wanted)


def test_pages_follow_each_other_and_end(client, offering) -> None:
    for number in range(11):
        make_course(offering["school"], name={"en": f"Course {number:02}"})
    first, second = (read(client, "/v5/courses", pageNumber=str(number)) for number in (1, 2))
    assert (len(first["items"]), first["hasNextPage"], first["hasPreviousPage"]) == (10, True, False)
    assert (len(second["items"]), second["hasNextPage"], second["hasPreviousPage"]) == (3, False, True)
    assert first["totalPages"] == 2
    assert set(ids(first, "courseId")).isdisjoint(ids(second, "courseId"))
    assert read(client, "/v5/courses", pageNumber="999999")["items"] == []


def test_drafts_and_proposals_are_not_told(client, offering) -> None:
    draft = make_course(offering["school"], draft=True)
    of_draft = make_realisation(draft, "enrolling")
    proposed = make_realisation(offering["course"], "proposed")
    for version in (5, 6):
        assert client.get(f"/ooapi/v{version}/courses/{ooapi.uuid_of(draft)}").status_code == 404
    for row in (of_draft, proposed):
        assert client.get(f"/ooapi/v5/offerings/{ooapi.uuid_of(row)}").status_code == 404
        assert client.get(f"/ooapi/v6/course-offerings/{ooapi.uuid_of(row)}").status_code == 404
    assert ooapi.uuid_of(draft) not in ids(read(client, "/v5/courses", pageSize="250"), "courseId")


def test_the_alliance_sees_its_theme_and_the_way_to_enrol(client, offering) -> None:
    five = read(client, f"/v5/courses/{ooapi.uuid_of(offering['course'])}")
    six = read(client, f"/v6/courses/{ooapi.uuid_of(offering['course'])}")
    assert five["consumers"][0]["consumerKey"] == six["consumer"]["consumerKey"] == "alliance"
    assert five["consumers"][0]["alliances"][0]["name"] == "3amk"
    assert five["consumers"][0]["alliances"][0]["enrollmentUrl"].endswith(f"/studies/courses/{offering['course'].pk}/")
    assert "consumers" not in read(client, f"/v5/courses/{ooapi.uuid_of(offering['bare'])}")


def test_a_course_tells_its_path_and_its_degree_programme(client, offering) -> None:
    wanted = [ooapi.uuid_of(offering["path"]), ooapi.uuid_of(offering["degree"])]
    assert read(client, f"/v5/courses/{ooapi.uuid_of(offering['course'])}")["programs"] == wanted
    assert read(client, f"/v6/courses/{ooapi.uuid_of(offering['course'])}")["programmeIds"] == wanted
    five, six = (read(client, f"/{page}/{wanted[1]}") for page in ("v5/programs", "v6/programmes"))
    assert (five["programType"], five["levelOfQualification"], five["level"]) == ("program", "6", "bachelor")
    assert (six["programmeType"], six["levelOfQualification"], six["level"]) == ("programme", "eqf_6", "bachelor")
    assert five["studyLoad"] == six["studyLoad"][0] == {"studyLoadUnit": "ects", "value": 210.0}
    assert five["link"].endswith("/studies/?degree=laurea%3ABIT")
    assert read(client, f"/v5/programs/{wanted[0]}")["programType"] == "minor"


def test_a_run_without_days_is_told_by_version_6_alone(client, offering) -> None:
    uuid = ooapi.uuid_of(offering["endless"])
    assert "version 6" in client.get(f"/ooapi/v5/offerings/{uuid}").json()["detail"]
    assert "startDateTime" not in read(client, f"/v6/course-offerings/{uuid}")


@pytest.mark.parametrize(
    "query",
    [
        "pageSize=7", "pageSize=x", "pageSize=", "pageNumber=0", "pageNumber=-1", "pageNumber=1e3", "pageNumber=²",
        "sort=price", "teachingLanguage=f%27", "resultExpected=maybe", "filter_query[name][in]=x", "since=yesterday",
    ],
)  # fmt: skip
def test_what_the_specification_does_not_allow_is_a_problem(client, offering, query: str) -> None:
    for version in (5, 6):
        response = client.get(f"/ooapi/v{version}/courses?{query}")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == ("400" if version == 5 else 400)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(client, offering, method: str) -> None:
    response = getattr(client, method)("/ooapi/v5/courses")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert CourseUnit.objects.count() == 2


def test_an_unchanged_answer_is_not_sent_again(client, offering) -> None:
    first = client.get("/ooapi/v6/courses")
    again = client.get("/ooapi/v6/courses", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_course(offering["school"])
    assert client.get("/ooapi/v6/courses", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_id_leads_back_to_its_row_only(offering) -> None:
    course = offering["course"]
    uuid = UUID(ooapi.uuid_of(course))
    assert uuid.version == 8
    assert ooapi_rows.pk_of(CourseUnit, uuid) == course.pk
    assert ooapi_rows.pk_of(Realisation, uuid) == 0
    assert ooapi_rows.pk_of(Organisation, uuid4()) == 0


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("version", [5, 6])
def test_whatever_is_asked_gets_an_answer_the_specification_describes(offering, version: int) -> None:
    schema = schemathesis.openapi.from_dict(specification(version))
    schema.app = get_wsgi_application()
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    for found in schema.get_all_operations():
        operation = found.ok()
        for parameter in [*operation.query]:
            if parameter.name.startswith(HIDDEN):
                operation.query.items.remove(parameter)

        @hypothesis_settings(
            max_examples=3,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @operation_strategy(operation)
        def asked(case: Any) -> None:
            case.call_and_validate(checks=checks)

        asked()


def operation_strategy(operation: Any) -> Any:
    """Hypothesis' ``given`` for the cases of an operation."""
    from hypothesis import given  # noqa: PLC0415 - beside its only use

    return given(case=operation.as_strategy())
