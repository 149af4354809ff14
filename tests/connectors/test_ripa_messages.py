"""Every message as the service writes it validates against CSC's schemas, and comes back as the same record."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from osaamo.connectors import ripa_messages as ripa
from osaamo.connectors.ripa_countries import COUNTRIES

RIGHT = ripa.StudyRight(
    identifiers=ripa.StudyRightIds(organisation_tk_code_reference="10056", study_right_id="right-1"),
    study_right_status=ripa.StudyRightStatus(
        study_right_status_value=1, start_date=date(2024, 8, 1), end_date=date(2028, 7, 31)
    ),
    eligible_for_network_studies=True,
)
COURSE = ripa.Parent(selection_item_id="course-1", selection_item_type="COURSE_UNIT")
OPTION = ripa.Parent(selection_item_id="option-1", selection_item_type="COMPLETION_OPTION", parent=COURSE)
ITEM = ripa.Parent(selection_item_id="item-1", selection_item_type="ASSESSMENT_ITEM", parent=OPTION)
REGISTRATION = ripa.Registration(
    sending_organisation_tk_code="10056",
    receiving_organisation_tk_code="10065",
    student=ripa.Student(
        home_study_right=RIGHT,
        date_of_birth=date(2001, 5, 17),
        gender=2,
        country_of_citizenship="246",
        mother_tongue="fi",
        oid="1.2.246.562.24.1",
    ),
    network_identifier="3AMK",
    selections=(ripa.Selection(selection_item_id="run-1", selection_item_status_info="wish=study", parent=ITEM),),
    enrolment_date_time=datetime(2026, 11, 24, 12, tzinfo=UTC),
)
REPLY = ripa.RegistrationReply(
    registration_request_id="key-1",
    status="REGISTERED",
    host_study_right=RIGHT,
    host_student_number="R1",
    selections=(
        ripa.ReplySelection(
            selection_item_id="run-1",
            selection_item_status=ripa.SelectionStatus.ACCEPTED,
            rank=ripa.Rank(rank_all=3, max_seats_all=20),
        ),
    ),
)
RECEIVED = ripa.RegistrationReply(registration_request_id="key-1", status="RECEIVED")
REJECTED = REPLY.model_copy(
    update={"status": "REGISTRATION_REJECTED", "rejection_reason": ripa.Localised(values={"fi": "Täynnä"})}
)
RECORD = ripa.StudyRecord(
    sending_organisation="10065",
    receiving_organisation="10056",
    network_identifier="3AMK",
    student=ripa.RecordStudent(
        home_study_right_identifier=RIGHT.identifiers, host_study_right_identifier=RIGHT.identifiers
    ),
    completed_credits=(
        ripa.CompletedCredit(
            completed_credit_identifier="credit-1",
            completed_credit_target=ripa.CreditTarget(completed_credit_target_id="run-1"),
            completed_credit_name=ripa.Localised(values={"fi": "Palvelumuotoilu"}),
            completed_credit_status=ripa.CreditStatus.ACCEPTED,
            scope=5.0,
            assessment=ripa.Assessment(
                grading_scale=ripa.GradingScale(scale=ripa.Scale.ONE_TO_FIVE), grade=ripa.Grade(code="4")
            ),
            completion_date=date(2026, 11, 24),
            languages_of_completion=("fi",),
            acceptors=(ripa.Acceptor(sur_name="Korpela"),),
            transaction=ripa.Transaction.NEW,
            min_edu_guidance_area=1,
        ),
    ),
    sending_time=datetime(2026, 11, 24, 12, tzinfo=UTC),
)
MESSAGES = {
    "registration/createRegistrationRequest": (ripa.MessageType.REGISTRATION, REGISTRATION),
    "registration/registrationReplyRequest": (ripa.MessageType.REGISTRATION_REPLY, REPLY),
    "registration/registrationReplyRequest#received": (ripa.MessageType.REGISTRATION_REPLY, RECEIVED),
    "registration/registrationReplyRequest#rejected": (ripa.MessageType.REGISTRATION_REPLY, REJECTED),
    "studyrecord/createStudyRecordRequest": (ripa.MessageType.STUDY_RECORD, RECORD),
    "studyrecord/studyRecordReplyRequest": (
        ripa.MessageType.STUDY_RECORD_REPLY,
        ripa.StudyRecordReply(study_record_request_id="credit-1", status="RECORDED"),
    ),
    "student/updateStudentStudyRightRequest": (
        ripa.MessageType.STUDY_RIGHT,
        ripa.StudyRightUpdate(oid="1.2.246.562.24.1", home_study_right=RIGHT),
    ),
    "student/updateStudentStudyRightReplyRequest": (
        ripa.MessageType.STUDY_RIGHT_REPLY,
        ripa.StudyRightReply(student_request_id="key-1", status="UPDATED"),
    ),
    "acknowledgement/acknowledgement": (
        ripa.MessageType.ACKNOWLEDGEMENT,
        ripa.Acknowledgement(receiving_organisation_tk_code="10056", message_type="X", request_id="key-1"),
    ),
}


class Schemas:
    """CSC's schemas with every reference replaced by what it names, as their README asks.

    What stands beside a reference counts too, unlike in draft 4: the schemas' authors meant it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: Path) -> dict:
        schema = json.loads(re.sub(r",(\s*[}\]])", r"\1", path.read_text("utf-8")))
        schema.pop("id", None)
        return self.whole(schema, path.parent)

    def whole(self, schema, folder: Path):
        if isinstance(schema, list):
            return [self.whole(one, folder) for one in schema]
        if not isinstance(schema, dict):
            return schema
        rest = {name: self.whole(one, folder) for name, one in schema.items() if name != "$ref"}
        if not isinstance(schema.get("$ref"), str):
            return rest
        return {"allOf": [self.read((folder / schema["$ref"]).resolve()), rest]}

    def faults(self, name: str, body) -> list[str]:
        validator = Draft4Validator(self.read(self.folder / f"{name}.json"))
        return [error.message for error in validator.iter_errors(body)]


