"""A job ad as a plain record, and what the readers of ads share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.connectors.days import day_in

if TYPE_CHECKING:
    import datetime as dt

MOST_CHARACTERS = 100_000
MOST_TITLE = 200
MOST_NAME = 120
_LANGUAGES = {
    **dict.fromkeys(("fi", "fin", "suomi", "finnish", "finska"), "fi"),
    **dict.fromkeys(("sv", "swe", "ruotsi", "swedish", "svenska"), "sv"),
    **dict.fromkeys(("en", "eng", "englanti", "english", "engelska"), "en"),
}


@dataclass(frozen=True, slots=True)
class AdRecord:
    """A job ad as its source tells it; nothing of it is about a person.

    Attributes:
        line: as in :class:`~osaamo.connectors.rows.Row`.
        key: its id in the source, else made of title, text and day: the same for the same ad.
        language: ``fi``, ``sv``, ``en``, or ``""`` where the source does not say.
        title: at most 200 characters; the first line of the text where there is none.
        published: the first of the month where the source tells only the month.
        closes: the last day to apply, or ``None``.
        place: as the source writes it; codes of municipalities in P67.
        employer_kind: the employer's line of business, as a word or a code; never its name.
        source: where the ad comes from, as the source says.
        licence: under which terms, as the source says.
        may_store_text: false where the terms of the source forbid to keep the text.
        skills: ESCO uris that the employer named.
        removed: the ad was taken back; then only ``key`` need be there.
    """

    line: int
    key: str
    language: str = ""
    title: str = ""
    text: str = ""
    published: dt.date | None = None
    closes: dt.date | None = None
    place: str = ""
    employer_kind: str = ""
    source: str = ""
    licence: str = ""
    may_store_text: bool = True
    skills: tuple[str, ...] = ()
    removed: bool = False


class RefusedAd(Exception):
    """Why a row is no ad: a stable code, and an English sentence with the particulars."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def day_of(text: str) -> dt.date | None:
    """The day as :func:`~osaamo.connectors.days.day_in` reads it; ``None`` when nothing is said.

    Raises:
        RefusedAd: ``bad-date``.
    """
    try:
        return day_in(text) if text.strip() else None
    except ValueError as error:
        raise RefusedAd("bad-date", str(error)) from error


def language_of(text: str) -> str:
    """The code of a language named in Finnish, Swedish or English; ``""`` when nothing is named.

    Raises:
        RefusedAd: ``bad-language``; it is another.
    """
    name = text.strip().casefold().partition("-")[0]
    if name and name not in _LANGUAGES:
        raise RefusedAd("bad-language", "The language is not Finnish, Swedish or English.")
    return _LANGUAGES.get(name, "")


def heading(title: str, text: str) -> str:
    """The title, or the first line of the text where it is empty, on one line and cut to 200 characters."""
    line = " ".join((title or text.split("\n", 1)[0]).split())
    return line if len(line) <= MOST_TITLE else line[: MOST_TITLE - 1] + "…"


def cut(name: str) -> str:
    """A name on one line, cut to 120 characters."""
    return " ".join(name.split())[:MOST_NAME]
