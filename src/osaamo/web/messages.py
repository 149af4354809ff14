"""What errors, notes and reasons say to people, in the language of the page. Codes come from the engine and readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.errors import ConnectorError
from osaamo.engine import OsaamoError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

KNOWN_ERRORS = (OsaamoError, ConnectorError)
"""Errors that are the user's to mend; anything else is ours."""

ERRORS: dict[str, _StrPromise] = {
    "error": _("Something in the text could not be read. Check it and try again."),
    "empty-text": _("There are no words in this text. Paste a few sentences and try again."),
    "text-too-long": _("The text is too long. Keep the part that tells what is done and learned, and try again."),
    "unknown-skill": _("This skill is not in the vocabulary. Search for it by name to find the right one."),
    "unknown-part": _("A part of the service is missing. Tell the people who run it."),
    "broken-artefact": _("A file of the service does not fit this version. Tell the people who run it."),
    "bad-weight": _("The weight of a skill must be a number of at least 0."),
    "bad-limits": _("The limits of the study path do not fit together. Loosen one of them and try again."),
    "bad-portfolio": _("These limits or candidates cannot be chosen from. Correct them and try again."),
    "bad-history": _("The number of enrolments of a run cannot be used. Tell the people who run the service."),
    "bad-step": _("A course of the offering cannot be planned with. Tell the people who run the service."),
    "bad-series": _("A series of demand needs a number from 0 on for each month. Mend the file and try again."),
    "vectors-do-not-fit": _("A file of the service does not fit this version. Tell the people who run it."),
    "connector-error": _("The file could not be read. Save it again as PDF, DOCX or plain text and try again."),
    "empty-file": _("The file has no text in it. Choose another file, or paste the text instead."),
    "unknown-format": _("This kind of file cannot be read. Save it as PDF, DOCX or plain text and try again."),
    "too-large": _("The file is too large: at most 10 MB is read. Choose a smaller file, or paste the text instead."),
    "too-many-pages": _("The PDF has too many pages: at most 200 are read. Save the pages you need as a new file."),
    "zip-bomb": _("The file unpacks to far more than it should, so it was not opened. Save it again and try again."),
    "damaged-file": _("The file is damaged or cut short. Open it in its own program, save it again and try again."),
    "unsafe-file": _(
        "The file has parts that could do harm, so it was not opened. Save it again as PDF or plain text."
    ),
    "encrypted-pdf": _("The PDF is locked with a password. Save a copy without a password and try again."),
    "encrypted-file": _("The file is locked with a password. Save a copy without a password and try again."),
    "scanned-pdf": _(
        "The PDF holds pictures of pages, not text. Choose a version with text you can select, or paste it."
    ),
    "wrong-encoding": _("The letters of the file cannot be read. Save it as UTF-8 text and try again."),
    "not-a-table": _("The file has no rows with named columns. Check that its first row holds the names."),
    "missing-column": _("A column that is needed is missing from the file. Add it and try again."),
    "missing-study-columns": _(
        "The table has the columns {columns}; of these, {read} can be read. Needed are the name of the course and at "
        "least one of credits, grade and date. Rename the columns, such as Name, Credits, Grade, Date, and try again."
    ),
    "bad-amount": _("An amount cannot be read. Write it like 25 000 or 1 234,50."),
    "other-host": _("The server sent us on to another address, which is not allowed. Check the address of the source."),
    "unreachable": _("The server did not answer. Try again later, or check the address of the source."),
    "server-busy": _("The server is busy and asks to come again later. The harvest goes on where it stopped."),
    "not-oai": _("The address does not answer as an OAI-PMH server. Check the address of the source."),
    "oai-refusal": _("The server refused the question. Check the set and the format of the source."),
    "bad-token": _("The server no longer knows where the harvest stood. Begin it again; what was read stays."),
    "not-ripa": _("The file is not a course unit in the RIPA format. Check where it came from."),
    "not-esco": _("The file is not an ESCO package. Download the CSV package from the ESCO portal and try again."),
    "not-skos": _("The file is not a SKOS vocabulary. Check that it holds concepts with labels, and try again."),
    "not-a-study-record": _(
        "The file is not a study record that is known here. Download it again as PDF, XML, JSON or CSV, and try again."
    ),
    "not-a-badge": _("The file holds no open badge. Download the badge itself from where you keep it, and try again."),
    "badge-elsewhere": _(
        "The file holds only the address of the badge. Open {url}, save the badge from there, and try again."
    ),
    "unknown-context": _("The badge uses the vocabulary {url}, which is not known here. Check it with its issuer."),
    "not-linked-data": _("The badge is not in the form the standard asks for. Fetch it again from its issuer."),
    "not-a-profile": _("The file is not a profile saved from this service. Choose the file that you saved here."),
    "newer-profile": _(
        "The profile was saved by a newer version of this service. Ask the people who run it to update, and try again."
    ),
    "bad-calendar-step": _(
        "The course {step} ends before it starts, so no calendar was made. Plan the path again and save that calendar."
    ),
    "empty-goal": _(
        "No skills are known of this goal. Choose another, or paste the part of an ad that tells what it asks for."
    ),
    "invalid-request": _("The request does not follow the interface. Check the fields named in the errors."),
    "not-found": _("There is nothing at this address."),
    "not-allowed": _("This is not supported here."),
    "too-many-requests": _("Too many requests in a short time. Try again in {seconds} seconds."),
    "server-error": _("Something went wrong on our side. Your text was not stored. Try again in a moment."),
}

NOTES: dict[str, _StrPromise] = {
    "unknown-language": _("The text does not look like Finnish, Swedish or English, so the result may be poor."),
    "other-language": _("The text does not look like Finnish, Swedish or English, so the result may be poor."),
    "mixed-language": _("The text mixes languages; each sentence was read in its own."),
    "long-text": _("The text is very long, so it was read by the faster and less exact model."),
    "text-cut": _("Only the beginning of the text was read."),
    "short-text": _("The text is very short. More sentences give a better result."),
    "macros-ignored": _("The file has macros. They were not run; only the text was read."),
    "pages-without-text": _("Some pages of the PDF hold only pictures; they were not read."),
    "navigation-left-out": _("Menus and other frames of the page were left out."),
    "running-heads-left-out": _("Headers and footers that repeat on each page were left out."),
    "encoding-guessed": _("The file does not tell its encoding. Check that letters like ä and ö came out right."),
    "markdown-marks-kept": _("The text is very long, so its Markdown marks were read as words."),
    "rows-left-out": _("Some rows of the file could not be read and were left out."),
}


def error_message(code: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence for an error code: what happened and what to do."""
    message = str(ERRORS.get(code, ERRORS["error"]))
    return _filled(message, values or {})


def note_message(code: str, detail: str = "") -> str:
    """The sentence for a note; an unknown note shows its detail, else nothing."""
    return str(NOTES[code]) if code in NOTES else detail


def confidence_words() -> dict[str, str]:
    """The words for the three levels of confidence."""
    return {"clear": gettext("clear"), "likely": gettext("likely"), "possible": gettext("possible")}


def level_of(confidence: float) -> str:
    """``clear``, ``likely`` or ``possible``: how sure a calibrated confidence is, in words."""
    if confidence >= 0.75:
        return "clear"
    return "likely" if confidence >= 0.5 else "possible"


def _filled(message: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        message = message.replace("{" + name + "}", str(value))
    return message
