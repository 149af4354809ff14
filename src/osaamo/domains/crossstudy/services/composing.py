"""The messages as RIPA v9 wants them, from rows; and what a reply says as a state.

RIPA knows six statuses of an enrolment, we twelve. The finer one stands in ``selectionItemStatusInfo`` as
``state=offered; until=2026-12-01T12:00:00+00:00``; who does not read it still understands the status. That same field
of a registration says that an offered seat is taken (``wish=accept``), for which RIPA has no message.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from osaamo.connectors.ripa_messages import (
    Acceptor,
    Assessment,
    CompletedCredit,
    CreditStatus,
    CreditTarget,
    Grade,
    GradingScale,
    Localised,
    Parent,
    Rank,
    RecordStudent,
    RegistrationReply,
    ReplySelection,
    Scale,
    Selection,
    SelectionStatus,
    StudyRecord,
    StudyRightIds,
    StudyRightStatus,
    Transaction,
)
from osaamo.connectors.ripa_messages import StudyRight as RightRecord
from osaamo.domains.crossstudy.enums import RIPA_STATUSES, Reason, State, Wish
from osaamo.domains.crossstudy.services.moving import in_three_languages

if TYPE_CHECKING:
    from osaamo.connectors.ripa_messages import Registration
    from osaamo.domains.crossstudy.models import Enrolment, Result, StudyRight

COURSE_FIELD = 1
"""``minEduGuidanceArea`` of a result whose course names no field of the ministry's."""

_COARSE = {
    SelectionStatus.NOT_ENROLLED: State.DENIED,
    SelectionStatus.PENDING: State.RECEIVED,
    SelectionStatus.ACCEPTED: State.ENROLLED,
    SelectionStatus.REJECTED: State.DENIED,
    SelectionStatus.ABORTED_BY_STUDENT: State.WITHDRAWN,
    SelectionStatus.ABORTED_BY_TEACHER: State.CANCELLED,
}


def registration(enrolment: Enrolment, right: StudyRight, wish: Wish) -> dict[str, Any]:
    """A ``createRegistrationRequest``: what the student wants.

    It is put together by hand and checked when it is posted: what is wrong in a register is repaired by a person, not
    answered to the student with an error.
    """
    course = Parent(selection_item_id=enrolment.course_key or enrolment.offer_key, selection_item_type="COURSE_UNIT")
    option = Parent(selection_item_id=enrolment.offer_key, selection_item_type="COMPLETION_OPTION", parent=course)
    selection = Selection(
        selection_item_id=enrolment.offer_key,
        selection_item_status=4 if wish == Wish.WITHDRAW else 1,
        selection_item_status_info=f"wish={wish.value}",
        parent=Parent(selection_item_id=enrolment.offer_key, selection_item_type="ASSESSMENT_ITEM", parent=option),
    )
    return {
        "sendingOrganisationTkCode": right.party.tk_code,
        "receivingOrganisationTkCode": enrolment.host.tk_code,
        "student": {
            "homeStudyRight": study_right(right),
            "dateOfBirth": right.born.isoformat(),
            "gender": right.gender,
            "countryOfCitizenship": right.citizenship,
            "motherTongue": right.mother_tongue,
            "oid": right.oid,
        },
        "networkIdentifier": enrolment.network,
        "selections": [selection.body()],
        "enrolmentDateTime": enrolment.asked_at.isoformat(),
    }


def study_right(right: StudyRight) -> dict[str, Any]:
    """A ``studyRight`` at home."""
    return {
        "identifiers": {"organisationTkCodeReference": right.party.tk_code, "studyRightId": right.key},
        "studyRightStatus": {
            "studyRightStatusValue": right.status,
            "startDate": right.starts.isoformat(),
            "endDate": right.ends.isoformat(),
        },
        "eligibleForNetworkStudies": right.allows_network,
    }


def study_right_update(right: StudyRight) -> dict[str, Any]:
    """An ``updateStudentStudyRightRequest``."""
    return {"oid": right.oid, "homeStudyRight": study_right(right)}


def reply(enrolment: Enrolment, *, seats: int | None) -> dict[str, Any]:
    """A ``registrationReplyRequest`` of the host: the state there is."""
    state = State(enrolment.state)
    if state == State.RECEIVED:
        return RegistrationReply(registration_request_id=str(enrolment.key), status="RECEIVED").body()
    info = {"state": state.value}
    if enrolment.reason:
        info["reason"] = enrolment.reason
    if state == State.OFFERED and enrolment.offered_until is not None:
        info["until"] = enrolment.offered_until.isoformat()
    selection = ReplySelection(
        selection_item_id=enrolment.offer_key,
        selection_item_status=RIPA_STATUSES[state],
        selection_item_status_info="; ".join(f"{name}={value}" for name, value in info.items()),
        rank=Rank(rank_all=enrolment.rank, max_seats_all=seats) if enrolment.rank else None,
    )
    denied = RIPA_STATUSES[state] == SelectionStatus.REJECTED
    return RegistrationReply(
        registration_request_id=str(enrolment.key),
        status="REGISTRATION_REJECTED" if denied else "REGISTERED",
        selections=(selection,),
        host_study_right=_host_right(enrolment),
        host_student_number=enrolment.student_number or None,
        rejection_reason=Localised(values=_why(enrolment)) if denied else None,
    ).body()


