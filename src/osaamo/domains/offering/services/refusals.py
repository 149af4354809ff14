"""What the services say no with, and what pages say of it to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from osaamo.domains.offering.enums import State
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise


class Refused(Exception):
    """Something the user is to mend. ``code`` is stable; ``values`` fill the sentence that pages show for it."""

    def __init__(self, code: str, /, **values: object) -> None:
        """Remember why."""
        super().__init__(code)
        self.code = code
        self.values = {name: str(value)[:300] for name, value in values.items()}


REASONS: dict[str, _StrPromise] = {
    "missing": _("The field {field} is empty. Fill it in."),
    "missing-id": _("The record has no id or code. Give it one."),
    "too-long": _("The field {field} has {characters} characters; at most {most} fit. Shorten it."),
    "text-too-long": _("The text in {field} has {characters} characters; at most {most} are taken. Shorten it."),
    "bad-character": _("The field {field} holds a character that no text has. Remove it."),
    "bad-credits": _("“{value}” is not a number of credits. Write a number from 0 to 300 with at most one decimal."),
    "credits-backwards": _("The credits go from {least} to {most}. Write the smaller number first."),
    "bad-number": _("“{value}” in {field} is not a whole number from 0 to 100000."),
    "bad-date": _("“{value}” in {field} is not a date. Write it as 2027-01-31 or 31.1.2027."),
    "dates-backwards": _("It ends on {ends}, before it starts on {starts}. Correct one of the days."),
    "enrolment-backwards": _("Enrolment ends at {ends}, before it opens at {starts}. Correct one of them."),
    "unknown-word": _("“{value}” is not known in {field}. Use one of: {known}."),
    "unknown-language": _("“{value}” is not a language. Use a code of two letters, such as fi, sv or en."),
    "bad-meeting": _("“{value}” is not a meeting. Write it as 2027-01-11T09:00/2027-01-11T12:00."),
    "bad-quota": _("“{value}” is not a quota. Write the group and its seats, such as laurea:10 or audience:open:5."),
    "unknown-organisation": _("No organisation has the code “{value}”."),
    "unknown-audience": _("There is no audience “{value}”."),
    "quotas-overlap": _("These quotas overlap, so that somebody would belong to two of them: {value}. Keep one."),
    "quotas-over-seats": _("The quotas sum to {sum} seats, but there are {seats}. Lower a quota or add seats."),
    "doubled-id": _("The id {id} occurs before in the file, with other content. Give this one its own id."),
    "doubled-code": _("The code {code} belongs to {other} already. Use another code."),
    "unknown-course": _("There is no course “{value}”. Import the course first, or correct the code."),
    "unknown-field": _("There is no field “{value}”."),
    "field-twice": _("Two columns are mapped to {value}. Keep one."),
    "shares-over-whole": _("The shares of the owners sum to {sum} %. They can be at most 100 %."),
    "owner-is-institution": _("{value} answers for it already. Name only the other owners."),
    "part-twice": _("A course is named twice among the parts. Keep one."),
    "choice-too-large": _("{wanted} credits are to be chosen, but the optional parts give {there}."),
    "degree-in-use": _(
        "Courses and modules belong to it: {count}. Take them out of the degree programme first, on their own pages."
    ),
    "not-ready": _("These are still empty: {fields}. Fill them in before you publish."),
    "no-project": _("Name the project."),
    "illegal-change": _("From “{before}” one cannot go to “{after}”."),
    "reason-missing": _("Say why: people who wait for it want to know."),
    "decided-already": _("This was decided already."),
    "no-such-decision": _("This cannot be decided here."),
    "unknown-item": _("“{value}” is not in our offering. Add it first, then list it."),
    "bad-row": _("Row {line} of the file cannot be used. Correct it and try again."),
    "row-too-few-columns": _("The row has too few columns."),
    "row-too-many-columns": _("The row has too many columns."),
    "row-unclosed-quote": _("A quotation mark is not closed."),
    "row-bad-quoting": _("The quotation marks of the row do not fit together."),
    "row-wrong-encoding": _("The letters of the row cannot be read. Save the file as UTF-8."),
    "row-line-too-long": _("The row is longer than a million characters."),
    "row-not-json": _("The row is not JSON."),
    "row-not-an-object": _("The row is no object with fields."),
    "row-formula-without-value": _("A cell holds a formula without a value. Save the file in its own program."),
    "row-cell-error": _("A cell holds an error of the spreadsheet. Correct it there."),
    "row-no-degree": _("This programme is a part of a degree or a minor, no degree programme. It is not taken in."),
    "row-missing-id": _("The record has neither a course id nor an offering id."),
    "ripa-missing": _("The RIPA message lacks a field it must have: {pointer}."),
    "ripa-wrong-type": _("A value of the RIPA message is of the wrong kind: {pointer}."),
    "ripa-wrong-value": _("A value of the RIPA message is not allowed: {pointer}."),
    "ripa-not-an-object": _("A part of the RIPA message is no object: {pointer}."),
}


def reason(code: str, values: Mapping[str, Any]) -> str:
    """What a refusal says, in the language of the page."""
    words = {"field": field_name(str(values.get("field", "")))}
    text = REASONS.get(code, _("The record cannot be used. Check its fields."))
    states = {name: str(State(values[name]).label) for name in ("before", "after") if values.get(name) in State}
    fields = (
        {"fields": ", ".join(field_name(one) for one in str(values["fields"]).split(", "))}
        if "fields" in values
        else {}
    )
    return str(text).format(**{**values, **words, **states, **fields})


def field_name(field: str) -> str:
    """What a field is called on the pages."""
    base, _mark, code = field.rpartition("_")
    if base in FIELD_NAMES and code in LANGUAGES:
        return f"{FIELD_NAMES[base]} ({code})"
    return str(FIELD_NAMES.get(field, field))


FIELD_NAMES: dict[str, _StrPromise] = {
    "id": _("id"),
    "code": _("code"),
    "name": _("name"),
    "outcomes": _("learning outcomes"),
    "learning_outcomes": _("learning outcomes"),
    "content": _("content"),
    "prerequisites": _("prior knowledge"),
    "credits": _("credits"),
    "credits_max": _("credits at most"),
    "level": _("level"),
    "requires": _("courses to be passed before"),
    "degrees": _("degree programmes"),
    "themes": _("themes"),
    "networks": _("networks"),
    "tags": _("tags"),
    "kind": _("kind"),
    "languages": _("teaching languages"),
    "audiences": _("for whom"),
    "status": _("status"),
    "course": _("course it belongs to"),
    "realisation": _("id of the realisation"),
    "starts": _("first day"),
    "ends": _("last day"),
    "enrol_from": _("enrolment from"),
    "enrol_until": _("enrolment until"),
    "seats": _("seats"),
    "mode": _("way of teaching"),
    "campus": _("campus"),
    "meetings": _("meetings"),
    "quotas": _("quotas"),
    "owners": _("owners"),
}
