"""Messages about enrolments and results of the Ristiinopiskelupalvelu (RIPA) schemas, version 9.

Source: CSC, github.com/CSCfi/Ristiinopiskelupalvelu, ``messageschemas/v9`` (``registration``, ``student``,
``studyrecord``, ``responses``, ``acknowledgement``). Every record is what its message carries and no more: what the
schema lets out of a student's identity is not here, so it cannot be sent. ``body()`` of a record is the JSON of the
message; :func:`read_message` goes the other way and says of each wrong value where it stands.

Course units and realisations are in :mod:`osaamo.connectors.ripa`.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from osaamo.connectors.ripa_countries import COUNTRIES

if TYPE_CHECKING:
    from typing import Self

SCHEMA_VERSION = 9
Text = Annotated[str, Field(min_length=1)]


class MessageType(StrEnum):
    """The message types that are about enrolments and results."""

    REGISTRATION = "CREATE_REGISTRATION_REQUEST"
    REGISTRATION_REPLY = "REGISTRATION_REPLY_REQUEST"
    STUDY_RECORD = "CREATE_STUDYRECORD_REQUEST"
    STUDY_RECORD_REPLY = "STUDYRECORD_REPLY_REQUEST"
    STUDY_RIGHT = "UPDATE_STUDENT_STUDYRIGHT_REQUEST"
    STUDY_RIGHT_REPLY = "UPDATE_STUDENT_STUDYRIGHT_REPLY_REQUEST"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    REGISTRATION_RESPONSE = "REGISTRATION_RESPONSE"
    STUDY_RECORD_RESPONSE = "STUDYRECORD_RESPONSE"
    STUDENT_RESPONSE = "STUDENT_RESPONSE"
    DEFAULT_RESPONSE = "DEFAULT_RESPONSE"
    INVALID_RESPONSE = "JSON_VALIDATION_FAILED_RESPONSE"
    UNKNOWN_SENDER_RESPONSE = "AUTHENTICATION_FAILED_RESPONSE"


class SelectionStatus(IntEnum):
    """``selectionItemStatus``: what became of the enrolment on one element."""

    NOT_ENROLLED = 0
    PENDING = 1
    ACCEPTED = 2
    REJECTED = 3
    ABORTED_BY_STUDENT = 4
    ABORTED_BY_TEACHER = 5


class Transaction(StrEnum):
    """What a completed credit does to those sent before."""

    NEW = "NEW_COMPLETED_CREDIT"
    REPLACES = "NEW_CREDIT_REPLACES_FORMER"
    CORRECTION = "CORRECTION"
    REMOVAL = "REMOVAL"


class CreditStatus(StrEnum):
    """Whether somebody completed what they began."""

    NOT_PARTICIPATED = "NOT_PARTICIPATED"
    ABANDONED = "ATTEMPT_ABANDONED"
    ACCEPTED = "ACCEPTED"
    UNFINISHED = "UNFINISHED"


class Scale(IntEnum):
    """``gradingScale``: VIRTA's scales of assessment."""

    ONE_TO_FIVE = 1
    PASS_FAIL = 2
    LANGUAGE = 3


GRADES: dict[Scale, tuple[str, ...]] = {
    Scale.ONE_TO_FIVE: ("HYL", "1", "2", "3", "4", "5"),
    Scale.PASS_FAIL: ("HYL", "HYV"),
    Scale.LANGUAGE: ("HYL", "TT", "HT"),
}
"""The grades of each scale, the failing one (``HYL``) first."""

FAILED = "HYL"


class _Record(BaseModel):
    """A part of a message; unknown fields are ignored, as RIPA asks of receivers."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")

    def body(self) -> dict[str, Any]:
        """The JSON of it, without what is not given."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Localised(_Record):
    """``localisedString``: ``values`` has a text for at least one of ``fi``, ``sv`` and ``en``."""

    values: dict[Literal["fi", "sv", "en"], str | None]

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not any(self.values.values()):
            raise ValueError("give the text in at least one of fi, sv and en")
        return self


class StudyRightIds(_Record):
    """Which study right, and whose organisation gave it (Statistics Finland code)."""

    organisation_tk_code_reference: Text
    study_right_id: Text


class StudyRightStatus(_Record):
    """VIRTA's status (1 active, 2 option, 3 ended, 4 passive, 5 given up) and the days of the right."""

    study_right_status_value: Literal[1, 2, 3, 4, 5]
    start_date: dt.date
    end_date: dt.date


class StudyRight(_Record):
    """``studyRight``. ``eligible_for_network_studies``: ``None`` counts as yes."""

    identifiers: StudyRightIds
    study_right_status: StudyRightStatus
    eligible_for_network_studies: bool | None = None