def _host_right(enrolment: Enrolment) -> RightRecord | None:
    if not enrolment.right_key or enrolment.right_starts is None or enrolment.right_ends is None:
        return None
    return RightRecord(
        identifiers=host_right_ids(enrolment),
        study_right_status=StudyRightStatus(
            study_right_status_value=3 if enrolment.is_over and enrolment.state != State.COMPLETED else 1,
            start_date=enrolment.right_starts,
            end_date=enrolment.right_ends,
        ),
    )


def _why(enrolment: Enrolment) -> dict[str, str]:
    """The office's own words where it wrote some, else the reason's."""
    written = {code: text for code, text in enrolment.note.items() if text}
    return written or in_three_languages(Reason(enrolment.reason or Reason.BY_HOST).label)


def host_right_ids(enrolment: Enrolment) -> StudyRightIds:
    """Which study right at the host."""
    return StudyRightIds(
        organisation_tk_code_reference=enrolment.host.tk_code, study_right_id=enrolment.right_key or "none"
    )


def study_record(result: Result, transaction: Transaction) -> dict[str, Any]:
    """A ``createStudyRecordRequest`` of the host: one credit."""
    enrolment = result.enrolment
    assert enrolment.home is not None  # noqa: S101 - open studies have nobody to send credits to
    credit = CompletedCredit(
        completed_credit_identifier=str(result.key),
        completed_credit_target=CreditTarget(completed_credit_target_id=enrolment.offer_key),
        completed_credit_name=Localised(values=enrolment.title),
        completed_credit_status=CreditStatus.ACCEPTED if result.passed else CreditStatus.UNFINISHED,
        scope=float(result.credits),
        assessment=Assessment(grading_scale=GradingScale(scale=Scale(result.scale)), grade=Grade(code=result.grade)),
        completion_date=result.completed_on,
        languages_of_completion=(result.language,),
        acceptors=(Acceptor(sur_name=result.acceptor),),
        transaction=transaction,
        min_edu_guidance_area=COURSE_FIELD,
    )
    home_right = enrolment.student["homeStudyRight"]["identifiers"]
    return StudyRecord(
        sending_organisation=enrolment.host.tk_code,
        receiving_organisation=enrolment.home.tk_code,
        network_identifier=enrolment.network,
        student=RecordStudent(
            home_study_right_identifier=StudyRightIds.model_validate(home_right),
            host_study_right_identifier=host_right_ids(enrolment),
        ),
        completed_credits=(credit,),
        sending_time=timezone.now(),
    ).body()


def wish_in(message: Registration) -> Wish:
    """What the student of a registration wants."""
    chosen = message.selections[0]
    if chosen.selection_item_status == SelectionStatus.ABORTED_BY_STUDENT:
        return Wish.WITHDRAW
    return Wish.ACCEPT if _info(chosen.selection_item_status_info).get("wish") == Wish.ACCEPT else Wish.STUDY


def state_in(message: RegistrationReply) -> tuple[State, dict[str, Any]]:
    """The state that a reply tells, and the fields of the enrolment that it changes."""
    if not message.selections:
        return State.RECEIVED, {}
    told = message.selections[0]
    info = _info(told.selection_item_status_info)
    state = _COARSE[told.selection_item_status]
    if info.get("state") in State.values and RIPA_STATUSES[State(info["state"])] == told.selection_item_status:
        state = State(info["state"])
    changes: dict[str, Any] = {
        "rank": told.rank.rank_all if told.rank else None,
        "offered_until": _moment(info.get("until")) if state == State.OFFERED else None,
        "reason": info["reason"] if info.get("reason") in Reason.values else "",
        "note": {code: text for code, text in message.rejection_reason.values.items() if text}
        if message.rejection_reason
        else {},
        "student_number": message.host_student_number or "",
    }
    if message.host_study_right is not None:
        right = message.host_study_right
        changes |= {
            "right_key": right.identifiers.study_right_id,
            "right_starts": right.study_right_status.start_date,
            "right_ends": right.study_right_status.end_date,
        }
    return state, changes


def days_of_right(enrolment: Enrolment, today: date) -> tuple[date, date]:
    """First and last day of the study right at the host: the course's days and some to be graded in."""
    first = enrolment.starts or today
    return first, max(enrolment.ends or first + timedelta(days=365), first) + timedelta(days=60)


def _info(text: str | None) -> dict[str, str]:
    """``state=offered; until=...`` as a mapping."""
    pairs = (part.strip().partition("=") for part in (text or "").split(";"))
    return {name: value for name, _, value in pairs if name}


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None
