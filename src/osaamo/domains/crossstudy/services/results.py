"""Results: entered, replaced and removed at the host; recognised at home without anybody applying for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.ripa_messages import FAILED, GRADES, MessageType, Scale, StudyRecordReply, Transaction
from osaamo.domains.crossstudy.enums import ResultStatus, Side, State
from osaamo.domains.crossstudy.models import Result
from osaamo.domains.crossstudy.rules import IllegalMove
from osaamo.domains.crossstudy.services import composing, telling
from osaamo.domains.crossstudy.services.moving import locked, move
from osaamo.domains.crossstudy.services.posting import post
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date

    from osaamo.connectors.ripa_messages import CompletedCredit, StudyRecord
    from osaamo.domains.crossstudy.models import Enrolment
    from osaamo.kernel.models import Person


class WrongGrade(ValueError):
    """The grade is not one of its scale."""


@transaction.atomic
def enter_result(
    *,
    enrolment: Enrolment,
    scale: Scale,
    grade: str,
    credits: Decimal,  # noqa: A002 - the word of the field
    completed_on: date,
    language: str,
    acceptor: str,
    who: Person | None,
) -> Result:
    """The new result at the host; one that stood before is replaced. The home is told and recognises it.

    Raises:
        WrongGrade: the scale has no such grade.
        IllegalMove: nobody studies or has studied there by this enrolment.
    """
    if grade not in GRADES[scale]:
        raise WrongGrade(grade)
    row = locked(enrolment)
    if row.state not in {State.ENROLLED, State.COMPLETED} or row.side != Side.HOST:
        raise IllegalMove(f"{row.state}: result")
    replaced = _put_away(row, ResultStatus.REPLACED)
    result = Result.objects.create(
        enrolment=row,
        credits=credits,
        scale=scale,
        grade=grade,
        passed=grade != FAILED,
        completed_on=completed_on,
        language=language,
        acceptor=acceptor,
        entered_by=who,
    )
    _audit("crossstudy.enter-result", result, who)
    if row.state == State.ENROLLED:
        move(row, State.COMPLETED, who=who)
    _send(result, Transaction.REPLACES if replaced else Transaction.NEW)
    telling.tell(result)
    return result


@transaction.atomic
def remove_result(*, result: Result, who: Person | None) -> Result:
    """The result, taken back at the host; the home is told and takes it out too.

    Raises:
        IllegalMove: it does not stand any more.
    """
    row = locked(result.enrolment)
    removed = _put_away(row, ResultStatus.REMOVED)
    if removed is None or removed.pk != result.pk or row.side != Side.HOST:
        raise IllegalMove("result: removed")
    _audit("crossstudy.remove-result", removed, who)
    _send(removed, Transaction.REMOVAL)
    return removed


def hear_study_record(enrolment: Enrolment, message: StudyRecord) -> None:
    """The home's register after the host sent credits: taken in at once, and answered one by one."""
    for credit in message.completed_credits:
        _recognise(enrolment, credit)
        answer = StudyRecordReply(study_record_request_id=credit.completed_credit_identifier, status="RECORDED")
        post(enrolment, MessageType.STUDY_RECORD_REPLY, answer.body())


def hear_study_record_reply(enrolment: Enrolment, message: StudyRecordReply) -> None:
    """The host's results after the home said whether it took them in."""
    known = enrolment.results.filter(key=message.study_record_request_id)
    known.update(recognised=message.status == "RECORDED", changed_at=timezone.now())


def _recognise(enrolment: Enrolment, credit: CompletedCredit) -> None:
    known = enrolment.results.filter(key=credit.completed_credit_identifier).first()
    if credit.transaction is Transaction.REMOVAL:
        if known is not None and known.status == ResultStatus.VALID:
            _put_away(enrolment, ResultStatus.REMOVED)
            _audit("crossstudy.remove-result", known, None)
        return
    values: dict[str, Any] = {
        "credits": Decimal(str(credit.scope)),
        "scale": credit.assessment.grading_scale.scale,
        "grade": credit.assessment.grade.code,
        "passed": credit.assessment.grade.code != FAILED,
        "completed_on": credit.completion_date,
        "language": credit.languages_of_completion[0],
        "acceptor": credit.acceptors[0].sur_name,
        "status": ResultStatus.VALID,
        "recognised": True,
    }
    if known is None:
        # One credit an enrolment: what stood before goes, whether the host says that it is replaced or not.
        _put_away(enrolment, ResultStatus.REPLACED)
    result, _ = Result.objects.update_or_create(
        key=credit.completed_credit_identifier, enrolment=enrolment, defaults=values
    )
    _audit("crossstudy.recognise", result, None)
    if enrolment.state == State.ENROLLED:
        move(enrolment, State.COMPLETED)
    telling.tell(result)


def _put_away(enrolment: Enrolment, status: ResultStatus) -> Result | None:
    """The result that stood, now of the given status; ``None`` where none stood."""
    standing = enrolment.results.filter(status=ResultStatus.VALID).first()
    if standing is not None:
        standing.status, standing.changed_at = status, timezone.now()
        standing.save(update_fields=["status", "changed_at"])
        telling.tell(standing)
    return standing


def _send(result: Result, kind: Transaction) -> None:
    # A student who left has no study right at home any more to send credits to.
    if result.enrolment.home is not None and result.enrolment.student:
        post(result.enrolment, MessageType.STUDY_RECORD, composing.study_record(result, kind))


def _audit(verb: str, result: Result, who: Person | None) -> None:
    audit(
        verb=verb,
        who=who,
        about=result.enrolment,
        organisation=result.enrolment.organisation,
        details={"result": str(result.key), "credits": result.credits},
    )