class Student(_Record):
    """``extendedStudent`` with what the schema requires, and nothing else: no name, no address, no personal code.

    ``oid`` is the national learner number, ``gender`` a VIRTA code, ``country_of_citizenship`` a three-digit code.
    """

    home_study_right: StudyRight
    date_of_birth: dt.date
    gender: int
    country_of_citizenship: str
    mother_tongue: str
    oid: Text

    @model_validator(mode="after")
    def _known_country(self) -> Self:
        if self.country_of_citizenship not in COUNTRIES:
            raise ValueError(f"countryOfCitizenship {self.country_of_citizenship!r} is no three-digit country code")
        return self


class Parent(_Record):
    """An element above the selected one: assessment item, completion option, course unit."""

    selection_item_id: Text
    selection_item_type: Literal["ASSESSMENT_ITEM", "COMPLETION_OPTION", "COURSE_UNIT"]
    parent: Parent | None = None


class Selection(_Record):
    """``registrationSelectionItemHier4``: a realisation, below its course unit."""

    selection_item_id: Text
    selection_item_type: Literal["REALISATION"] = "REALISATION"
    selection_item_status: Literal[1, 4] = 1
    selection_item_status_info: str | None = None
    parent: Parent


class Registration(_Record):
    """``createRegistrationRequest``: a student enrols, or (status 4) withdraws."""

    sending_organisation_tk_code: Text
    receiving_organisation_tk_code: Text
    student: Student
    network_identifier: Text
    selections: Annotated[tuple[Selection, ...], Field(min_length=1)]
    enrolment_date_time: dt.datetime


class Rank(_Record):
    """Place in the order of joining, and the seats there are; ``None`` where there is no limit."""

    rank_all: int | None = None
    max_seats_all: int | None = None


class ReplySelection(_Record):
    """``registrationReplySelectionItem``: what the host says of the realisation."""

    selection_item_id: Text
    selection_item_type: Literal["COURSE_UNIT", "REALISATION"] = "REALISATION"
    selection_item_status: SelectionStatus
    selection_item_status_info: str | None = None
    rank: Rank | None = None


class RegistrationReply(_Record):
    """``registrationReplyRequest``; ``RECEIVED``, "a person decides", comes without anything else."""

    registration_request_id: Text
    status: Literal["REGISTERED", "REGISTRATION_REJECTED", "RECEIVED"]
    selections: tuple[ReplySelection, ...] | None = None
    host_study_right: StudyRight | None = None
    host_student_number: str | None = None
    rejection_reason: Localised | None = None

    @model_validator(mode="after")
    def _selections_with_an_answer(self) -> Self:
        if (self.status == "RECEIVED") == bool(self.selections):
            raise ValueError("selections belong to REGISTERED and REGISTRATION_REJECTED, and to no other status")
        return self


class CreditTarget(_Record):
    """What was completed."""

    completed_credit_target_type: Literal["REALISATION", "COURSE_UNIT"] = "REALISATION"
    completed_credit_target_id: Text


class GradingScale(_Record):
    """Which scale."""

    scale: Scale


class Grade(_Record):
    """A grade of the scale."""

    code: Text


class Assessment(_Record):
    """The grade on its scale."""

    grading_scale: GradingScale
    grade: Grade

    @model_validator(mode="after")
    def _grade_of_its_scale(self) -> Self:
        if self.grade.code not in GRADES[self.grading_scale.scale]:
            known = ", ".join(GRADES[self.grading_scale.scale])
            raise ValueError(f"the grade {self.grade.code!r} is not on scale {self.grading_scale.scale}: {known}")
        return self


class Acceptor(_Record):
    """Who accepted it; the schema requires the surname."""

    sur_name: Text


class CompletedCredit(_Record):
    """``completedCredit``. ``type``: VIRTA, 2 a course; ``min_edu_guidance_area``: the ministry's field, 1-12."""

    completed_credit_identifier: Text
    completed_credit_target: CreditTarget
    completed_credit_name: Localised
    completed_credit_status: CreditStatus
    scope: Annotated[float, Field(ge=0, le=300)]
    assessment: Assessment
    completion_date: dt.date
    languages_of_completion: Annotated[tuple[Text, ...], Field(min_length=1)]
    acceptors: Annotated[tuple[Acceptor, ...], Field(min_length=1)]
    transaction: Transaction
    type: Literal[1, 2, 3] = 2
    min_edu_guidance_area: Annotated[int, Field(ge=1, le=12)]


