"""What a person handed in on the front page: their text, typed or uploaded or a sample, and what they aim at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from osaamo.connectors.documents import read_document
from osaamo.connectors.errors import TooLarge
from osaamo.engine import EmptyText, TextTooLong
from osaamo.web.demo import examples
from osaamo.web.messages import KNOWN_ERRORS, error_message, note_message
from osaamo.web.uploads import too_large

if TYPE_CHECKING:
    from django.http import HttpRequest

SEEK = "seek"
"""The value of the buttons that aim at the occupation typed in the search field."""

MOST_GOALS = 6
SEARCH_CHARACTERS = 200
LIST_CHARACTERS = 5_000


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
    return given_text(request, field="text", file="file", needed=True)


def goal_text(request: HttpRequest, *, needed: bool) -> Given:
    """The pasted ad: an uploaded file, else the text field; an empty one is an error where it is needed."""
    return given_text(request, field="want", file="want_file", needed=needed)


@dataclass(frozen=True, slots=True)
class Aims:
    """What the form says of goals: their keys, the words of the two search fields, the courses to do without.

    ``sought`` is ``pick`` or ``add`` when the person asked for the occupation they typed, else empty.
    """

    keys: tuple[str, ...] = ()
    seek: str = ""
    listed: str = ""
    without: tuple[str, ...] = ()
    sought: str = ""

    def aiming(self, key: str) -> Aims:
        """With the goal alone, or beside the others, as it was asked for; the search field is empty again."""
        before = self.keys if self.sought == "add" else ()
        return replace(self, keys=tuple(dict.fromkeys((*before, key)))[:MOST_GOALS], seek="")


def aims(request: HttpRequest) -> Aims:
    """The goals after the pressed button: picked alone, added, taken away; and the courses left out or taken back."""
    post = request.POST
    keys = list(dict.fromkeys(post.getlist("goal")))
    without = list(dict.fromkeys(post.getlist("without")))
    pick, add = post.get("pick", ""), post.get("add", "")
    sought = "pick" if pick == SEEK else "add" if add == SEEK else ""
    if pick and not sought:
        keys = [pick]
    elif add and not sought:
        keys.append(add)
    keys = [key for key in dict.fromkeys(keys) if key != post.get("drop")][:MOST_GOALS]
    without = [key for key in dict.fromkeys([*without, post.get("leave", "")]) if key and key != post.get("take")]
    return Aims(
        keys=tuple(keys),
        seek=post.get("seek", "")[:SEARCH_CHARACTERS],
        listed=post.get("list", "").replace("\r\n", "\n")[:LIST_CHARACTERS],
        without=tuple(without),
        sought=sought,
    )


def given_text(request: HttpRequest, *, field: str, file: str, needed: bool = False) -> Given:
    """The uploaded file, else the text field; an empty one is an error where a text is needed."""
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
