"""What a person handed in on the front page: typed, uploaded, or picked from the samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from osaamo.connectors.documents import read_document
from osaamo.connectors.errors import TooLarge
from osaamo.engine import EmptyText, TextTooLong
from osaamo.web.ads import job_ad
from osaamo.web.demo import examples
from osaamo.web.messages import KNOWN_ERRORS, error_message, note_message
from osaamo.web.uploads import too_large

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Given:
    """One text as given. ``error`` is the sentence that says why it cannot be used, ``notes`` what to know of it."""

    text: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""

    @property
    def usable(self) -> bool:
        """Whether there is a text to read."""
        return bool(self.text.strip()) and not self.error


def own_text(request: HttpRequest) -> Given:
    """The person's own text: a picked example, else an uploaded file, else the text field."""
    example = examples().get(request.POST.get("example", ""))
    if example:
        return Given(text=example["text"], source=example["id"])
    return _given(request, field="text", file="file", needed=True)


def goal_text(request: HttpRequest) -> Given:
    """The text to compare with: a picked sample ad, else an uploaded file, else the text field; may be empty."""
    key = request.POST.get("ad", "")
    ad = job_ad(key=key) if key else None
    if ad:
        return Given(text=f"{ad.title}\n\n{ad.text}", source=ad.key)
    return _given(request, field="want", file="want_file", needed=False)


def _given(request: HttpRequest, *, field: str, file: str, needed: bool) -> Given:
    typed = request.POST.get(field, "").replace("\r\n", "\n")
    try:
        return _read(request, typed, file, needed=needed)
    except KNOWN_ERRORS as error:
        return Given(text=typed, error=error_message(error.code, error.values))


def _read(request: HttpRequest, typed: str, file: str, *, needed: bool) -> Given:
    upload = request.FILES.get(file)
    notes: tuple[str, ...] = ()
    if upload is not None:
        document = read_document(upload.read(), upload.name or "")
        typed = document.text
        notes = tuple(filter(None, (note_message(code, "") for code, _ in document.notes)))
    elif too_large(request) == file:
        raise TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
    if len(typed) > settings.OSAAMO_TEXT_CHARACTERS:
        raise TextTooLong("The text is too long.", limit=settings.OSAAMO_TEXT_CHARACTERS)
    if needed and not typed.strip():
        raise EmptyText("The text is empty.")
    return Given(text=typed, notes=notes)