class RecordStudent(_Record):
    """Whose credits: both study rights, no identity."""

    home_study_right_identifier: StudyRightIds
    host_study_right_identifier: StudyRightIds


class StudyRecord(_Record):
    """``studyRecordCrossStudy``: the host sends credits to the home."""

    sending_organisation: Text
    receiving_organisation: Text
    network_identifier: str | None = None
    student: RecordStudent
    completed_credits: Annotated[tuple[CompletedCredit, ...], Field(min_length=1)]
    sending_time: dt.datetime
    routing_type: Literal["CROSS_STUDY"] = "CROSS_STUDY"


class StudyRecordReply(_Record):
    """``studyRecordReplyRequest``: the home took the credits into its register, or did not."""

    study_record_request_id: Text
    status: Literal["RECORDED", "RECORD_REJECTED"]
    rejection_reason: Localised | None = None


class StudyRightUpdate(_Record):
    """``updateStudentStudyRightRequest``: a study right at home changed."""

    oid: Text
    home_study_right: StudyRight


class StudyRightReply(_Record):
    """``updateStudentStudyRightReplyRequest``."""

    student_request_id: Text
    status: Literal["UPDATED", "REJECTED"]
    rejection_reason: Localised | None = None


class Acknowledgement(_Record):
    """``acknowledgement``: the message that ``request_id`` names came in, or will not come."""

    receiving_organisation_tk_code: Text
    message_type: str | None = None
    request_id: str | None = None


Message = (
    Registration
    | RegistrationReply
    | StudyRecord
    | StudyRecordReply
    | StudyRightUpdate
    | StudyRightReply
    | Acknowledgement
)

_RECORDS: dict[str, type[_Record]] = {
    MessageType.REGISTRATION: Registration,
    MessageType.REGISTRATION_REPLY: RegistrationReply,
    MessageType.STUDY_RECORD: StudyRecord,
    MessageType.STUDY_RECORD_REPLY: StudyRecordReply,
    MessageType.STUDY_RIGHT: StudyRightUpdate,
    MessageType.STUDY_RIGHT_REPLY: StudyRightReply,
    MessageType.ACKNOWLEDGEMENT: Acknowledgement,
}


class InvalidMessage(ValueError):
    """The message breaks its schema. ``faults`` maps JSON pointers to what is wrong there, in English."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(f"{pointer}: {fault}" for pointer, fault in faults.items()))
        self.faults = faults


def read_message(kind: str, body: Any) -> Message:
    """The record of a message of the type ``kind``.

    Raises:
        InvalidMessage: it breaks the schema, or no message of that type is read here.
    """
    record = _RECORDS.get(kind)
    if record is None:
        raise InvalidMessage({"/messageType": f"no message of the type {str(kind)[:60]!r} is read here"})
    try:
        read: Message = record.model_validate(body)  # type: ignore[assignment]
    except ValidationError as error:
        faults = {_pointer(fault["loc"], fault["msg"]): fault["msg"] for fault in error.errors()}
        # A list with a wrong item also counts as too short; only the item is to be mended.
        deepest = {at: fault for at, fault in faults.items() if not any(one.startswith(f"{at}/") for one in faults)}
        raise InvalidMessage(deepest) from error
    return read


def response(kind: MessageType, request_id: str) -> tuple[MessageType, dict[str, Any]]:
    """Type and JSON of the answer that a message of the type ``kind`` about ``request_id`` was taken in."""
    answer = {"status": "OK", "message": "received"}
    if kind is MessageType.REGISTRATION:
        return MessageType.REGISTRATION_RESPONSE, answer | {"registrationRequestId": request_id}
    if kind is MessageType.STUDY_RECORD:
        return MessageType.STUDY_RECORD_RESPONSE, answer | {"studyRecordRequestId": request_id}
    if kind is MessageType.STUDY_RIGHT:
        return MessageType.STUDENT_RESPONSE, answer | {"studentRequestId": request_id}
    return MessageType.DEFAULT_RESPONSE, answer


def refusal(error: InvalidMessage) -> tuple[MessageType, dict[str, Any]]:
    """Type and JSON of the answer that a message breaks its schema; what stood there is not repeated."""
    faults = [f"{pointer}: {fault}" for pointer, fault in error.faults.items()]
    return MessageType.INVALID_RESPONSE, {"status": "FAILED", "message": "invalid message", "errors": faults}


def _pointer(place: tuple[int | str, ...], fault: str) -> str:
    """The JSON pointer of pydantic's place of a fault; checks of several fields name theirs in the message."""
    steps = [str(step) for step in place]
    if "countryOfCitizenship" in fault:
        steps.append("countryOfCitizenship")
    return "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
