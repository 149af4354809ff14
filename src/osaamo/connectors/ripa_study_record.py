"""Study records in the Ristiinopiskelupalvelu (RIPA) message schemas, version 9: ``createStudyRecordRequest``.

Source: CSC, github.com/CSCfi/Ristiinopiskelupalvelu, ``messageschemas/v9`` (``studyrecord``, ``completedCredit``).
Only what Osaamo reads is validated; of the student only the name is read, of the acceptors nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.connectors.ripa_values import Invalid, Values, localised_string
from osaamo.connectors.study_records import Attainment, AttainmentKind, NotAStudyRecord, ReadResult, SetAside
from osaamo.connectors.study_values import Refused, assemble, refuse_not_passed, shown_name

if TYPE_CHECKING:
    from osaamo.connectors.ripa_records import Localised

_STATUSES = ("NOT_PARTICIPATED", "ATTEMPT_ABANDONED", "ACCEPTED", "UNFINISHED")
_TRANSACTIONS = ("NEW_COMPLETED_CREDIT", "NEW_CREDIT_REPLACES_FORMER", "CORRECTION", "REMOVAL")
_KINDS: dict[str, AttainmentKind] = {
    "ASSESSMENT_ITEM": "part",
    "COURSE_UNIT": "course",
    "DEGREE": "degree",
    "STUDY_MODULE": "module",
    "REALISATION": "course",
}


def is_ripa_study_record(message: Any) -> bool:
    """Whether ``message`` has the list of completed credits of a RIPA study record."""
    return isinstance(message, dict) and isinstance(message.get("completedCredits"), list)


def read_ripa_study_record(message: Any, filename: str = "") -> ReadResult:
    """The completed credits of a parsed message, in its order.

    The institution is the name of ``organisationResponsibleForCompletion``, else its Statistics Finland code, else
    that of the sender. The text of ``completedCreditObjective`` and ``completedCreditContent`` together are the
    learning outcomes. A credit to be removed is set apart, as are those not accepted.

    Raises:
        NotAStudyRecord: there is no list ``completedCredits``.
    """
    if not is_ripa_study_record(message):
        raise NotAStudyRecord("The JSON has no completedCredits.", filename=filename, found="json")
    sender = message.get("sendingOrganisation")
    sender = sender if isinstance(sender, str) else ""
    found: list[tuple[str, Attainment]] = []
    aside: list[SetAside] = []
    for at, raw in enumerate(message["completedCredits"]):
        pointer = f"/completedCredits/{at}"
        if not isinstance(raw, dict):
            aside.append(SetAside(pointer, "not-an-object", "It is no JSON object."))
            continue
        try:
            found.append((pointer, _attainment(Values(raw, pointer), sender)))
        except Invalid as error:
            aside.append(SetAside(error.pointer, error.code, error.detail, _name_for_message(raw)))
        except Refused as error:
            aside.append(SetAside(pointer, error.code, error.detail, _name_for_message(raw)))
    return assemble("ripa", found, aside, person_name=_student(message.get("student")))


def _student(raw: Any) -> str:
    if not isinstance(raw, dict):
        return ""
    first = raw.get("firstNames") or raw.get("givenName")
    return " ".join(name.strip() for name in (first, raw.get("surName")) if isinstance(name, str) and name.strip())


def _attainment(values: Values, sender: str) -> Attainment:
    status = values.one_of("completedCreditStatus", _STATUSES)
    if values.one_of("transaction", _TRANSACTIONS) == "REMOVAL":
        raise Refused("removed", "The message takes this attainment back.")
    if status not in {"", "ACCEPTED"}:
        raise Refused("not-passed", f"It was not passed: its status is {status}.")
    grade = _grade(values)
    refuse_not_passed(grade)
    target = values.nested("completedCreditTarget")
    languages = values.languages("languagesOfCompletion")
    credits_, _ = values.span("scope", "scope")
    return Attainment(
        code=target.text("completedCreditTargetIdentifierCode") or target.identifier("completedCreditTargetId"),
        name=values.localised("completedCreditName", required=True).as_dict(),
        credits=credits_,
        grade=grade,
        date=values.date("completionDate"),
        institution=_institution(values, sender),
        language=languages[0] if languages else "",
        learning_outcomes=_outcomes(
            values.localised("completedCreditObjective"), values.localised("completedCreditContent")
        ),
        source_id=values.text("completedCreditIdentifier"),
        kind=_KINDS[target.one_of("completedCreditTargetType", tuple(_KINDS)) or "COURSE_UNIT"],
    )


def _grade(values: Values) -> str:
    return values.nested("assessment").nested("grade").text("code")


def _institution(values: Values, sender: str) -> str:
    organisation = values.nested("organisationResponsibleForCompletion")
    name = organisation.localised("organisationName").as_dict()
    return shown_name(name) or organisation.text("organisationTkCode") or sender


def _outcomes(objective: Localised, content: Localised) -> dict[str, str]:
    first, second = objective.as_dict(), content.as_dict()
    return {
        language: "\n".join(filter(None, (first.get(language), second.get(language))))
        for language in ("fi", "sv", "en")
        if language in first or language in second
    }


def _name_for_message(raw: dict[str, Any]) -> str:
    try:
        return shown_name(localised_string(raw["completedCreditName"], "").as_dict())
    except (KeyError, TypeError, AttributeError, Invalid):
        return ""