@pytest.fixture(scope="module")
def schemas(shared_specs) -> Schemas:
    return Schemas(shared_specs / "ristiinopiskelu-v9" / "schemas")


@pytest.mark.shared
@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_validates(schemas, name):
    assert schemas.faults(name.partition("#")[0], MESSAGES[name][1].body()) == []


@pytest.mark.shared
def test_the_schemas_would_notice(schemas):
    broken = REGISTRATION.body()
    del broken["student"]["motherTongue"]
    assert schemas.faults("registration/createRegistrationRequest", broken) == ["'motherTongue' is a required property"]
    assert schemas.faults("registration/registrationReplyRequest", RECEIVED.body() | {"selections": []})


@pytest.mark.shared
@pytest.mark.parametrize("kind", [kind for kind in ripa.MessageType if kind.endswith("_REQUEST")])
def test_every_response_validates(schemas, kind):
    names = {
        "REGISTRATION_RESPONSE": "registrationResponse",
        "STUDYRECORD_RESPONSE": "studyRecordResponse",
        "STUDENT_RESPONSE": "studentResponse",
        "DEFAULT_RESPONSE": "defaultResponse",
    }
    answer, body = ripa.response(kind, "key-1")
    assert schemas.faults(f"responses/{names[answer]}", body) == []


@pytest.mark.shared
def test_a_refusal_validates(schemas):
    _, body = ripa.refusal(ripa.InvalidMessage({"/selections": "missing"}))
    assert schemas.faults("responses/jsonValidationFailedResponse", body) == []


@pytest.mark.shared
def test_countries_are_those_of_the_schema(schemas):
    assert set(schemas.read(schemas.folder / "common/country.json")["enum"]) == COUNTRIES


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_comes_back_as_it_was(name):
    kind, record = MESSAGES[name]
    assert ripa.read_message(kind, json.loads(json.dumps(record.body()))) == record


def wrong(change) -> dict[str, str]:
    body = REGISTRATION.body()
    change(body)
    with pytest.raises(ripa.InvalidMessage) as caught:
        ripa.read_message(ripa.MessageType.REGISTRATION, body)
    return caught.value.faults


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda body: body.pop("networkIdentifier"), "/networkIdentifier"),
        (lambda body: body.update(selections=[]), "/selections"),
        (lambda body: body["student"].update(countryOfCitizenship="FIN"), "/student/countryOfCitizenship"),
        (lambda body: body["student"].update(dateOfBirth="17.5.2001"), "/student/dateOfBirth"),
        (lambda body: body["student"].pop("oid"), "/student/oid"),
        (lambda body: body["selections"][0].update(selectionItemStatus=2), "/selections/0/selectionItemStatus"),
        (
            lambda body: body["student"]["homeStudyRight"]["studyRightStatus"].update(studyRightStatusValue=6),
            "/student/homeStudyRight/studyRightStatus/studyRightStatusValue",
        ),
    ],
)
def test_a_fault_is_named_by_its_place(change, pointer):
    assert list(wrong(change)) == [pointer]


def test_a_grade_belongs_to_its_scale():
    body = RECORD.body()
    body["completedCredits"][0]["assessment"]["grade"]["code"] = "HYV"
    with pytest.raises(ripa.InvalidMessage, match="not on scale"):
        ripa.read_message(ripa.MessageType.STUDY_RECORD, body)


@pytest.mark.parametrize("body", [None, [], "x", 7, {}])
@pytest.mark.parametrize("kind", ["CREATE_REGISTRATION_REQUEST", "NO_SUCH_MESSAGE", ""])
def test_what_is_no_message_is_refused(kind, body):
    with pytest.raises(ripa.InvalidMessage):
        ripa.read_message(kind, body)


def test_a_student_is_what_the_schema_requires_and_nothing_else():
    extra = REGISTRATION.body()
    extra["student"] |= {"personId": "170501A123B", "surName": "Virtanen", "email": ["a@b.fi"]}
    assert "Virtanen" not in str(ripa.read_message(ripa.MessageType.REGISTRATION, extra).body())
