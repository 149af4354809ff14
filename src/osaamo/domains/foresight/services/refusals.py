"""What the services say no with, and what pages say of it to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):
    """Something the user is to mend; ``code`` is stable, and pages show a sentence for it."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}


REASONS: dict[str, _StrPromise] = {
    "is-harvested": _("The texts of this source are fetched from its address; it takes no files."),
    "not-harvested": _("This source has no address to fetch from. The people who run the service can give it one."),
    "history-columns": _("The table needs the columns course, starts and asked. See the example on the page."),
    "history-row": _("Row {line} cannot be used, so nothing was stored: {reason}"),
    "unknown-course": _("There is no such course or module in the catalogue."),
    "more-admitted": _("More got a seat than asked for one."),
    "bad-count": _("A number is missing, or is no whole number."),
    "p67-never": _("The terms of Job Market Finland never allow to keep texts."),
    "not-mendable": _("This record cannot be mended here. Mend it at its source and hand it in again."),
    "only-https": _("The address must begin with https:// and name a host."),
    # records
    "no-text": _("The ad has no text."),
    "no-date": _("It does not tell when it was published."),
    "no-key": _("It has no id."),
    "bad-date": _("The date cannot be read. Write it as 2026-05-31 or 31.5.2026."),
    "bad-year": _("The year of publication is missing or cannot be read."),
    "bad-language": _("The language is not Finnish, Swedish or English."),
    "too-long": _("One of its texts is longer than is taken."),
    "not-p67": _("It is not an ad in the shape of Job Market Finland."),
    "no-abstract": _("It has no abstract in Finnish, Swedish or English."),
    "no-metadata": _("The record is empty."),
    "restricted": _("Not everybody may read the thesis, so it was left out."),
    "not-json": _("The line is not JSON."),
    "not-an-object": _("The line is not a JSON object."),
    "line-too-long": _("The line is too long."),
    "too-few-columns": _("The row has fewer columns than the header."),
    "too-many-columns": _("The row has more columns than the header."),
    "unclosed-quote": _("A quotation mark is not closed."),
    "bad-quoting": _("The quotation marks do not match."),
    "wrong-encoding": _("The letters cannot be read. Save the file as UTF-8."),
    "formula-without-value": _("A cell holds a formula without a value."),
    "cell-error": _("A cell holds an error."),
    # servers
    "unreachable": _("The server did not answer. Try again later; the harvest goes on where it stopped."),
    "server-busy": _("The server asks to come again later. The harvest goes on where it stopped."),
    "not-oai": _("What answers at the address is no OAI-PMH. Check the address."),
    "oai-refusal": _("The server refused: {reason}."),
    "bad-token": _("The server forgot where the harvest was. Start it again; nothing is taken in twice."),
    "other-host": _("The server sends to another host than {host}, which may not be asked."),
}


def reason(code: str, values: dict[str, str] | None = None) -> str:
    """The sentence for a code of a service, a reader or a harvest."""
    sentence = str(REASONS.get(code) or gettext("It could not be read."))
    for name, value in (values or {}).items():
        sentence = sentence.replace("{" + name + "}", value)
    return sentence
