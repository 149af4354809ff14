"""RIPA v9 messages of our own making, checked against CSC's schemas where these are at hand."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors.errors import ConnectorError, Limits
from osaamo.connectors.ripa import Localised, OrganisationReference, StudyElementReference, read_ripa

ORGANISATIONS = [
    {
        "organisationRole": 1,
        "percent": 60,
        "target": {
            "organisationTkCode": "10000",
            "organisationName": {"values": {"fi": "Esimerkkikorkeakoulu", "sv": None, "en": "Sample University"}},
        },
    },
    {"organisationRole": 2, "target": {"organisationTkCode": "20000"}},
]
NETWORKS = [{"id": "NETWORK-1", "enrollable": True}]
REALISATION = {
    "realisationId": "R-1",
    "realisationIdentifierCode": "PALV-3001",
    "status": "ACTIVE",
    "name": {"values": {"fi": "Palvelumuotoilu, syksy"}},
    "studyElementReferences": [
        {"referenceIdentifier": "CU-1", "referenceOrganizer": "10000", "referenceType": "COURSE_UNIT"}
    ],
    "startDate": "2026-09-01",
    "endDate": "2026-12-18",
    "enrollmentStartDateTime": "2026-05-01T08:00:00+03:00",
    "enrollmentEndDateTime": "2026-08-15T23:59:59Z",
    "enrollmentClosed": False,
    "minSeats": 10,
    "maxSeats": 40,
    "teachingLanguage": ["fi", "en"],
    "organisationReferences": ORGANISATIONS,
    "cooperationNetworks": NETWORKS,
    "questionSets": [{"title": {"values": {"fi": "Kysymys"}}, "questions": []}],
}
COURSE_UNIT = {
    "studyElementId": "CU-1",
    "studyElementIdentifierCode": "PALV001",
    "type": "COURSE_UNIT",
    "status": "ACTIVE",
    "name": {"values": {"fi": "Palvelumuotoilu", "sv": "Tjänstedesign", "en": "Service design"}},
    "objective": {
        "values": {"fi": "<p>Osaat <b>suunnitella</b> palveluja.</p><ul><li>haastatella</li></ul>", "en": None}
    },
    "content": {"values": {"sv": "Prototyper"}},
    "preconditions": None,
    "creditsMin": 5,
    "creditsMax": 5,
    "teachingLanguage": ["fi"],
    "organisationReferences": ORGANISATIONS,
    "cooperationNetworks": NETWORKS,
    "keywords": [
        {"key": "k1", "keySet": "s", "value": {"values": {"fi": "muotoilu"}}},
        {"key": "agile", "keySet": "s"},
    ],
    "sendingTime": "2026-03-01T10:00:00+02:00",
    "personReferences": [{"definition": "Opettaja", "person": {"surName": "Esimerkki"}}],
    "groupSize": 40,
    "assessmentScale": 1,
    "realisations": [{key: value for key, value in REALISATION.items() if key != "studyElementReferences"}],
    "completionOptions": [
        {
            "completionOptionId": "O-1",
            "assessmentItems": [
                {
                    "assessmentItemId": "A-1",
                    "realisations": [
                        {
                            "realisationId": "R-2",
                            "name": {"values": {"fi": "Tentti"}},
                            "organisationReferences": ORGANISATIONS,
                        }
                    ],
                }
            ],
        }
    ],
}
CREATE_UNITS = {"courseUnits": [COURSE_UNIT]}
CREATE_REALISATIONS = {"realisations": [REALISATION]}
UPDATE_UNIT = {"courseUnit": {"studyElementId": "CU-1", "status": "ARCHIVED", "creditsMax": 10}}
UPDATE_REALISATION = {"realisation": {"realisationId": "R-1", "maxSeats": 60}}


def read(message, **limits):
    return read_ripa(json.dumps(message).encode(), "a.json", limits=Limits(**limits))


def unit(**changes):
    changed = copy.deepcopy(COURSE_UNIT) | changes
    return {key: value for key, value in changed.items() if value != "GONE"}


def realisation(**changes):
    changed = copy.deepcopy(REALISATION) | changes
    return {key: value for key, value in changed.items() if value != "GONE"}


def test_course_unit():
    batch = read(CREATE_UNITS)
    [record] = batch.course_units
    assert batch.broken == ()
    assert record.study_element_id == "CU-1"
    assert record.identifier_code == "PALV001"
    assert record.name == Localised("Palvelumuotoilu", "Tjänstedesign", "Service design")
    assert record.objective == Localised(fi="Osaat suunnitella palveluja.\n\n• haastatella")
    assert record.content.as_dict() == {"sv": "Prototyper"}
    assert not record.preconditions
    assert (record.credits_min, record.credits_max) == (5.0, 5.0)
    assert record.main_organisation == OrganisationReference(
        "10000", 1, Localised(fi="Esimerkkikorkeakoulu", en="Sample University"), Localised(), 60
    )
    assert [reference.code for reference in record.organisations] == ["10000", "20000"]
    assert record.teaching_languages == ("fi",)
    assert record.keywords == (Localised(fi="muotoilu"), Localised("agile", "agile", "agile"))
    assert record.networks == ("NETWORK-1",)
    assert record.sending_time == dt.datetime(2026, 3, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert (record.group_size, record.assessment_scale, record.partial) == (40, 1, False)
    assert [(found.realisation_id, found.assessment_item) for found in record.realisations] == [
        ("R-1", ""),
        ("R-2", "A-1"),
    ]


def test_realisation():
    [record] = read(CREATE_REALISATIONS).realisations
    assert (record.start_date, record.end_date) == (dt.date(2026, 9, 1), dt.date(2026, 12, 18))
    assert record.enrollment_end == dt.datetime(2026, 8, 15, 23, 59, 59, tzinfo=dt.UTC)
    assert (record.enrollment_closed, record.min_seats, record.max_seats) == (False, 10, 40)
    assert record.study_elements == (StudyElementReference("CU-1", "10000", "COURSE_UNIT"),)
    assert record.teaching_languages == ("fi", "en")


def test_report_counts_and_names_what_was_not_mapped():
    report = read({"courseUnits": [unit(ownField=1), unit(ownField=2)], "extra": 1}).report
    assert report.message == "createCourseUnitRequest"
    assert (report.course_units, report.realisations, report.broken) == (2, 4, 0)
    assert report.unknown_fields == {"courseUnit.ownField": 2, "message.extra": 1}
    assert report.unused_fields == {"courseUnit.personReferences": 2, "realisation.questionSets": 2}


def test_updates_name_the_fields_they_change():
    [record] = read(UPDATE_UNIT).course_units
    assert (record.partial, record.fields, record.status) == (
        True,
        ("studyElementId", "status", "creditsMax"),
        "ARCHIVED",
    )
    [changed] = read(UPDATE_REALISATION).realisations
    assert (changed.partial, changed.max_seats, changed.name) == (True, 60, Localised())


@pytest.mark.parametrize(
    ("message", "kind", "units", "realisations"),
    [
        ([COURSE_UNIT], "course-units", 1, 0),
        ([REALISATION], "realisations", 0, 1),
        ([COURSE_UNIT, REALISATION], "course-units", 1, 1),
        (COURSE_UNIT, "course-unit", 1, 0),
        (REALISATION, "realisation", 0, 1),
        ({"courseUnits": [COURSE_UNIT], "realisations": [REALISATION]}, "createCourseUnitRequest", 1, 1),
    ],
)
def test_plain_arrays_and_single_objects(message, kind, units, realisations):
    batch = read(message)
    assert (batch.report.message, len(batch.course_units), len(batch.realisations)) == (kind, units, realisations)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"studyElementId": "GONE"}, "/studyElementId", "missing"),
        ({"studyElementId": ""}, "/studyElementId", "missing"),
        ({"studyElementId": 7}, "/studyElementId", "wrong-type"),
        ({"type": "DEGREE"}, "/type", "wrong-value"),
        ({"status": "OPEN"}, "/status", "wrong-value"),
        ({"name": None}, "/name", "missing"),
        ({"name": {"values": {"fi": " "}}}, "/name", "missing"),
        ({"name": {"fi": "Nimi"}}, "/name/values", "wrong-type"),
        ({"name": {"values": {"fi": 5}}}, "/name/values/fi", "wrong-type"),
        ({"creditsMin": "5"}, "/creditsMin", "wrong-type"),
        ({"creditsMin": True}, "/creditsMin", "wrong-type"),
        ({"creditsMin": -1}, "/creditsMin", "wrong-value"),
        ({"creditsMin": 6}, "/creditsMin", "wrong-value"),
        ({"organisationReferences": []}, "/organisationReferences", "missing"),
        ({"organisationReferences": ORGANISATIONS[1:]}, "/organisationReferences", "wrong-value"),
        (
            {"organisationReferences": [{"organisationRole": 3, "target": {}}]},
            "/organisationReferences/0/organisationRole",
            "wrong-value",
        ),
        (
            {"organisationReferences": [{"organisationRole": 1, "target": {}}]},
            "/organisationReferences/0/target/organisationTkCode",
            "missing",
        ),
        ({"teachingLanguage": ["suomi"]}, "/teachingLanguage/0", "wrong-value"),
        ({"validityStartDate": "1.9.2026"}, "/validityStartDate", "wrong-value"),
        ({"sendingTime": "2026-03-01T10:00:00"}, "/sendingTime", "wrong-value"),
        ({"groupSize": 2.5}, "/groupSize", "wrong-type"),
        (
            {"completionOptions": [{"assessmentItems": [{}]}]},
            "/completionOptions/0/assessmentItems/0/assessmentItemId",
            "missing",
        ),
    ],
)
def test_broken_course_unit_is_set_apart_and_the_others_come(changes, pointer, code):
    batch = read({"courseUnits": [COURSE_UNIT, unit(**changes), COURSE_UNIT]})
    assert len(batch.course_units) == 2
    [broken] = batch.broken
    assert (broken.pointer, broken.code, broken.kind) == (f"/courseUnits/1{pointer}", code, "course-unit")
    assert broken.raw == unit(**changes)
    assert broken.detail.endswith(".")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"realisationId": "GONE"}, "/realisationId", "missing"),
        ({"maxSeats": 5}, "/minSeats", "wrong-value"),
        ({"maxSeats": "40"}, "/maxSeats", "wrong-type"),
        ({"startDate": "2027-01-01"}, "/startDate", "wrong-value"),
        ({"startDate": "2026-02-30"}, "/startDate", "wrong-value"),
        ({"enrollmentClosed": "no"}, "/enrollmentClosed", "wrong-type"),
        ({"studyElementReferences": "GONE"}, "/studyElementReferences", "missing"),
        (
            {"studyElementReferences": [{"referenceType": "COURSE_UNIT"}]},
            "/studyElementReferences/0/referenceIdentifier",
            "missing",
        ),
        ({"cooperationNetworks": [{}]}, "/cooperationNetworks/0/id", "missing"),
        ({"cooperationNetworks": [5]}, "/cooperationNetworks/0", "wrong-type"),
    ],
)
def test_broken_realisation_is_set_apart(changes, pointer, code):
    [broken] = read({"realisations": [realisation(**changes)]}).broken
    assert (broken.pointer, broken.code, broken.kind) == (f"/realisations/0{pointer}", code, "realisation")


def test_broken_realisation_does_not_break_its_course_unit():
    batch = read({"courseUnits": [unit(realisations=[realisation(minSeats=-1), REALISATION, 5])]})
    assert [found.realisation_id for found in batch.course_units[0].realisations] == ["R-1", "R-2"]
    assert [broken.pointer for broken in batch.broken] == [
        "/courseUnits/0/realisations/0/minSeats",
        "/courseUnits/0/realisations/2",
    ]


def test_items_that_are_no_objects_are_set_apart():
    assert [broken.code for broken in read({"courseUnits": [None, 3, COURSE_UNIT]}).broken] == ["not-an-object"] * 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"{", "damaged-file"),
        (b"[" * 100_000, "damaged-file"),
        (b"{}", "not-ripa"),
        (b"[]", "not-ripa"),
        (b"5", "not-ripa"),
        (b'{"courseUnits": {}}', "not-ripa"),
        (b'[{"id": 1}]', "not-ripa"),
    ],
)
def test_what_is_no_ripa_says_so(data, code):
    with pytest.raises(ConnectorError) as caught:
        read_ripa(data, "a.json")
    assert caught.value.code == code


def test_limits():
    for limits in ({"table_bytes": 100}, {"rows": 1}):
        with pytest.raises(ConnectorError) as caught:
            read({"courseUnits": [COURSE_UNIT, COURSE_UNIT]}, **limits)
        assert caught.value.code == "too-large"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("values"), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(COURSE_UNIT)), JSON, st.sampled_from(sorted(REALISATION)), JSON)
def test_any_value_gives_a_record_or_a_broken_unit(unit_field, unit_value, field, value):
    data = json.dumps(
        {"courseUnits": [COURSE_UNIT | {unit_field: unit_value}], "realisations": [REALISATION | {field: value}]}
    )
    batch = read_ripa(data.encode(), "a.json")
    assert len(batch.course_units) + sum(broken.kind == "course-unit" for broken in batch.broken) == 1
    outside = [broken for broken in batch.broken if broken.pointer.startswith("/realisations/0")]
    assert len(batch.realisations) + len(outside) == 1


# Against CSC's schemas


def schema_validator(folder, path):
    """A validator of the schema at ``path``, its references resolved by file and its (partly wrong) ids dropped."""
    from jsonschema import Draft4Validator

    loaded = {}

    def load(where):
        if where not in loaded:
            text = re.sub(r",(\s*[}\]])", r"\1", where.read_text(encoding="utf-8"))
            loaded[where] = None
            loaded[where] = inline(json.loads(text), where)
        return loaded[where]

    def inline(node, where):
        if isinstance(node, list):
            return [inline(part, where) for part in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            if reference.startswith("#"):
                document = json.loads(re.sub(r",(\s*[}\]])", r"\1", where.read_text(encoding="utf-8")))
                for step in reference[2:].split("/"):
                    document = document[step]
                return inline(document, where)
            return load((where.parent / reference).resolve())
        return {
            key: inline(value, where)
            for key, value in node.items()
            if not (key in {"id", "definitions"} and isinstance(value, str | dict) and "$schema" in node)
        }

    return Draft4Validator(load((folder / path).resolve()))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("courseunit/createCourseUnitRequest.json", "create-units"),
        ("courseunit/updateCourseUnitRequest.json", "update-unit"),
        ("realisation/createRealisationRequest.json", "create-realisations"),
        ("realisation/updateRealisationRequest.json", "update-realisation"),
    ],
)
def test_our_messages_fit_the_schemas(shared_specs, path, message):
    messages = {
        "create-units": CREATE_UNITS,
        "update-unit": UPDATE_UNIT,
        "create-realisations": CREATE_REALISATIONS,
        "update-realisation": UPDATE_REALISATION,
    }
    validator = schema_validator(shared_specs / "ristiinopiskelu-v9" / "schemas", path)
    assert [error.message for error in validator.iter_errors(messages[message])] == []
    assert list(validator.iter_errors({"wrong": True})) != []


@pytest.mark.shared
def test_what_the_schema_refuses_in_fields_we_read_is_broken_here_too(shared_specs):
    validator = schema_validator(
        shared_specs / "ristiinopiskelu-v9" / "schemas", "courseunit/createCourseUnitRequest.json"
    )
    for changes in ({"studyElementId": ""}, {"type": "DEGREE"}, {"name": {"values": {}}}, {"creditsMin": "5"},
                    {"organisationReferences": []}, {"teachingLanguage": ["suomi"]}, {"status": "OPEN"}):  # fmt: skip
        message = {"courseUnits": [unit(**changes)]}
        assert list(validator.iter_errors(message)), changes
        assert read(message).broken, changes


@pytest.mark.shared
def test_every_field_of_the_schema_is_read_or_known_to_be_unused(shared_specs):
    from osaamo.connectors.ripa import _UNUSED_REALISATION, _UNUSED_UNIT

    folder = shared_specs / "ristiinopiskelu-v9" / "schemas"
    fields = set(json.loads((folder / "realisation/realisation.json").read_text(encoding="utf-8"))["properties"])
    report = read({"realisations": [REALISATION | dict.fromkeys(fields - REALISATION.keys())]}).report
    assert report.unknown_fields == {}
    assert fields >= _UNUSED_REALISATION
    own = json.loads((folder / "courseunit/courseunit.json").read_text(encoding="utf-8"))["allOf"][1]["properties"]
    shared = json.loads((folder / "common/studyElement.json").read_text(encoding="utf-8"))["properties"]
    assert own.keys() | shared.keys() >= _UNUSED_UNIT
    probe = unit() | {name: ["x"] for name in (own.keys() | shared.keys()) & _UNUSED_UNIT}
    assert {name.split(".")[1] for name in read({"courseUnits": [probe]}).report.unused_fields} >= _UNUSED_UNIT
